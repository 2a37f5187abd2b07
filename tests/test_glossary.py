"""A glossary file is read as desks write it, and what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman_models.errors import GlossaryError
from dragoman_models.glossary import Glossary

LONG = "source_term,target_language_code,target_term\n"


def read(folder: Path, content: str | bytes, name: str = "house.csv") -> dict[str, dict[str, str]]:
    """Read a glossary of this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return {code: dict(entries) for code, entries in Glossary.read(path).entries.items()}


def refusal(folder: Path, content: str | bytes, name: str = "house.csv") -> GlossaryError:
    """Return the error that a glossary of this content gives."""
    with pytest.raises(GlossaryError) as caught:
        read(folder, content, name)
    assert str(folder / name) in str(caught.value)
    return caught.value


def test_a_table_of_entries(tmp_path: Path) -> None:
    """One target term a line; quotes hold commas, and an empty code is every language."""
    content = f'{LONG}drone,hy,ԱԹՍ\n"Aliyev, Ilham",,İlham Əliyev\n'
    entries = read(tmp_path, content)
    assert entries["hy"] == {"drone": "ԱԹՍ", "Aliyev, Ilham": "İlham Əliyev"}
    assert entries["fa"] == {"Aliyev, Ilham": "İlham Əliyev"}


def test_a_language_of_its_own_goes_before_all(tmp_path: Path) -> None:
    """As in a request."""
    content = f"{LONG}drone,,UAV\ndrone,ru,БПЛА\n"
    entries = read(tmp_path, content)
    assert (entries["ru"]["drone"], entries["az"]["drone"]) == ("БПЛА", "UAV")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_of_languages(tmp_path: Path, mark: str, start: str, end: str) -> None:
    """One column a language, empty where there is no term, in every way that programs save it."""
    rows = [
        ("Source", "hy", "ru", "Note"),
        (" road ", "ճանապարհ", "дорога", "x"),
        ("sea", "", "море", ""),
    ]
    content = start + end.join(mark.join(row) for row in rows) + end + end
    assert read(tmp_path, content) == {
        "hy": {"road": "ճանապարհ"},
        "ru": {"road": "дорога", "sea": "море"},
    }  # fmt: skip


def test_terms_are_composed_and_have_single_spaces(tmp_path: Path) -> None:
    """As the texts are that they are looked for in."""
    assert read(tmp_path, "source,az\nborder  crossing,kec\u0327id\n") == {
        "az": {"border crossing": "keçid"}
    }


@pytest.mark.parametrize(
    ("content", "line", "field", "said"),
    [
        (f"{LONG}a,am,b\n", 2, "target_language_code", "hy, az, fa, ru"),
        (f"{LONG}\n ,hy,b\n", 3, "source_term", "give a term"),
        (f"{LONG}a,hy,…\n", 2, "target_term", "give a term"),
        ("source,hy\n" + "a" * 201 + ",b\n", 2, "source", "at most 200"),
        ("source,am\na,b\n", 1, "", "hy, az, fa, ru"),
        ("source,hy,hy\na,b,c\n", 1, "", "'hy'"),
        ("source\na\n", 1, "", "source_term"),
        ("", 1, "", "the columns are nothing"),
        ("source,hy\na\n", 2, "", "source, hy"),
        ("source,hy\na,b\na,c\n", 3, "", "line 2"),
        ('source,hy\n"a,b\n', 2, "", "quoting"),
        (b"source,hy\na,b\nc,\xff\n", 3, "", "UTF-8"),
        ("source,hy\na,\n", 0, "", "hy, az, fa, ru"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    tmp_path: Path, content: str | bytes, line: int, field: str, said: str
) -> None:
    """File, line and field, and what would do."""
    error = refusal(tmp_path, content)
    assert (error.line, error.field) == (line, field)
    assert said in str(error)
    assert not line or f"line {line}" in str(error)


def test_another_format_is_refused_with_the_choices(tmp_path: Path) -> None:
    """By its name."""
    assert ".csv, .tsv, .txt, .tbx, .xml" in str(refusal(tmp_path, "x", "house.xlsx"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With the system's reason."""
    with pytest.raises(GlossaryError, match="No such file"):
        Glossary.read(tmp_path / "none.csv")


def test_a_term_base_gives_the_preferred_terms(tmp_path: Path) -> None:
    """Each English term of a concept becomes the first target term of it."""
    content = """<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
    <text><body><conceptEntry id="1">
      <langSec xml:lang="en"><termSec><term>drone</term></termSec>
        <termSec><term>UAV</term></termSec></langSec>
      <langSec xml:lang="az"><termSec><term>pua</term>
        <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
        <termSec><term>dron</term>
        <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
    </conceptEntry></body></text></tbx>"""
    assert read(tmp_path, content, "house.tbx") == {"az": {"drone": "dron", "UAV": "dron"}}


def test_its_terms_are_ready_to_be_found(tmp_path: Path) -> None:
    """For each language of its own."""
    path = tmp_path / "house.csv"
    path.write_text("source,ru,fa\ndrone,дрон,پهپاد\n", encoding="utf-8")
    glossary = Glossary.read(path)
    assert len(glossary) == 2
    assert [one.target for one in glossary.terms["fa"].find("Two drones")] == ["پهپاد"]


def test_no_glossary_is_empty() -> None:
    """A server without the setting has one."""
    assert (len(Glossary()), dict(Glossary().terms)) == (0, {})
