"""The output formats: text, Markdown, HTML and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli_process import dragoman
from client_doubles import PHRASES, Script
from pages import Reader

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation, TargetLanguage
from dragoman.v1.types_pb2 import Flag, Role, Section, Segment, Summary, SummaryLength
from dragoman_client.document import SCHEMA
from dragoman_client.formats import FORMATS
from dragoman_client.inputs import Location, Source
from dragoman_client.languages import Language, Languages
from dragoman_client.layout import Layout
from dragoman_client.markdown import escape
from dragoman_client.page import body_of, with_language
from dragoman_client.results import Result, enum_name

BORDER = "The border was closed."
ARTICLE = f"Border closed\n\n{BORDER}\n"
PAGE = (
    '<!DOCTYPE html>\n<html lang="en" class="news"><head><title>t</title></head>'
    f"<body><h1>Border closed</h1><p>{BORDER}</p></body></html>\n"
)
PERSIAN = Language("fa", "Persian", right_to_left=True)
LAYOUT = Layout(
    Languages(
        [
            TargetLanguage(language_code="fa", name="Persian", right_to_left=True),
            TargetLanguage(language_code="ru", name="Russian"),
        ]
    )
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article into a file."""
    path = tmp_path / "story.txt"
    path.write_text(ARTICLE)
    return path


def result(*sections: Section, language: str = "ru", mime_type: str = "text/plain") -> Result:
    """Make the result of one input in one language."""
    source = Source(Location("story.txt", "story", None), "", mime_type)
    text = "\n\n".join(section.target_text for section in sections)
    translation = ArticleTranslation(
        target_language_code=language, target_text=text, sections=sections
    )
    return Result(source, (translation,))


def section(role: Role.ValueType, text: str, *flags: Flag.ValueType) -> Section:
    """Make a section of one segment."""
    return Section(role=role, target_text=text, segments=[Segment(target_text=text, flags=flags)])


def rendered(name: str, *results: Result) -> str:
    """Lay results out in a format."""
    return FORMATS[name].render(results, LAYOUT)


def test_html_input_as_text_is_its_words(server: str, tmp_path: Path) -> None:
    """`--format text` of an HTML page has no markup, a paragraph a section."""
    path = tmp_path / "page.html"
    path.write_text(f"<h1>Border closed</h1><p>{BORDER}</p>")
    done = dragoman("translate", path, "--to", "az", server=server)
    assert done.output == "Sərhəd bağlıdır\n\nSərhəd bağlandı.\n"


def test_an_html_page_in_one_language_stays_its_own(server: str, tmp_path: Path) -> None:
    """An HTML article comes back as its own page, with the target's language and direction."""
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    done = dragoman("translate", path, "--to", "fa", "--format", "html", server=server)
    assert done.code == 0
    assert '<html lang="fa" dir="rtl" class="news">' in done.output
    assert f"<p>{PHRASES[BORDER]['fa']}</p>" in done.output


def test_a_page_of_several_languages_says_each_ones_direction(server: str, story: Path) -> None:
    """Each article of a page has its `lang` and its `dir`, and the page its own."""
    done = dragoman("translate", story, "--to", "fa,ru", "--format", "html", server=server)
    page = Reader(done.output)
    assert page.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    assert [attributes for tag, attributes in page.tags if tag == "article"] == [
        {"lang": "fa", "dir": "rtl"},
        {"lang": "ru", "dir": "ltr"},
    ]
    assert page.texts["p"] == [PHRASES[BORDER]["fa"], PHRASES[BORDER]["ru"]]
    assert page.texts["h2"][:2] == ["Persian (fa)", PHRASES["Border closed"]["fa"]]


def test_a_page_of_one_language_is_in_it(server: str, story: Path) -> None:
    """A page of one language says so for the whole page."""
    done = dragoman("translate", story, "--to", "fa", "--format", "html", server=server)
    assert Reader(done.output).tags[0] == ("html", {"lang": "fa", "dir": "rtl"})


def test_markup_in_a_plain_text_is_text_in_html() -> None:
    """What looks like markup in a plain article is shown, and not obeyed."""
    page = rendered("html", result(section(types_pb2.ROLE_BODY, "a <script>x</script> & b")))
    assert "<script" not in page
    assert "a &lt;script&gt;x&lt;/script&gt; &amp; b" in page


def test_roles_become_elements() -> None:
    """Headings, quotations and lists are elements of HTML; a list is one list."""
    page = rendered(
        "html",
        result(
            section(types_pb2.ROLE_HEADLINE, "Заголовок"),
            section(types_pb2.ROLE_HEADING, "Раздел"),
            section(types_pb2.ROLE_QUOTE, "Цитата"),
            section(types_pb2.ROLE_LIST_ITEM, "Раз"),
            section(types_pb2.ROLE_LIST_ITEM, "Два"),
        ),
    )
    assert (
        "<h2>Заголовок</h2>\n<h3>Раздел</h3>\n<blockquote>Цитата</blockquote>\n"
        "<ul>\n<li>Раз</li>\n<li>Два</li>\n</ul>" in page
    )


def test_a_flagged_section_is_marked_in_html() -> None:
    """A section to look at says in a tooltip why."""
    flagged = section(types_pb2.ROLE_BODY, "Текст", types_pb2.FLAG_NUMBER_MISMATCH)
    assert 'class="look" title="a number differs from the source"' in rendered(
        "html", result(flagged)
    )


def test_the_body_of_a_document() -> None:
    """Of a whole document its body is taken, of a fragment everything."""
    assert body_of("<html><head><title>t</title></head><body class=x><p>a</p></body></html>") == (
        "<p>a</p>"
    )
    assert body_of("<!doctype html><html><head>h</head><p>a</p></html>") == "<p>a</p>"
    assert body_of("<p>a</p>") == "<p>a</p>"


@pytest.mark.parametrize(
    "tag", ["<html>", '<html lang="en">', "<HTML DIR=ltr lang='en-GB'>", '<html xml:lang="en">']
)
def test_the_language_of_a_document_is_replaced(tag: str) -> None:
    """A document's own `lang` and `dir` give way to the target's."""
    assert with_language(f"{tag}<p>", PERSIAN) == '<html lang="fa" dir="rtl"><p>'


def test_markdown_has_headings_quotes_and_lists() -> None:
    """Roles become Markdown."""
    text = rendered(
        "markdown",
        result(
            section(types_pb2.ROLE_HEADLINE, "Заголовок\nв две строки"),
            section(types_pb2.ROLE_HEADING, "Раздел"),
            section(types_pb2.ROLE_QUOTE, "Цитата"),
            section(types_pb2.ROLE_LIST_ITEM, "Раз"),
            section(types_pb2.ROLE_BODY, "Текст"),
        ),
    )
    assert text == "# Заголовок в две строки\n\n## Раздел\n\n> Цитата\n\n- Раз\n\nТекст\n"


def test_right_to_left_markdown_stands_in_a_block() -> None:
    """CommonMark has no direction, so a Persian text carries it in HTML."""
    text = rendered("markdown", result(section(types_pb2.ROLE_BODY, "متن"), language="fa"))
    assert text == '<div dir="rtl" lang="fa">\n\nمتن\n\n</div>\n'


def test_a_markdown_article_stays_markdown() -> None:
    """An article that came as Markdown goes as its own, links and all; so it does as text."""
    own = replace(
        result(section(types_pb2.ROLE_BODY, "Слово"), mime_type="text/markdown"),
        translations=(
            ArticleTranslation(target_language_code="ru", target_text="# З\n\n[Слово](x)\n"),
        ),
    )
    assert rendered("markdown", own) == "# З\n\n[Слово](x)\n"
    assert rendered("text", own) == "# З\n\n[Слово](x)\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("2 * 3 _x_ [y] <z>", r"2 \* 3 \_x\_ \[y\] \<z\>"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- dash\n+ plus", "\\- dash\n\\+ plus"),
        ("7.5% and a-b", "7\\.5% and a-b"),
        ("AT&amp;T", r"AT\&amp;T"),
        ("Мир — и труд.", "Мир — и труд."),
    ],
)
def test_markdown_is_escaped(text: str, escaped: str) -> None:
    """Words that look like Markdown stay words."""
    assert escape(text) == escaped


def test_summaries_come_first() -> None:
    """In every format for readers the headline and the summary come before the text."""
    briefed = Result(
        result().source,
        result(section(types_pb2.ROLE_BODY, "Текст")).translations,
        (
            Summary(language_code="ru", text="Кратко", length=types_pb2.SUMMARY_LENGTH_HEADLINE),
            Summary(language_code="ru", text="Короче.", length=types_pb2.SUMMARY_LENGTH_BRIEF),
        ),
    )
    assert rendered("text", briefed) == "Кратко\n\nКороче.\n\n* * *\n\nТекст\n"
    assert rendered("markdown", briefed) == "# Кратко\n\nКороче.\n\n---\n\nТекст\n"
    assert (
        '<p class="headline">Кратко</p>\n<p class="summary">Короче.</p>\n<p>Текст</p>'
        in rendered("html", briefed)
    )


def test_json_has_everything_that_the_server_said(
    server: str, script: Script, tmp_path: Path
) -> None:
    """The JSON document holds spans, scores, flags, checkpoints and what was dropped."""
    script.flags = [types_pb2.FLAG_SPLIT]
    path = tmp_path / "story.txt"
    path.write_text(f"Advertisement\n\n{BORDER}\n")
    done = dragoman("translate", path, "--to", "fa", "--format", "json", server=server)
    document = json.loads(done.output)
    assert document["schema"] == SCHEMA
    assert document["errors"] == []
    (article,) = document["articles"]
    assert article["source"] == {"name": str(path), "mime_type": "text/plain", "characters": 38}
    (translation,) = article["translations"]
    assert translation["language"] == "fa"
    assert translation["direction"] == "rtl"
    assert translation["checkpoint"] == {
        "name": "dragoman-double",
        "revision": "0123456789abcdef",
    }
    assert translation["dropped"] == [{"span": [0, 3], "reason": "advertisement"}]
    assert translation["sections"][1] == {
        "role": "body",
        "span": [15, 37],
        "text": PHRASES[BORDER]["fa"],
        "segments": [
            {
                "span": [15, 37],
                "source": BORDER,
                "text": PHRASES[BORDER]["fa"],
                "score": -0.25,
                "flags": ["split"],
                "alternatives": [],
                "left_out": [],
            }
        ],
    }


def test_json_of_a_brief_has_its_summaries(server: str, story: Path) -> None:
    """Summaries name their length and the checkpoints that made them."""
    done = dragoman("brief", story, "--to", "hy", "--format", "json", server=server)
    (article,) = json.loads(done.output)["articles"]
    assert [summary["length"] for summary in article["summaries"]] == ["headline", "brief"]
    assert article["summaries"][0]["summarizer"]["name"] == "dragoman-brief"
    assert article["summaries"][0]["translator"]["name"] == "dragoman-double"
    assert article["summaries"][1]["sentences"] == [{"text": PHRASES[BORDER]["hy"], "flags": []}]


def test_json_of_a_summary_that_nobody_translated(server: str, story: Path) -> None:
    """A checkpoint that there is none of is null."""
    done = dragoman("summarize", story, "--format", "json", server=server)
    (summary,) = json.loads(done.output)["articles"][0]["summaries"]
    assert summary["language"] == "en"
    assert summary["translator"] is None


def test_json_says_the_inputs_that_failed(server: str, story: Path, tmp_path: Path) -> None:
    """Standard output stays one JSON document, with the failures in it."""
    done = dragoman(
        *("translate", story, tmp_path / "absent.txt", "--to", "hy", "--format", "json"),
        server=server,
    )
    assert done.code == 4
    document = json.loads(done.output)
    assert len(document["articles"]) == 1
    (error,) = document["errors"]
    assert error["name"] == str(tmp_path / "absent.txt")
    assert error["exit_code"] == 2


def test_json_is_written_even_when_every_input_failed(tmp_path: Path) -> None:
    """A program that reads the output finds the failures in it, without any server."""
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    done = dragoman("translate", tmp_path / "bad.txt", "--to", "hy", "--format", "json")
    assert done.code == 2
    document = json.loads(done.output)
    assert document["articles"] == []
    assert document["errors"][0]["name"] == str(tmp_path / "bad.txt")


@pytest.mark.parametrize(
    ("format_name", "suffix"),
    [("text", "txt"), ("json", "json"), ("html", "html"), ("markdown", "md")],
)
def test_each_format_has_its_suffix(
    server: str, story: Path, tmp_path: Path, format_name: str, suffix: str
) -> None:
    """A file's suffix is its format's."""
    folder = tmp_path / "out"
    dragoman(
        *("translate", story, "--to", "hy", "--format", format_name, "--output-dir", folder),
        server=server,
    )
    assert [path.name for path in folder.iterdir()] == [f"story.hy.{suffix}"]


def test_names_of_enum_values() -> None:
    """Values go by their words; one from a newer contract by its number."""
    assert enum_name(Role, types_pb2.ROLE_LIST_ITEM) == "list_item"
    assert enum_name(SummaryLength, types_pb2.SUMMARY_LENGTH_BRIEF) == "brief"
    assert enum_name(Flag, 999) == "999"


def test_an_unlisted_language_goes_by_its_code() -> None:
    """A language that the server did not list is named by its code."""
    assert Languages()["xx"].heading == "xx (xx)"
