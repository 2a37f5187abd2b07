"""Measure the bundled summarizer beside leads and extraction; needs no torch.

    python -m training.evaluate_brief                           # the reported sets
    python -m training.evaluate_brief --sets cnndm-validation held-out-headlines   # to choose by

The sets are other people's news, so they lie outside the repository; without them there is
nothing to print. `service` is what a caller gets: the checkpoint, the article's spelling, and the
check that puts a sentence of the article in place of one that it does not support.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from rouge_score.rouge_scorer import RougeScorer

from dragoman_models.article import parse
from dragoman_models.loading import load_folder
from dragoman_models.pipeline import run
from dragoman_models.respelling import respell
from dragoman_models.summaries import Summarizer, sentences_of
from dragoman_models.support import unsupported_words
from dragoman_models.types import (
    Article,
    Flag,
    FurniturePolicy,
    MimeType,
    SequenceModel,
    Summary,
    SummaryLength,
)
from training.bundle import BUNDLED, read_description, write_description
from training.bundle_brief import BRIEF_NAME, PROMPTS, write_bare
from training.stories import BRIEF, HEADLINE, HELD_OUT, hold_out, read_stories, summary_rows

__all__ = ["SummaryScores", "System", "Written", "score_summaries", "summary_table"]

SETS = {
    "cnndm-test": "cnndm_cased.test.jsonl.xz",
    "xsum-test": "xsum_sample.test.jsonl.xz",
    "cnndm-validation": "cnndm_cased.validation.jsonl.xz",
}
HELD = {"held-out-headlines": HEADLINE, "held-out-briefs": BRIEF}
"""The stories that training holds out, by the set's name; what choices are made on."""
REPORTED = ("cnndm-test", "xsum-test")
_MEASURES = ("rouge1", "rouge2", "rougeLsum")


@dataclass(frozen=True)
class SummaryScores:
    """Quality of one system on one set: ROUGE F1 from 0 to 100, the rates from 0 to 1.

    Attributes:
        words: mean length of a summary.
        unsupported: share of summaries with a number, name or quotation that the article lacks.
        replaced: share of sentences that stand in the place of an unsupported one.
    """

    items: int
    rouge1: float
    rouge2: float
    rougeLsum: float  # noqa: N815 - the measure's own name
    words: float
    unsupported: float
    replaced: float = 0.0


@dataclass(frozen=True)
class Written:
    """Hold the sentences that a system wrote of one article, and how many were replaced."""

    sentences: tuple[str, ...]
    replaced: int = 0


System: TypeAlias = Callable[[Article], Written]
"""Write the summary of an article."""


def score_summaries(
    written: Sequence[Written], references: Sequence[str], documents: Sequence[str]
) -> SummaryScores:
    """Score summaries against one reference each; ROUGE without stemming, a sentence a line."""
    scorer = RougeScorer(list(_MEASURES), use_stemmer=False)
    sums = dict.fromkeys(_MEASURES, 0.0)
    for one, reference in zip(written, references, strict=True):
        found = scorer.score(reference, "\n".join(one.sentences))
        for name in _MEASURES:
            sums[name] += found[name].fmeasure
    count = max(1, len(written))
    sentences = max(1, sum(len(one.sentences) for one in written))
    invented = [
        any(_is_invented(sentence, document) for sentence in one.sentences)
        for one, document in zip(written, documents, strict=True)
    ]
    return SummaryScores(
        items=len(written),
        **{name: 100 * total / count for name, total in sums.items()},
        words=sum(len(" ".join(one.sentences).split()) for one in written) / count,
        unsupported=sum(invented) / count,
        replaced=sum(one.replaced for one in written) / sentences,
    )


def _is_invented(sentence: str, document: str) -> bool:
    """Tell whether a sentence that is not the document's own holds what the document lacks."""
    own = " ".join(sentence.rstrip("….").split()) in " ".join(document.split())
    return not own and bool(unsupported_words(sentence, document))


def _told(summary: Summary) -> Written:
    replaced = sum(Flag.UNSUPPORTED_REPLACED in one.flags for one in summary.sentences)
    return Written(tuple(one.text for one in summary.sentences), replaced)


def _service(model: SequenceModel | None, length: SummaryLength) -> System:
    models = {model.identity.name: model} if model else {}
    summarizer = Summarizer(model, prompts=PROMPTS if model else {})

    def write(article: Article) -> Written:
        return _told(run(summarizer.summarize(article, length=length), models))

    return write


def _lead(count: int) -> System:
    return lambda article: Written(sentences_of(article)[:count])


def _bare(model: SequenceModel, length: SummaryLength) -> System:
    def write(article: Article) -> Written:
        source = " ".join(sentences_of(article))
        return Written((respell(write_bare(model, PROMPTS[length.value] + source), source),))

    return write


def _systems(model: SequenceModel) -> dict[str, System]:
    return {
        "lead-1": _lead(1),
        "lead-3": _lead(3),
        "extraction, brief": _service(None, SummaryLength.BRIEF),
        "extraction, headline": _service(None, SummaryLength.HEADLINE),
        "bare, brief": _bare(model, SummaryLength.BRIEF),
        "bare, headline": _bare(model, SummaryLength.HEADLINE),
        "service, brief": _service(model, SummaryLength.BRIEF),
        "service, headline": _service(model, SummaryLength.HEADLINE),
    }


def _read_sets(names: Sequence[str], corpus: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the (document, summary) pairs of each set."""
    # The stories are all of training's: they are read for the sets that need them, and once.
    held = hold_out(list(read_stories(corpus)), HELD_OUT)[1] if {*names} & {*HELD} else {}
    return {
        name: [(story.document, story.summary) for story in held[HELD[name]]]
        if name in HELD
        else [
            (row["document"], row["summary"])
            for row in summary_rows(corpus / "summarization" / SETS[name])
        ]
        for name in names
    }


def _evaluate(
    rows: Sequence[tuple[str, str]], systems: Mapping[str, System]
) -> dict[str, SummaryScores]:
    # Every line is a paragraph here; a headline of their own these articles do not have.
    texts = ["\n\n".join(document.split("\n")) for document, _ in rows]
    articles = [parse(text, MimeType.PLAIN, furniture=FurniturePolicy.KEEP) for text in texts]
    documents = [document for document, _ in rows]
    references = [summary for _, summary in rows]
    return {
        system: score_summaries(list(map(write, articles)), references, documents)
        for system, write in systems.items()
    }


def summary_table(rows: Iterable[tuple[str, str, SummaryScores]]) -> str:
    """Return a Markdown table of (set, system, scores)."""
    lines = [
        "| set | items | system | R1 | R2 | RLsum | words | unsupported | replaced |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {s.items} | {system} | {s.rouge1:.1f} | {s.rouge2:.1f} | {s.rougeLsum:.1f} |"
        f" {s.words:.0f} | {s.unsupported:.1%} | {s.replaced:.1%} |"
        for name, system, s in rows
    ]
    return "\n".join(lines)


def _record(folder: Path, found: dict[str, dict[str, SummaryScores]]) -> None:
    description = read_description(folder)
    for name, systems in found.items():
        description["scores"][name] = {
            system: {key: round(value, 3) for key, value in asdict(scores).items()}
            for system, scores in systems.items()
        }
    write_description(folder, description)


def main(arguments: list[str] | None = None) -> None:
    """Evaluate the bundled summarizer from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="*", choices=(*SETS, *HELD), default=REPORTED)
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--limit", type=int, help="articles of each set (default all)")
    parser.add_argument("--record", action="store_true", help="write scores to checkpoint.json")
    options = parser.parse_args(arguments)
    systems = _systems(load_folder(options.bundled / BRIEF_NAME, bundled=True))
    sets = _read_sets(options.sets, options.corpus)
    found = {name: _evaluate(rows[: options.limit], systems) for name, rows in sets.items()}
    rows = [(name, system, s) for name, systems in found.items() for system, s in systems.items()]
    print(summary_table(rows))
    print("\nROUGE: rouge-score 0.1.2, F1, without stemming, a sentence a line")
    if options.record:
        _record(options.bundled / BRIEF_NAME, found)


if __name__ == "__main__":
    main()
