"""The parts of a long sentence read as one sentence again in each language."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_doubles import WordModel, word_in

from dragoman_models.article import parse_text
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.rejoining import mended
from dragoman_models.segmentation import join
from dragoman_models.types import DecodingOptions, Flag, Hypothesis, MimeType, Segment


def parts(*texts: str, split: bool = True) -> list[Segment]:
    """Make the segments of a sentence that was cut into these parts."""
    return [Segment(0, len(text), text, " ", split=split) for text in texts]


SENTENCES = {
    "ru": (
        ["The convoy left before dawn,", "and officials confirmed it;", "no one was hurt."],
        ["Колонна вышла до рассвета.", "И чиновники подтвердили это.", "Никто не пострадал."],
        "Колонна вышла до рассвета, и чиновники подтвердили это; никто не пострадал.",
    ),
    "hy": (
        ["The convoy left before dawn,", "and officials confirmed it;", "no one was hurt."],
        ["Շարասյունը մեկնեց լուսաբացից առաջ։", "Եվ պաշտոնյաները հաստատեցին։", "Ոչ ոք չի տուժել։"],
        "Շարասյունը մեկնեց լուսաբացից առաջ, եվ պաշտոնյաները հաստատեցին, ոչ ոք չի տուժել։",
    ),
    "az": (
        ["The convoy left before dawn,", "and if officials confirm it", "it will return."],
        ["Karvan səhərdən əvvəl getdi.", "İndi rəsmilər bunu təsdiq etsə.", "Qayıdacaq."],
        "Karvan səhərdən əvvəl getdi, indi rəsmilər bunu təsdiq etsə qayıdacaq.",
    ),
    "fa": (
        ["The convoy left before dawn,", "and officials confirmed it;", "no one was hurt."],
        ["کاروان پیش از سحر رفت.", "و مقام‌ها تأیید کردند.", "کسی آسیب ندید."],
        "کاروان پیش از سحر رفت، و مقام‌ها تأیید کردند؛ کسی آسیب ندید.",
    ),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_parts_read_as_one_sentence(language: str) -> None:
    """Stops within go, marks come back in the language's form, small letters go on."""
    sources, targets, expected = SENTENCES[language]
    segments = parts(*sources)
    found = mended(segments, targets, language=language)
    assert join(segments, found).rstrip() == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("which Armenia denies.", "Армения это отрицает.", "Армения это отрицает."),
        ("which Armenia denies.", "Который Армения отрицает.", "который Армения отрицает."),
        ("and NATO left.", "НАТО ушла.", "НАТО ушла."),
        ("and Iran left.", "И Иран ушел.", "и Иран ушел."),
        ("Iran left.", "Иран ушел.", "Иран ушел."),
    ],
)
def test_names_keep_their_capitals(source: str, target: str, expected: str) -> None:
    """A word that may be a name is left alone, one that joins clauses is not."""
    segments = parts("He said so,", source)
    assert mended(segments, ["Он так сказал,", target], language="ru")[1] == expected


def test_abbreviations_keep_their_stops() -> None:
    """A stop after one to three letters may not be the sentence's."""
    segments = parts("He paid 5 million dollars", "and left.")
    found = mended(segments, ["Он заплатил 5 млн.", "И ушел."], language="ru")
    assert found == ["Он заплатил 5 млн.", "и ушел."]


def test_whole_sentences_are_left_alone() -> None:
    """Only parts of a cut sentence are mended."""
    segments = parts("It rained,", "and stopped.", split=False)
    targets = ["Шел дождь.", "И перестал."]
    assert mended(segments, targets, language="ru") == targets


def test_the_next_cut_sentence_begins_anew() -> None:
    """The end of one long sentence and the start of the next keep stop and capital."""
    segments = parts("It rained,", "and stopped.", "iPhones sold well,", "and fast.")
    targets = ["Шел дождь.", "И перестал.", "Айфоны продавались.", "И быстро."]
    assert mended(segments, targets, language="ru") == [
        *("Шел дождь,", "и перестал.", "Айфоны продавались,", "и быстро."),
    ]


def test_a_copied_part_is_left_alone() -> None:
    """A target that is its source, flagged as such, is not touched up."""
    segments = parts("one two.,", "and three.")
    assert mended(segments, ["one two.,", "and three."], language="ru") == [
        "one two.,",
        "and three.",
    ]


def test_the_number_of_targets_is_checked() -> None:
    """A missing target is an error, never a gap."""
    with pytest.raises(ValueError, match="shorter"):
        mended(parts("One,", "two."), ["Раз,"], language="ru")


@given(
    st.lists(st.sampled_from(["Да.", "", "Նա։", "İ", "…", "и,", "«А.»", "۵.", "  "]), min_size=1),
    st.sampled_from(["hy", "az", "fa", "ru"]),
    st.data(),
)
def test_any_targets_stay_as_many(targets: list[str], language: str, data: st.DataObject) -> None:
    """Whatever the model wrote, each part keeps a target, and none becomes empty."""
    sources = st.sampled_from(["and it rained,", "It rained.", "rain", "—", ";", "Iran and"])
    segments = [data.draw(sources) for _ in targets]
    found = mended(parts(*segments), targets, language=language)
    assert [bool(text.strip()) for text in found] == [bool(text.strip()) for text in targets]


class SentenceModel(WordModel):
    """Make a sentence of whatever it gets, as models do."""

    def _hypotheses(self, words: Sequence[str], options: DecodingOptions) -> tuple[Hypothesis, ...]:
        text = " ".join(word_in("ru", word) for word in words).rstrip(",.")
        return (Hypothesis(f"{text[0].upper()}{text[1:]}.", -0.1),)


def test_the_pipeline_joins_a_long_sentence_to_one() -> None:
    """In an article's text no stop and no capital stands within a sentence that was cut."""
    said = "the ministry said so, and officials in the capital knew it, but people left, "
    model = SentenceModel(max_source_tokens=12)
    pipeline = Pipeline({"words": model}, {"ru": "words"})
    article = parse_text(f"On Monday {said * 3}and it rained.", MimeType.PLAIN)
    result = run(pipeline.translate(article, target="ru"), pipeline.models)

    assert len(result.sections[0].segments) > 3
    assert all(Flag.SPLIT in one.flags for one in result.sections[0].segments)
    assert result.text.count(".") == 1
    assert result.text[1:] == result.text[1:].lower()
    assert result.text.count(",") == article.source.count(",")
