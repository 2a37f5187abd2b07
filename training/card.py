"""Write the model card of a bundled checkpoint from its description, its run and the manifests.

python -m training.card --language hy --run hy8
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from training.bundle import BUNDLED, CARD, bundle_folder, read_description, tuned_search
from training.history import Effort, chain, read_history
from training.metrics import signatures
from training.prepare import read_pairs
from training.sources import LANGUAGES, manifest_rows

__all__ = ["card", "effort_section"]

NAMES = {"hy": "Armenian", "az": "Azerbaijani", "fa": "Persian", "ru": "Russian"}
WATTS_A_CORE = 10.0
"""Assumed draw of one busy server core with its share of memory, cooling and power supply."""
OWN_CORPORA = (
    "| Dragoman newswire, `training/data/newswire` | news, invented events | CC-BY-4.0 |",
    "| Dragoman coverage, `training/data/coverage` | rarer words in use | CC-BY-4.0 |",
)
PEERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "hy": (
        ("Helsinki-NLP/opus-mt-en-hy", "7.8", "36.9"),
        ("OPUS eng-hyx 2021-09-30", "12.1", "44.7"),
        ("NLLB-200-distilled-600M (non-commercial)", "15.1 to 15.9", "51.1"),
    ),
    "az": (
        ("Helsinki-NLP/opus-mt-en-az", "3.7", "-"),
        ("Argos", "5.4", "-"),
        ("NLLB-200-distilled-600M (non-commercial)", "10.7 to 11.0", "42.3"),
        ("Firefox Translations tiny", "13.3", "-"),
    ),
    "fa": (
        ("OPUS eng-fas opus+bt 2021", "9.1", "35.6"),
        ("NLLB-200-distilled-600M (non-commercial)", "19.2", "47.8"),
        ("OPUS tc-bible-iir", "21.1", "48.6"),
        ("Argos", "21.8", "-"),
        ("Firefox Translations tiny", "23.7", "-"),
    ),
    "ru": (
        ("Helsinki-NLP/opus-mt-en-ru", "25.5", "-"),
        ("NLLB-200-distilled-600M (non-commercial)", "26.5", "-"),
        ("Argos", "27.6", "-"),
        ("Firefox Translations tiny", "28.5", "-"),
        ("OPUS tc-big-en-zle", "32.7", "59.7"),
    ),
}
"""Published (model, BLEU, chrF) on FLORES-200 devtest, from English."""


def _data_section(language: str, corpus: Path, data: Path, without: list[str]) -> str:
    pairs = read_pairs(data / f"{language}.tsv", without=frozenset(without))
    counts = Counter(pair.group for pair in pairs)
    sizes = ", ".join(f"{group} {count:,}" for group, count in counts.most_common())
    own = OWN_CORPORA[: 2 if "coverage" in counts else 1]
    lines = [
        f"{len(pairs):,} pairs after cleaning ({sizes}); most of what was drawn is of our own.",
        "",
        "| corpus | domain | licence |",
        "|---|---|---|",
        *own,
    ]
    for row in manifest_rows(corpus, language):
        if row["group"] not in without:
            name = row["file"].split(".en-")[0]
            lines.append(f"| {name} | {row['domain']} | {row['licence']} |")
    return "\n".join(lines)


def _scores_section(description: dict[str, Any]) -> str:
    lines = [
        (
            "| set | items | BLEU | chrF | chrF of copying the source "
            "| repetitive | wrong script | untranslated | numbers kept | names kept |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, s in description["scores"].items():
        rates = [s["repetitive"], s["wrong_script"], s["untranslated"]]
        rates += [s["numbers_kept"], s["names_kept"]]
        shares = " | ".join(f"{rate:.1%}" for rate in rates)
        lines.append(
            f"| {name} | {s['items']} | {s['BLEU']:.1f} | {s['chrF']:.1f} "
            f"| {s['copied_chrf']:.1f} | {shares} |"
        )
    return "\n".join(lines)


def _peers_section(language: str, description: dict[str, Any]) -> str:
    own = description["scores"].get("flores200-devtest")
    lines = ["| model | BLEU | chrF |", "|---|--:|--:|"]
    if own:
        lines.append(f"| **{description['name']}** | {own['BLEU']:.1f} | {own['chrF']:.1f} |")
    lines += [f"| {model} | {bleu} | {chrf} |" for model, bleu, chrf in PEERS[language]]
    return "\n".join(lines)


def _kilowatt_hours(took: Effort) -> float:
    """Estimate the energy from `WATTS_A_CORE`."""
    return took.hours * took.cores * WATTS_A_CORE / 1000


def effort_section(efforts: dict[str, Effort]) -> str:
    """Return a list of what the runs took, with an estimate of their energy."""
    lines = [
        f"- {name}: {e.hours:.2f} h on {e.cores} shared cores ({e.hours * e.cores:.1f} CPU-hours), "
        f"{e.target_tokens / 1e6:.1f} million target tokens, about {_kilowatt_hours(e):.3f} kWh"
        for name, e in efforts.items()
    ]
    lines.append(f"\nThe energy is an estimate that assumes {WATTS_A_CORE:.0f} W a busy core.")
    return "\n".join(lines)


def _opening(language: str, description: dict[str, Any]) -> str:
    size = sum(file["size"] for file in description["files"].values()) / 1e6
    golden = description["golden"]
    example = f'Example: "{golden["source"]}" becomes "{golden["target"]}"'
    return f"""# {description["name"]}

English to {NAMES[language]} news translation: a small MarianMT checkpoint, CTranslate2 int8,
{size:.1f} MB, revision `{description["revision"]}`. Licence: {description["licence"]}.

It is the offline default of Dragoman, for a first run without downloads. **It is small and was
trained for a few hours on a shared CPU: read everything it writes before you use it.** For
publication, pull a larger checkpoint.

{example}"""


def _search(language: str, description: dict[str, Any]) -> str:
    search = tuned_search(description, language)
    return (
        "int8, single segments, the first search of the service without its checks and retries:\n"
        f"{search.num_beams} beams, repetition penalty {search.repetition_penalty:g},"
        f" coverage penalty {search.coverage_penalty:g}."
    )


def _figures(language: str, description: dict[str, Any]) -> str:
    marks = "; ".join(f"{name} `{signature}`" for name, signature in signatures().items())
    return f"""## Figures

{_search(language, description)}

{_scores_section(description)}

{marks}

The newswire references were written for this project and not proofread by a native speaker.
`newswire5` and `articles5` come from the same corpus as much of the training data, so FLORES says
more about other text.

FLORES-200 devtest beside public models (figures as published by their makers and by Mozilla):

{_peers_section(language, description)}"""


def _training_data(data: str) -> str:
    left_out = (
        "Evaluation sentences were removed by English match."
        " Text whose licence is not stated was left out."
    )
    return f"## Training data\n\n{data}\n\n{left_out}"


def _recipe(language: str) -> str:
    return f"""## Recipe

`training/README.md` has the commands and what each run was given. MarianMT, 4 encoder and
2 decoder layers, width 256, 4 heads, feed-forward 1,024;
SentencePiece BPE, 5,000 English and 4,000 {NAMES[language]} pieces, one tied
embedding; label smoothing 0.1; cross-attention guided by IBM model 1 alignments; variations for
capitals, phrases that open a sentence, first words in small letters, missing full stops, joined
sentences, placeholders and copied items; the last snapshots averaged. The float weights are not
kept in the repository; the int8 ones are what the next run begins from."""


def card(
    language: str,
    description: dict[str, Any],
    *,
    data: str,
    efforts: dict[str, Effort],
    notes: str,
) -> str:
    """Return the model card as Markdown.

    Args:
        language: ISO 639-1 code of the target.
        description: content of `checkpoint.json`.
        data: the section on training data.
        efforts: what each run took, by the name it is shown under.
        notes: hand-written paragraphs on the run and on known failures.
    """
    return "\n\n".join(
        [
            _opening(language, description),
            _figures(language, description),
            notes.strip(),
            _training_data(data),
            _recipe(language),
            effort_section(efforts) + "\n",
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    """Write one card from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--run", required=True, help="name of a run in `history.tsv`")
    parser.add_argument("--without", nargs="*", default=["wmt"], help="groups left out of the run")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--notes", type=Path, default=Path("training/cards"))
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    options = parser.parse_args(arguments)
    folder = bundle_folder(options.language, options.bundled)
    *before, last = chain(options.run, read_history()).items()
    efforts = {f"run `{name}`, a parent": took for name, took in before}
    efforts[f"run `{last[0]}`, this checkpoint"] = last[1]
    text = card(
        options.language,
        read_description(folder),
        data=_data_section(options.language, options.corpus, options.data, options.without),
        efforts=efforts,
        notes=(options.notes / f"{options.language}.md").read_text(encoding="utf-8"),
    )
    (folder / CARD).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
