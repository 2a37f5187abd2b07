"""Where the command reads from."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_process import dragoman
from client_doubles import PHRASES, Script, serving

from dragoman_client.exits import Failure
from dragoman_client.inputs import Location, decode, locate, read
from dragoman_client.outputs import atomic_writer

BORDER = "The border was closed."


def names(*arguments: str) -> list[str]:
    """Locate inputs, and give their names, or the failures' messages."""
    return [
        found.message if isinstance(found, Failure) else found.name for found in locate(arguments)
    ]


def only(argument: str) -> Location:
    """Locate the one input that an argument names."""
    (found,) = locate([argument])
    if isinstance(found, Failure):
        raise found
    return found


def test_a_glob_gives_its_files_in_order(tmp_path: Path) -> None:
    """A quoted pattern is matched here, sorted, folders left out."""
    for name in ("b.txt", "a.txt", "c.html"):
        (tmp_path / name).touch()
    (tmp_path / "d.txt").mkdir()
    assert names(f"{tmp_path}/*.txt") == [f"{tmp_path}/a.txt", f"{tmp_path}/b.txt"]


def test_a_glob_goes_into_folders(tmp_path: Path) -> None:
    """Two stars match folders in folders."""
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "a.txt").touch()
    assert names(f"{tmp_path}/**/*.txt") == [f"{tmp_path}/x/y/a.txt"]


def test_a_pattern_without_a_match_is_a_failure() -> None:
    """A pattern that matches nothing is said, and not passed over."""
    assert names("/nowhere/*.txt") == ["/nowhere/*.txt: no file matches"]


def test_a_file_with_brackets_in_its_name_is_that_file(tmp_path: Path) -> None:
    """A name that looks like a pattern is a name when the file is there."""
    path = tmp_path / "story [final].txt"
    path.touch()
    assert names(str(path)) == [str(path)]


def test_an_input_is_read_once(tmp_path: Path) -> None:
    """A file named twice is one input."""
    path = tmp_path / "a.txt"
    path.touch()
    assert names(str(path), f"{tmp_path}/*.txt", "-", "-") == [str(path), "standard input"]


def test_a_file_url_is_a_file(tmp_path: Path) -> None:
    """A file:// URL is read, its percent signs undone."""
    path = tmp_path / "բանակցություն և.txt"
    path.write_text(BORDER)
    location = only(path.as_uri())
    assert location.path == path
    assert read(location, mime_type=None).text == BORDER


@pytest.mark.parametrize("url", ["https://news.example.org/a", "file://elsewhere/a.txt"])
def test_other_urls_are_refused(url: str) -> None:
    """Nothing is fetched from anywhere else."""
    assert "only file:// URLs" in names(url)[0]


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [("a.html", "text/html"), ("a.HTM", "text/html"), ("a.txt", "text/plain"), ("a", "text/plain")],
)
def test_the_suffix_gives_the_mime_type(tmp_path: Path, name: str, mime_type: str) -> None:
    """HTML is known by its suffix; everything else is plain text."""
    (tmp_path / name).write_text(BORDER)
    assert read(only(str(tmp_path / name)), mime_type=None).mime_type == mime_type


def test_a_given_mime_type_wins(tmp_path: Path) -> None:
    """`--mime-type` is stronger than the suffix."""
    (tmp_path / "a.html").write_text(BORDER)
    found = read(only(str(tmp_path / "a.html")), mime_type="text/plain")
    assert found.mime_type == "text/plain"


def test_a_byte_order_mark_is_no_text() -> None:
    """The mark that some editors write is left out, at the start only."""
    assert decode(b"\xef\xbb\xbfabc", name="a") == "abc"
    assert decode(b"\xef\xbb\xbfabc", name="a", offset=9) == "\ufeffabc"


@pytest.mark.parametrize(
    ("content", "offset"),
    [(b"caf\xe9", 3), (b"\xef\xbb\xbfcaf\xe9 x", 6), (b"\xed\xa0\x80", 0), (b"ok \xc3", 3)],
)
def test_a_byte_that_is_not_utf8_is_named(content: bytes, offset: int) -> None:
    """The message has the input's name, the byte and its offset."""
    with pytest.raises(Failure, match=rf"a\.txt: byte 0x{content[offset]:02x} at offset {offset} "):
        decode(content, name="a.txt")


def test_a_folder_is_no_input(tmp_path: Path) -> None:
    """A folder in place of a file says how to name what is in it."""
    with pytest.raises(Failure, match=r"name the files in it, such as '.*/\*\.txt'"):
        read(only(str(tmp_path)), mime_type=None)


def test_line_ends_are_kept(tmp_path: Path) -> None:
    """What the server gets is what the file holds."""
    (tmp_path / "a.txt").write_bytes(b"a\r\nb\rc\n")
    assert read(only(str(tmp_path / "a.txt")), mime_type=None).text == "a\r\nb\rc\n"


def test_standard_input_is_read_without_files() -> None:
    """A pipe needs no argument, and `-` is one."""
    with serving(Script()) as server:
        for arguments in ((), ("-",)):
            done = dragoman("translate", *arguments, "--to", "ru", stdin=BORDER, server=server)
            assert (done.code, done.output) == (0, PHRASES[BORDER]["ru"] + "\n")


def test_a_file_takes_its_name_only_when_whole(tmp_path: Path) -> None:
    """A block that fails leaves what was there before, and no draft."""
    path = tmp_path / "a.txt"
    path.write_text("before")

    def fail() -> None:
        with atomic_writer(path) as stream:
            stream.write(b"half")
            raise InterruptedError

    with pytest.raises(Failure):
        fail()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A written file is as readable as any other new file."""
    (tmp_path / "plain").touch()
    with atomic_writer(tmp_path / "a.txt") as stream:
        stream.write(b"x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("story.md", "text/markdown"),
        ("STORY.MARKDOWN", "text/markdown"),
        ("story.HTM", "text/html"),
        ("story.rst", "text/plain"),
        ("story", "text/plain"),
    ],
)
def test_the_format_of_an_input_is_that_of_its_suffix(
    server: str, script: Script, tmp_path: Path, name: str, mime_type: str
) -> None:
    """A file's name says what is in it."""
    (tmp_path / name).write_text(BORDER)
    dragoman("translate", tmp_path / name, "--to", "ru", server=server)
    assert script.requests[0].mime_type == mime_type


def test_the_format_of_an_input_may_be_given(server: str, script: Script, tmp_path: Path) -> None:
    """`--mime-type` goes before the suffix, and says what a pipe holds."""
    dragoman("brief", "-", "--to", "ru", "--mime-type", "text/markdown", stdin="# A", server=server)
    assert script.requests[0].mime_type == "text/markdown"


def test_one_file_takes_everything(server: str, tmp_path: Path) -> None:
    """`--output` gets what standard output would, headings and all."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(BORDER)
    arguments = ("translate", tmp_path / "?.txt", "--to", "ru,hy")
    shown = dragoman(*arguments, server=server)
    done = dragoman(*arguments, "--output", tmp_path / "out" / "all.txt", server=server)
    assert (done.code, done.output) == (0, "")
    assert (tmp_path / "out" / "all.txt").read_text() == shown.output


def test_no_file_is_written_when_nothing_was_done(
    server: str, script: Script, tmp_path: Path
) -> None:
    """An output of an earlier run is not replaced by nothing."""
    (tmp_path / "out.txt").write_text("before")
    done = dragoman(
        "translate", "--to", "ru", "-o", tmp_path / "out.txt", stdin="\u2620", server=server
    )
    assert done.code == 2
    assert (tmp_path / "out.txt").read_text() == "before"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "story.txt"), "story.txt is an input"),
        (("-o", "./story.txt"), "story.txt is an input"),
        (("-o", "x.txt", "--output-dir", "out"), "either --output or --output-dir"),
        (("-o", "."), "is a directory"),
        (("-o", "x.txt", "--lines"), "--lines writes to standard output"),
    ],
)
def test_an_output_that_cannot_be_meant(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    """A wrong output is said before any work is done, with code 2."""
    (tmp_path / "story.txt").write_text(BORDER)
    done = dragoman(
        *("translate", "story.txt", "--to", "ru", "--server", "localhost:1", *arguments),
        folder=tmp_path,
    )
    assert done.code == 2
    assert message in done.errors
    assert (tmp_path / "story.txt").read_text() == BORDER


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"PK\x03\x04\xff", "looks like a Word document or a ZIP archive"),
        (b"%PDF-1.7\n\xe2", "looks like a PDF; save it as text first"),
        (b"\xff\xfeB\x00", "looks like UTF-16; convert it first"),
        (b"caf\xe9", "is not UTF-8; convert it first, for example with iconv"),
    ],
)
def test_a_file_that_is_no_text_says_what_it_looks_like(content: bytes, hint: str) -> None:
    """Who names a document in place of its text learns what to do."""
    with pytest.raises(Failure, match=hint):
        decode(content, name="x")
