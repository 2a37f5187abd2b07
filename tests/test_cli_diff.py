"""`dragoman diff`: what changed in an updated story, and what it says now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_process import dragoman, dragoman_on_terminal
from client_doubles import PHRASES, Script, invalid
from pages import Reader

from dragoman.v1.types_pb2 import FLAG_NUMBER_MISMATCH
from dragoman_client.comparison_json import SCHEMA

BORDER = "The border was closed."
MONDAY = "The talks will resume on Monday."
TUESDAY = "The talks will resume on Tuesday."
OLD = f"Border closed\n\n{BORDER}\n\n{MONDAY}\n"
NEW = f"Border closed\n\nNobody was hurt.\n\n{TUESDAY}\n"
TO = ("--to", "fa,ru")


def target(text: str, language: str) -> str:
    """Translate as the double does what it does not know."""
    return PHRASES[text][language] if text in PHRASES else f"«{text}» ({language})"


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Write two versions of a story into files."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD)
    new.write_text(NEW)
    return old, new


def test_only_changes_are_shown(server: str, versions: tuple[Path, Path]) -> None:
    """Each change has its words marked, and what each language said and says."""
    done = dragoman("diff", *versions, *TO, server=server)
    assert (done.code, done.errors) == (0, "")
    assert done.output == (
        f"--- {versions[0]}\n+++ {versions[1]}\n1 changed, 1 added, 1 removed, 1 unchanged\n\n"
        f"== removed, was 2 (body) ==\n"
        f"en   [-{BORDER}-]\nfa - {target(BORDER, 'fa')}\nru - {target(BORDER, 'ru')}\n\n"
        f"== 2 added (body) ==\n"
        f"en   {{+Nobody was hurt.+}}\n"
        f"fa + {target('Nobody was hurt.', 'fa')}\nru + {target('Nobody was hurt.', 'ru')}\n\n"
        f"== 3 changed (body) ==\n"
        f"en   The talks will resume on [-Monday-]{{+Tuesday+}}.\n"
        f"fa - {target(MONDAY, 'fa')}\nfa + {target(TUESDAY, 'fa')}\n"
        f"ru - {target(MONDAY, 'ru')}\nru + {target(TUESDAY, 'ru')}\n"
    )


def test_all_shows_the_unchanged_too(server: str, versions: tuple[Path, Path]) -> None:
    """`--all` shows what stayed, without a sign, in its place."""
    done = dragoman("diff", *versions, "--to", "ru", "--all", server=server)
    assert (
        f"== 1 unchanged (headline) ==\nen   Border closed\nru   {PHRASES['Border closed']['ru']}\n"
        in done.output
    )


def test_a_moved_unit_says_from_where(server: str, tmp_path: Path) -> None:
    """A paragraph that only moved is no new text."""
    (tmp_path / "old").write_text(f"A\n\n{BORDER}\n\n{MONDAY}\n\n{TUESDAY}")
    (tmp_path / "new").write_text(f"A\n\n{MONDAY}\n\n{TUESDAY}\n\n{BORDER}")
    done = dragoman("diff", tmp_path / "old", tmp_path / "new", "--to", "hy", server=server)
    assert "1 moved, 3 unchanged\n\n== 4 moved, from 2 (body) ==\n" in done.output
    assert f"hy   {PHRASES[BORDER]['hy']}\n" in done.output


def test_equal_stories(server: str, versions: tuple[Path, Path]) -> None:
    """Two equal versions give the counts alone."""
    done = dragoman("diff", versions[0], versions[0], *TO, "--exit-code", server=server)
    assert done.code == 0
    assert done.output.splitlines()[2:] == ["3 unchanged"]


def test_the_exit_code_tells_of_changes_when_asked(
    server: str, versions: tuple[Path, Path]
) -> None:
    """With `--exit-code` a change is code 8, which no failure has."""
    done = dragoman("diff", *versions, *TO, "--exit-code", server=server)
    assert done.code == 8
    assert "1 changed" in done.output


def test_what_to_look_at_stands_under_the_new_text(
    server: str, script: Script, versions: tuple[Path, Path]
) -> None:
    """A flag of the new version is said in words; one of the old text is no news."""
    script.flags = [FLAG_NUMBER_MISMATCH]
    done = dragoman("diff", *versions, "--to", "ru", server=server)
    assert f"ru + {target(TUESDAY, 'ru')}\nru ! a number differs from the source" in done.output
    assert f"ru - {target(BORDER, 'ru')}\n\n" in done.output


def test_one_side_may_be_standard_input(server: str, versions: tuple[Path, Path]) -> None:
    """`-` is the piped version."""
    done = dragoman("diff", versions[0], "-", *TO, stdin=NEW, server=server)
    assert done.code == 0
    assert "+++ standard input\n1 changed" in done.output


def test_html_beside_plain_text(server: str, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """Words are compared, whatever format each version came in."""
    page = tmp_path / "new.html"
    page.write_text(f"<h1>Border closed</h1><p>{BORDER}</p><p>{MONDAY}</p>")
    done = dragoman("diff", versions[0], page, "--to", "ru", server=server)
    assert done.output.splitlines()[2:] == ["3 unchanged"]


def test_json_has_both_sides(server: str, script: Script, versions: tuple[Path, Path]) -> None:
    """The JSON document has the words, both texts, flags, places and counts."""
    script.flags = [FLAG_NUMBER_MISMATCH]
    done = dragoman("diff", *versions, "--to", "fa", "--format", "json", server=server)
    document = json.loads(done.output)
    assert document["schema"] == SCHEMA
    assert document["old"] == {
        "name": str(versions[0]),
        "mime_type": "text/plain",
        "characters": 72,
    }
    assert document["languages"] == [{"language": "fa", "direction": "rtl"}]
    assert document["counts"] == {
        "unchanged": 1, "changed": 1, "added": 1, "removed": 1, "moved": 0,
    }  # fmt: skip
    removed, added, changed = document["changes"]
    assert (removed["kind"], removed["new"]) == ("removed", None)
    assert removed["translations"][0]["new"] is None
    assert (added["kind"], added["old"]) == ("added", None)
    assert changed["new"] == {
        "number": 3, "role": "body", "span": [33, 66], "source": TUESDAY,
    }  # fmt: skip
    assert changed["words"][1:3] == [
        {"edit": "removed", "text": "Monday"},
        {"edit": "added", "text": "Tuesday"},
    ]
    assert changed["translations"] == [
        {
            "language": "fa",
            "old": {"text": target(MONDAY, "fa"), "flags": ["number_mismatch"]},
            "new": {"text": target(TUESDAY, "fa"), "flags": ["number_mismatch"]},
        }
    ]


def test_html_has_right_to_left_cells(server: str, versions: tuple[Path, Path]) -> None:
    """The old and the new text stand side by side, each in its direction, words marked."""
    done = dragoman("diff", *versions, *TO, "--format", "html", server=server)
    page = Reader(done.output)
    cells = [attributes for tag, attributes in page.tags if tag == "td" and attributes]
    assert cells[:2] == [{"lang": "fa", "dir": "rtl"}, {"lang": "ru", "dir": "ltr"}]
    assert page.texts["h2"] == ["removed, was 2 (body)", "2 added (body)", "3 changed (body)"]
    assert "on <del>Monday</del><ins>Tuesday</ins>." in done.output
    # The Russian of Monday was known to the double, and shares no word with the new text.
    assert "<del>Переговоры возобновятся" in done.output


def test_markup_of_a_story_is_text_on_the_page(server: str, tmp_path: Path) -> None:
    """What looks like markup is shown, and not obeyed."""
    (tmp_path / "old").write_text("Say <script>one</script> now.")
    (tmp_path / "new").write_text("Say <script>two</script> now.")
    done = dragoman(
        *("diff", tmp_path / "old", tmp_path / "new", "--to", "ru", "--format", "html"),
        *("--mime-type", "text/plain"),
        server=server,
    )
    assert "<script>" not in done.output


def test_markdown_is_a_table_a_change(server: str, versions: tuple[Path, Path]) -> None:
    """Markdown has a heading, the marked source, and a row a language."""
    done = dragoman("diff", *versions, *TO, "--format", "markdown", server=server)
    assert (
        "## 3 changed (body)\n\nThe talks will resume on <del>Monday</del><ins>Tuesday</ins>.\n\n"
        "| | Before | Now |\n|---|---|---|\n"
        f'| Persian | <span dir="rtl" lang="fa">{target(MONDAY, "fa")}</span> '
    ) in done.output


def test_a_file_is_written_whole(server: str, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """`--output` takes the place of standard output."""
    shown = dragoman("diff", *versions, *TO, server=server)
    done = dragoman("diff", *versions, *TO, "-o", tmp_path / "x" / "diff.txt", server=server)
    assert (done.code, done.output) == (0, "")
    assert (tmp_path / "x" / "diff.txt").read_text() == shown.output


def test_colours_on_a_terminal(server: str, versions: tuple[Path, Path]) -> None:
    """On a terminal colours take the place of brackets, and Persian is isolated."""
    shown = dragoman_on_terminal(
        "diff", *versions, *TO, server=server, environment={"NO_COLOR": ""}
    )
    assert "\x1b[31m\x1b[9mMonday\x1b[0m\x1b[32m\x1b[4mTuesday\x1b[0m" in shown.output
    assert f"fa + \u2067{target(TUESDAY, 'fa')}\u2069\n" in shown.output
    plain = dragoman_on_terminal("diff", *versions, *TO, server=server)
    assert "[-Monday-]{+Tuesday+}" in plain.output


def test_what_was_left_out_is_said(
    server: str, versions: tuple[Path, Path], tmp_path: Path
) -> None:
    """Page furniture that one version lost is named, unless `--quiet`."""
    (tmp_path / "page").write_text("Advertisement\n\nBorder closed")
    arguments = ("diff", versions[0], tmp_path / "page", *TO)
    assert (
        f"Left out of {tmp_path / 'page'}: 1 x advertisement"
        in dragoman(*arguments, server=server).errors
    )
    assert dragoman(*arguments, "--quiet", server=server).errors == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-", "-"), "only one of OLD and NEW"),
        (("old.txt",), "Missing argument 'NEW'"),
        (("old.txt", "absent.txt"), "absent.txt: No such file"),
        (("old.txt", "*.txt"), "*.txt: matches 2 files; name one"),
        (("old.txt", "*.docx"), "*.docx: no file matches"),
        (("old.txt", "new.txt", "-o", "new.txt"), "new.txt is an input"),
        (("old.txt", "new.txt", "--format", "docx"), "docx"),
        (("old.txt", "http://localhost/x"), "only file:// URLs"),
    ],
)
def test_what_cannot_be_compared(
    versions: tuple[Path, Path], arguments: tuple[str, ...], message: str
) -> None:
    """A wrong argument is code 2 and needs no server."""
    done = dragoman("diff", *arguments, *TO, "--server", "localhost:1", folder=versions[0].parent)
    assert done.code == 2
    assert message in done.errors
    assert "Traceback" not in done.errors


def test_a_refused_version_ends_the_command(
    server: str, script: Script, versions: tuple[Path, Path]
) -> None:
    """Half a comparison is none: nothing is written."""
    script.failures.append(invalid(("content", "is empty")))
    done = dragoman("diff", *versions, *TO, server=server)
    assert (done.code, done.output) == (2, "")
    assert f"Error: {versions[0]}: " in done.errors
    assert "content: is empty" in done.errors


def test_a_language_left_out_is_a_failure(
    server: str, script: Script, versions: tuple[Path, Path]
) -> None:
    """A comparison never lacks a language in silence."""
    script.omitted = "fa"
    done = dragoman("diff", *versions, *TO, server=server)
    assert done.code == 1
    assert "the server left out: fa" in done.errors


def test_options_go_with_both_versions(
    server: str, script: Script, versions: tuple[Path, Path]
) -> None:
    """Both calls are made alike, or the translations could not be compared."""
    dragoman(*("diff", *versions, *TO, "--do-not-translate", "Border"), server=server)
    assert [list(request.do_not_translate) for request in script.requests] == [["Border"]] * 2
    assert [request.content for request in script.requests] == [OLD, NEW]
