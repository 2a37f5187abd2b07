"""Where inline tags land: reordered words, subwords, nested and random markup."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.html_rendering import render
from dragoman_models.markup import project
from dragoman_models.segmentation import segment
from dragoman_models.types import Hypothesis, InlineTag, Role, Section, Segment


@dataclass
class Translated:
    """A segment's translation, aligned word by word in the order that a test gives."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def section(text: str, *tags: InlineTag) -> Section:
    """Make a section with tags."""
    return Section(Role.BODY, 0, len(text), text, tags)


def pair(first: int, start: int, end: int, name: str = "b") -> tuple[InlineTag, InlineTag]:
    """Make a pair of tags around start and end, the first of index `first`."""
    opening = InlineTag(start, f"<{name}>", first + 1)
    return opening, InlineTag(end, f"</{name}>", first)


def whole(text: str) -> list[Segment]:
    """Make one segment of a text."""
    return [Segment(0, len(text), text)]


def aligned(source: str, target: str, pairs: list[tuple[int, int]]) -> Translated:
    """Align (target word, source word) pairs, in tokens that are words."""
    hypothesis = Hypothesis(target, -0.1, tuple(target.split()), tuple(pairs))
    return Translated(target, hypothesis, (*source.split(), "</s>"))


def rendered(one: Section, segments: list[Segment], translations: list[Translated]) -> str:
    """Project the tags and write the section."""
    text = "".join(
        f"{part.lead}{t.target}{part.separator}"
        for part, t in zip(segments, translations, strict=True)
    )
    return render(one, text, project(one, segments, translations))


def test_pair_within_a_word_stays_there_where_the_word_is_copied() -> None:
    """A figure below the line is the same figure of the same word."""
    source, target = "Water is H2O he said", "Su H2O dedi"
    one = section(source, *pair(0, 10, 11, "sub"))
    copied = aligned(source, target, [(0, 0), (1, 2), (2, 4)])
    assert rendered(one, whole(source), [copied]) == "Su H<sub>2</sub>O dedi"
    spelt = aligned(source, "Su haşdvao dedi", [(0, 0), (1, 2), (2, 4)])
    assert rendered(one, whole(source), [spelt]) == "Su <sub>haşdvao</sub> dedi"


def test_pair_goes_around_words_that_came_through_as_they_are() -> None:
    """A type of missile or a price is told by itself, wherever the attention looked."""
    source, target = "The S-300 cost 5 dollars", "5 dollar dəyərində S-300 var"
    one = section(source, *pair(0, 4, 9))
    astray = aligned(source, target, [(0, 1), (3, 0), (4, 1)])
    assert rendered(one, whole(source), [astray]) == "5 dollar dəyərində <b>S-300</b> var"
    twice = aligned(source, "S-300 və S-300", [(0, 1), (2, 1)])
    assert rendered(one, whole(source), [twice]) == "<b>S-300 və S-300</b>"


def test_pair_goes_around_the_aligned_word() -> None:
    """A pair stands around the word that translates its word, wherever that went."""
    source, target = "The road reopened Monday", "Bazar ertəsi yol açıldı"
    one = section(source, *pair(0, 4, 8))
    translation = aligned(source, target, [(0, 3), (1, 3), (2, 1), (3, 2)])

    assert rendered(one, whole(source), [translation]) == "Bazar ertəsi <b>yol</b> açıldı"


def test_pair_around_everything_stays_around_everything() -> None:
    """A section that is all bold is all bold in translation, full stop included."""
    source, target = "Rain fell.", "Անձրև եկավ։"
    one = section(source, *pair(0, 0, len(source)))

    result = rendered(one, whole(source), [aligned(source, target, [(0, 0)])])

    assert result == "<b>Անձրև եկավ։</b>"


def test_full_stop_outside_the_pair_stays_outside() -> None:
    """A mark that followed the closing tag follows it in translation."""
    source, target = "It rained Monday.", "باران روز دوشنبه بارید."
    one = section(source, *pair(0, 10, 16))
    translation = aligned(source, target, [(0, 1), (1, 2), (2, 2), (3, 1)])

    assert rendered(one, whole(source), [translation]) == "باران <b>روز دوشنبه</b> بارید."


def test_subword_tokens_are_counted_as_words() -> None:
    """Pieces without a word start belong to the word before them."""
    source, target = "Armenia reopened roads", "Армения открыла дороги"
    one = section(source, *pair(0, 8, 16))
    hypothesis = Hypothesis(
        target,
        -0.1,
        ("▁Арм", "ения", "▁от", "крыла", "▁дороги", "</s>"),
        ((0, 0), (1, 0), (2, 1), (3, 2), (4, 3)),
    )
    tokens = ("▁Armenia", "▁re", "opened", "▁roads", "</s>")

    result = rendered(one, whole(source), [Translated(target, hypothesis, tokens)])

    assert result == "Армения <b>открыла</b> дороги"


def test_nested_pairs_stay_nested() -> None:
    """A pair inside another stays inside, even when alignment would part them."""
    source, target = "one two three", "трёх двух одного"
    tags = (
        InlineTag(0, "<a>", 3),
        InlineTag(4, "<i>", 2),
        InlineTag(7, "</i>", 1),
        InlineTag(7, "</a>", 0),
    )
    translation = aligned(source, target, [(0, 2), (1, 1), (2, 0)])

    result = rendered(section(source, *tags), whole(source), [translation])

    assert result == "трёх <a><i>двух</i> одного</a>"


def test_without_alignment_position_decides() -> None:
    """A segment that no single search translated keeps its tags by position."""
    source, target = "one two three four", "один два три четыре"
    one = section(source, *pair(0, 8, 13))

    assert rendered(one, whole(source), [Translated(target)]) == "один два <b>три</b> четыре"


def test_link_whose_words_align_with_nothing_still_holds_a_word() -> None:
    """A link is never left empty because the model attended elsewhere."""
    source, target = "Read more here", "Ավելին կարդալ այստեղ"
    one = section(source, *pair(0, 10, 14, "a"))
    translation = aligned(source, target, [(0, 0), (1, 0), (2, 1)])

    assert rendered(one, whole(source), [translation]) == "Ավելին կարդալ <a>այստեղ</a>"


def test_single_tag_goes_before_the_word_behind_it() -> None:
    """A line break stands before the word that it stood before."""
    source = "Rain fell. Snow too."
    one = section(source, InlineTag(11, "<br>"))
    segments = list(segment(source, max_tokens=99, count_tokens=len))
    translations = [Translated("Yağış yağdı."), Translated("Qar da.")]

    assert rendered(one, segments, translations) == "Yağış yağdı. <br>Qar da."


def test_tags_at_the_ends_stay_at_the_ends() -> None:
    """What opened or closed the section still does."""
    source, target = "Rain fell", "Пошёл дождь"
    one = section(source, InlineTag(0, "<!--a-->"), InlineTag(len(source), "<img>"))

    result = rendered(one, whole(source), [aligned(source, target, [(0, 1), (1, 0)])])

    assert result == "<!--a-->Пошёл дождь<img>"


def test_pair_over_two_sentences_covers_both() -> None:
    """A pair that opens in one sentence and closes in the next does so in translation."""
    source = "It rains now. It snows there. Done."
    one = section(source, *pair(0, 3, 29))
    segments = list(segment(source, max_tokens=99, count_tokens=len))
    targets = ["Идёт дождь сейчас.", "Там снег идёт.", "Всё."]

    result = rendered(one, segments, [Translated(target) for target in targets])

    assert result == "Идёт <b>дождь сейчас. Там снег идёт.</b> Всё."


@st.composite
def marked_sections(draw: st.DrawFn) -> tuple[Section, str, list[tuple[int, int]]]:
    """Draw a text with nested pairs, a target of other length, and any alignment."""
    count, target_count = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    text = " ".join(f"w{index}" for index in range(count))
    target = " ".join(f"t{index}" for index in range(target_count))
    tags: list[InlineTag] = []

    def nest(low: int, high: int, depth: int) -> None:
        for _ in range(draw(st.integers(0, 2 if depth else 0))):
            start = draw(st.integers(low, high))
            end = draw(st.integers(start, high))
            place = len(tags)
            tags.append(InlineTag(start, f"<{place}>"))
            nest(start, end, depth - 1)
            tags[place] = InlineTag(start, f"<{place}>", len(tags))
            tags.append(InlineTag(end, f"</{place}>", place))
            low = end

    nest(0, len(text), 3)
    links = st.tuples(st.integers(0, target_count - 1), st.integers(0, count - 1))
    return section(text, *tags), target, draw(st.lists(links, max_size=10))


@given(marked_sections())
def test_projected_tags_are_all_there_and_nested(
    drawn: tuple[Section, str, list[tuple[int, int]]],
) -> None:
    """Whatever the model attended to, each tag comes back once and pairs do not cross."""
    one, target, links = drawn
    result = rendered(one, whole(one.text), [aligned(one.text, target, links)])

    assert all(result.count(tag.markup) == 1 for tag in one.tags)
    open_tags: list[str] = []
    for name in [part.split(">")[0] for part in result.split("<")[1:]]:
        if name.startswith("/"):
            assert open_tags.pop() == name[1:]
        else:
            open_tags.append(name)
    assert "".join(character for character in _without_tags(result)) == target


def _without_tags(text: str) -> str:
    return "".join(part.split(">")[-1] for part in text.split("<"))
