"""Measure what finishing does to references, which are right, and what it costs.

    python -m benchmarks.orthography.measure [--flores FOLDER] [--show N]

A reference that is changed is a false alarm unless its own writing is not the
press's, so each change is counted by its kind. `--flores` names a folder with
`flores200.dev.en-XX.tsv`; `--show` prints so many changes of each kind. The
table goes to `orthography.md` beside this file.
"""

from __future__ import annotations

import argparse
import random
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.orthography.references import LANGUAGES, references

from dragoman_models.armenian import with_question_mark
from dragoman_models.english_case import for_model
from dragoman_models.normalisation import neutralise
from dragoman_models.orthography import finish

HERE = Path(__file__).parent
CONTEXT = 14
QUOTES = "\"'“”„«»‘’"
# The first pattern that fits `before>after` names the kind.
KINDS: Mapping[str, str] = {
    "full stop `։` for a colon": r"\s?:>։",
    "`՝` for a backtick": "`>՝",
    "quotation marks": f"[{QUOTES}]*>[{QUOTES}]*",
    "full stop, comma or closing mark": f"[.,։:{QUOTES}]*>[.,։:{QUOTES}]*",
    "no-break space in a number": "[ ,.]>\u00a0",
    "dash for a hyphen or an en dash": "[-–]>—",
    "stray space": "[ \u00a0]+> ?",
    "Persian joiner for a space, or a stray joiner": "[ \u200c]*>[\u200c]?",
    "Persian for Arabic letters": "[كيى]+>[کی]+",
    "capital as the source has it": r"\w>\w",
}


def kind_of(before: str, after: str) -> str:
    """Name the kind of one change."""
    change = f"{before}>{after}"
    if len(before) == len(after) == 1 and before.isalpha() and script(before) != script(after):
        return "look-alike letter"
    found = (name for name, pattern in KINDS.items() if re.fullmatch(pattern, change))
    return next(found, "other")


def script(letter: str) -> str:
    """Name a letter's script by its name in Unicode."""
    return unicodedata.name(letter, "").partition(" ")[0]


def changes(reference: str, finished: str) -> Iterator[tuple[str, str]]:
    """Yield each change's kind, and itself in its surroundings."""
    matcher = SequenceMatcher(None, reference, finished, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            before, after = reference[first:last], finished[start:end]
            shown = f"{reference[max(0, first - CONTEXT) : first]}[{before}|{after}]"
            yield kind_of(before, after), shown + reference[last : last + CONTEXT]


def measured(language: str, pairs: Sequence[tuple[str, str]], show: int) -> list[str]:
    """Return the rows of one language, and print examples of each kind."""
    counted: Counter[str] = Counter()
    examples: defaultdict[str, list[str]] = defaultdict(list)
    changed = 0
    for source, reference in pairs:
        finished = finish(reference, language=language, source=source)
        changed += finished != reference
        found = dict(changes(reference, finished))
        counted.update(found.keys())
        for kind, example in found.items():
            examples[kind].append(example)
    for kind in counted if show else ():
        chosen = random.Random(7).sample(examples[kind], min(show, len(examples[kind])))  # noqa: S311 - a sample to read
        print(f"\n{language} {kind}:", *chosen, sep="\n  ")
    total = len(pairs)
    rows = [f"| {language} | all | {changed} of {total} | {changed / total:.1%} |"]
    return rows + [
        f"| {language} | {kind} | {count} | {count / total:.1%} |"
        for kind, count in counted.most_common()
    ]


def questions(pairs: Sequence[tuple[str, str]]) -> Counter[str]:
    """Count where the rule puts `՞`, beside where the references of one question have it."""
    counted: Counter[str] = Counter()
    for source, reference in pairs:
        written = re.sub("([Ոո])ւ՞", r"\1՞ւ", reference)
        if written.count("՞") != 1 or not source.rstrip('"” ').endswith("?"):
            continue
        placed = with_question_mark(written.replace("՞", ""), source)
        counted["none" if placed is None else "same" if placed == written else "other"] += 1
    return counted


def microseconds(language: str, pairs: Sequence[tuple[str, str]]) -> float:
    """Return the processor time of finishing a segment, best of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        for source, target in pairs:
            finish(target, language=language, source=source)
        runs.append((time.process_time() - start) / len(pairs) * 1e6)
    return min(runs)


def source_microseconds(sources: Sequence[str]) -> float:
    """Return the processor time of making a source ready for the model, best of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        for source in sources:
            neutralise(for_model(source))
        runs.append((time.process_time() - start) / len(sources) * 1e6)
    return min(runs)


def main() -> None:
    """Measure, print the tables, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flores", type=Path)
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    pairs = {language: list(references(language, arguments.flores)) for language in LANGUAGES}
    table = ["| language | change | references | share |", "|---|---|--:|--:|"]
    for language in LANGUAGES:
        table += measured(language, pairs[language], arguments.show)
    asked = questions(pairs["hy"])
    lines = ["# Finishing references", "", *table, ""]
    lines.append(f"Armenian question marks: {dict(asked)}.")
    costs = ", ".join(f"{one} {microseconds(one, pairs[one]):.0f}" for one in LANGUAGES)
    before = source_microseconds([source for source, _ in pairs["hy"]])
    lines.append(f"Microseconds a segment: {costs}; before the model {before:.0f}.")
    print("\n".join(lines))
    (HERE / "orthography.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
