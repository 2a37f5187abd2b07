"""The runner and its report, with systems that answer from a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.fidelity.__main__ import main
from benchmarks.fidelity.answers import Answer
from benchmarks.fidelity.bare import regex_sentences
from benchmarks.fidelity.cases import Case, Family
from benchmarks.fidelity.report import Results, as_json, as_markdown
from benchmarks.fidelity.runner import FLAGGED, NOT_OFFERED, RIGHT, WRONG, run_family, tally
from benchmarks.fidelity.systems import Question, System
from click.testing import CliRunner

NUMBERS = Family(
    "numbers",
    "Numbers",
    "a test",
    model_free=True,
    cases=(
        Case("numbers", "kept", "12 men", {"numbers_kept": True}, ("ru",)),
        Case("numbers", "lost", "12 men", {"numbers_kept": True, "nfc": True}, ("ru",)),
        Case("numbers", "told", "12 men", {"numbers_kept": True}, ("ru",)),
        Case("numbers", "cut", "12 men", {"one_target_each": True}, ("ru",)),
    ),
    excused_by={"numbers_kept": ("NUMBER_MISMATCH",)},
)
ANSWERS = {
    "kept": Answer("12 мужчин"),
    "lost": Answer("13 мужчин"),
    "told": Answer("13 мужчин", (), ("NUMBER_MISMATCH",)),
    "cut": Answer("12 мужчин"),
}


@dataclass(frozen=True)
class Table:
    """Answer each case from a table."""

    given: Mapping[str, Answer]
    name: str = "table"

    def answers(self, questions: Sequence[Question]) -> list[Answer | None]:
        """Look every case up."""
        return [self.given.get(case.name) for case, _ in questions]


def results(*systems: System) -> Results:
    """Run the family through systems."""
    runs = {system.name: {"numbers": run_family(NUMBERS, system)} for system in systems}
    return Results((NUMBERS,), runs, {"machine": "a test"})


def test_a_run_is_right_wrong_flagged_or_not_offered() -> None:
    """A flag excuses only the failure that the family names it for."""
    runs = run_family(NUMBERS, Table(ANSWERS))
    assert [run.verdict for run in runs] == [RIGHT, WRONG, FLAGGED, NOT_OFFERED]
    assert tally(runs).runs == 3


def test_a_system_without_an_answer_is_not_wrong() -> None:
    """A service that a system lacks is no failure of it."""
    assert {run.verdict for run in run_family(NUMBERS, Table({}))} == {NOT_OFFERED}


def test_a_failed_call_fails_every_check() -> None:
    """An error of the server is what each check complains of."""
    failed = Table({"kept": Answer("", error="UNAVAILABLE: gone")})
    run = run_family(NUMBERS, failed)[0]
    assert [check.complaint for check in run.failures()] == ["UNAVAILABLE: gone"]
    assert run.verdict == WRONG


def test_a_flag_excuses_nothing_beside_another_failure() -> None:
    """One excused failure does not hide a second one."""
    answer = Answer("13 и\u0306", (), ("NUMBER_MISMATCH",))
    assert run_family(NUMBERS, Table({"lost": answer}))[1].verdict == WRONG


def test_the_table_keeps_right_and_flagged_apart() -> None:
    """A row has each system's right share, and what is flagged or wrong of the last."""
    text = as_markdown(results(Table({}, "bare"), Table(ANSWERS, "Dragoman")))
    assert "| Numbers | 4 | 4 | – | 33% | 33% | 1 |" in text


def test_a_family_that_is_worse_than_bare_is_named() -> None:
    """The report says where Dragoman does harm, and where it says nothing it does none."""
    good, bad = Table(dict.fromkeys(ANSWERS, Answer("12 мужчин")), "good"), Table(ANSWERS, "bad")
    assert "- worse than bare in: Numbers" in as_markdown(results(good, bad))
    assert "- worse than bare in: no family" in as_markdown(results(bad, good))


def test_every_failure_has_its_line() -> None:
    """A reader finds the case, the language, the expectation and the reason."""
    text = as_markdown(results(Table(ANSWERS)))
    assert "- `numbers/lost` ru (wrong) numbers_kept: numbers ['12'] are missing" in text
    assert "fails (2 checks)" in text


def test_the_record_holds_the_counts_and_the_failing_answers() -> None:
    """What the table rounds, the JSON has in full."""
    record = as_json(results(Table(ANSWERS)))
    counts = record["families"][0]["systems"]["table"]
    assert (counts["right"], counts["flagged"], counts["wrong"], counts["checks"]) == (1, 1, 1, 4)
    assert [one["case"] for one in record["failures"]] == ["lost", "told"]


def test_no_judge_borrows_from_what_it_judges() -> None:
    """The suite knows Dragoman by its contract alone."""
    folder = Path(regex_sentences.__code__.co_filename).parent
    borrowed = [
        path.name
        for path in sorted(folder.glob("*.py"))
        if re.search(r"import dragoman_|from dragoman_", path.read_text(encoding="utf-8"))
    ]
    assert borrowed == []


def test_the_regex_splitter_cuts_as_scripts_do() -> None:
    """The bare model's splitter knows no abbreviations: that is what it is there to show."""
    text = "Dr. Lee left. Who?\n"
    assert [text[start:end] for start, end in regex_sentences(text)] == [
        "Dr.",
        "Lee left.",
        "Who?",
    ]


def test_an_unknown_family_is_refused_with_the_choices(tmp_path: Path) -> None:
    """`--only` lists the families when it is given none of them."""
    result = CliRunner().invoke(main, ["--only", "nmbers", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "numbers" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_vocabulary_says_what_each_expectation_means() -> None:
    """An editor who adds a case finds every word that it may use."""
    output = CliRunner().invoke(main, ["--vocabulary"]).output
    assert "no_loop: Expect no words over and over where the source has none." in output
    assert all(": Expect " in line for line in output.splitlines())


@pytest.mark.nightly
def test_the_bare_model_runs_a_family(tmp_path: Path) -> None:
    """The bundled checkpoints answer without Dragoman, and nothing is written of a part run."""
    arguments = ["--only", "emoji", "--system", "bare", "--out", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "| Emoji and symbols |" in result.output
    assert list(tmp_path.iterdir()) == []
