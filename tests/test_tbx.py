"""Term bases of each version are read, and a hostile one does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman_models.errors import GlossaryError
from dragoman_models.tbx import concepts

PATH = Path("house.tbx")
VERSION_2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c1"><descrip type="definition">not a term</descrip>
<langSet xml:lang="en-GB"><tig><term>security <hi>council</hi></term></tig></langSet>
<langSet xml:lang="hy">
<tig><term>հին խորհուրդ</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
<tig><term>անվտանգության խորհուրդ</term><termNote type="partOfSpeech">noun</termNote></tig>
</langSet>
<langSet xml:lang="rus"><ntig><termGrp><term>совет безопасности</term></termGrp></ntig></langSet>
<langSet xml:lang="az-Cyrl"><tig><term>шура</term></tig></langSet>
</termEntry></body></text></martif>"""


def terms(content: str | bytes) -> list[dict[str, list[str]]]:
    """Return the terms of each concept."""
    raw = content.encode() if isinstance(content, str) else content
    return [
        {code: [term for _, term in found] for code, found in concept.terms.items()}
        for concept in concepts(PATH, raw)
    ]


def test_version_2_is_read() -> None:
    """Inner tags are read over, deprecated targets and other scripts are left out."""
    assert terms(VERSION_2) == [
        {
            "en": ["security council"],
            "hy": ["անվտանգության խորհուրդ"],
            "ru": ["совет безопасности"],
        }
    ]


def test_another_encoding_is_read() -> None:
    """As the file itself says."""
    assert terms(VERSION_2.replace("UTF-8", "UTF-16").encode("utf-16")) == terms(VERSION_2)


def test_version_3_is_read() -> None:
    """In both of its styles, with its namespaces."""
    content = """<tbx type="TBX-Min" style="dct" xml:lang="en"
    xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
    <conceptEntry id="1"><langSec xml:lang="en"><termSec><term>drone</term></termSec></langSec>
    <langSec xml:lang="fa"><termSec><term>پرنده</term></termSec><termSec><term>پهپاد</term>
    <min:administrativeStatus>preferred</min:administrativeStatus></termSec></langSec>
    </conceptEntry></body></text></tbx>"""
    assert terms(content) == [{"en": ["drone"], "fa": ["پهپاد", "پرنده"]}]


def test_tbx_min_is_read() -> None:
    """The small dialect of version 2 has names of its own."""
    content = """<TBX dialect="TBX-Min"><header/><body><entry id="1">
    <langGroup xml:lang="en"><termGroup><term>road</term></termGroup></langGroup>
    <langGroup xml:lang="aze"><termGroup><term>yol</term></termGroup></langGroup>
    </entry></body></TBX>"""
    assert terms(content) == [{"en": ["road"], "az": ["yol"]}]


def test_lines_are_told() -> None:
    """So that an error about a term can name one."""
    (concept,) = concepts(PATH, VERSION_2.encode())
    assert [line for line, _ in concept.terms["ru"]] == [11]


BOMB = '<!DOCTYPE martif [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<martif>&b;</martif>'
FILE = '<!DOCTYPE martif [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<martif>&a;</martif>'


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (BOMB, 1, "entities"),
        (FILE, 1, "entities"),
        ("<martif>\n<text></martif>", 2, "not well-formed"),
        ("", 1, "not well-formed"),
        ("\n<html/>", 2, "<martif>, <tbx>, <TBX>"),
        ('<?xml version="1.0" encoding="x-none"?>\n<martif/>', 1, "UTF-8"),
    ],
)
def test_what_is_no_term_base_is_refused(content: str, line: int, said: str) -> None:
    """With the line, and what would do."""
    with pytest.raises(GlossaryError) as caught:
        terms(content)
    assert caught.value.line == line
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "content", ["<martif/>", "<martif><tig><term>a</term></tig></martif>", "<tbx><langSet/></tbx>"]
)
def test_a_term_base_without_concepts_is_empty(content: str) -> None:
    """Terms outside of a concept are nobody's."""
    assert terms(content) == []
