"""The files of cases: they are read whole, and what is wrong in one is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.fidelity.cases import FAMILIES, CaseError, read_families, read_family
from benchmarks.fidelity.vocabulary import checks_of, refuse_unknown

FAMILY = 'title = "T"\nconcerns = "C"\n'


def family_file(folder: Path, body: str, name: str = "01-try.toml") -> Path:
    """Write a family."""
    path = folder / name
    path.write_text(FAMILY + body, encoding="utf-8")
    return path


def test_the_suite_holds_at_least_400_cases_and_knows_every_expectation() -> None:
    """The shipped families are well-formed, and large enough to say something."""
    families = read_families()
    cases = [case for family in families for case in family.cases]
    for case in cases:
        refuse_unknown(case)
    assert len(cases) >= 400
    assert len(families) == len(list(FAMILIES.glob("*.toml")))


def test_every_excuse_is_for_an_expectation_of_the_family() -> None:
    """No family lets a flag excuse what it does not ask."""
    for family in read_families():
        asked = {name for case in family.cases for name in case.expect}
        assert set(family.excused_by) <= asked, family.name


def test_a_case_takes_over_what_its_family_expects(tmp_path: Path) -> None:
    """The family's expectations hold for a case, unless it turns one off."""
    body = 'expect = { nfc = true, no_loop = true }\n[[case]]\nname = "a"\ntext = "x"\n'
    family = read_family(family_file(tmp_path, body + "expect = { no_loop = false }\n"))
    assert dict(family.cases[0].expect) == {"nfc": True}


def test_a_case_may_hold_several_texts(tmp_path: Path) -> None:
    """`each` makes a case of each text, named by it."""
    family = read_family(family_file(tmp_path, '[[case]]\nname = "w"\neach = ["Home", "Sport"]\n'))
    assert [(case.name, case.text) for case in family.cases] == [
        ("w/Home", "Home"),
        ("w/Sport", "Sport"),
    ]


def test_a_text_may_be_repeated_with_its_number(tmp_path: Path) -> None:
    """`times` and `between` build long texts."""
    body = '[[case]]\nname = "a"\ntext = "day {n}"\ntimes = 3\nbetween = ", "\n'
    assert read_family(family_file(tmp_path, body)).cases[0].text == "day 1, day 2, day 3"


def test_an_argument_may_differ_by_language(tmp_path: Path) -> None:
    """A table by language gives each language its own argument, and the others no check."""
    body = '[[case]]\nname = "a"\ntext = "x"\nexpect = { contains = { ru = ["мир"] } }\n'
    case = read_family(family_file(tmp_path, body)).cases[0]
    assert list(checks_of(case, "ru")) == [("contains", ["мир"])]
    assert list(checks_of(case, "fa")) == []


def test_a_glossary_gives_each_language_its_term(tmp_path: Path) -> None:
    """A term is the same in all languages, or named for each."""
    terms = 'glossary = { IAEA = { ru = "МАГАТЭ" }, Acme = "Acme" }\n'
    body = f'[[case]]\nname = "a"\ntext = "x"\n{terms}'
    case = read_family(family_file(tmp_path, body)).cases[0]
    assert case.glossary_for("ru") == {"IAEA": "МАГАТЭ", "Acme": "Acme"}
    assert case.glossary_for("hy") == {"Acme": "Acme"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('[[case]]\nname = "a"\ntext = "x"\nnote = "y"\n', "note is none of"),
        ('[[case]]\ntext = "x"\n', "without a name"),
        ('[[case]]\nname = "a"\n', "give one of text, each, text_file"),
        ('[[case]]\nname = "a"\ntext = "x"\ntask = "poem"\n', "task is one of"),
        ('[[case]]\nname = "a"\ntext = "x"\n[[case]]\nname = "a"\ntext = "y"\n', "two cases"),
        ("[[case\n", "01-try.toml"),
    ],
)
def test_a_fault_in_a_file_is_told_where_it_is(tmp_path: Path, body: str, message: str) -> None:
    """An editor learns what to mend."""
    with pytest.raises(CaseError, match=message):
        read_family(family_file(tmp_path, body))


def test_an_unknown_expectation_is_refused_with_the_choices(tmp_path: Path) -> None:
    """A misspelt expectation cannot pass for one that is met."""
    body = '[[case]]\nname = "a"\ntext = "x"\nexpect = { no_lop = true }\n'
    case = read_family(family_file(tmp_path, body)).cases[0]
    with pytest.raises(CaseError, match=r"no_lop.*no_loop"):
        refuse_unknown(case)
