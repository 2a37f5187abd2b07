"""Which checkpoint serves which language."""

from __future__ import annotations

from dataclasses import dataclass

from model_doubles import WordModel

from dragoman_models.composition import compose


@dataclass(frozen=True)
class Named:
    """A checkpoint of the catalog, as far as choosing needs it."""

    name: str
    target_languages: tuple[str, ...] = ()
    task: str = "translation"


def models(*names: str) -> dict[str, WordModel]:
    """Load doubles under names."""
    return {name: WordModel(name) for name in names}


def test_first_of_the_loaded_checkpoints_serves_a_language() -> None:
    """Checkpoints are listed best first, and the best loaded one serves."""
    entries = [Named("big", ("ru",)), Named("good", ("ru", "hy")), Named("small", ("ru",))]

    pipeline = compose(entries, models("good", "small"))

    assert pipeline.translators == {"ru": "good", "hy": "good"}


def test_language_without_a_loaded_checkpoint_has_no_translator() -> None:
    """A language that nothing loaded serves is left out."""
    assert compose([Named("small", ("ru",))], {}).translators == {}


def test_summaries_are_extractive_without_a_summarizer() -> None:
    """No loaded summarizer means extraction."""
    assert compose([Named("small", ("ru",))], models("small")).summarizer is None


def test_first_loaded_summarizer_writes_the_summaries() -> None:
    """Of several summarizers the best loaded one writes."""
    entries = [Named("bart", task="summarization"), Named("brief", task="summarization")]

    assert compose(entries, models("brief")).summarizer == "brief"
