"""`dragoman translate --lines`: one line in, one line out."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from cli_process import COMMAND, dragoman
from client_doubles import PHRASES, Script, invalid
from hypothesis import given
from hypothesis import strategies as st

from dragoman.v1.types_pb2 import FLAG_LOW_SCORE
from dragoman_client.exits import Failure
from dragoman_client.lines import BATCH_CHARACTERS, BATCH_LINES, batches

BORDER = "The border was closed."
RUSSIAN = PHRASES[BORDER]["ru"]


def test_three_lines_in_three_lines_out(server: str, script: Script) -> None:
    """An empty line stays empty, and is not sent."""
    done = dragoman(
        "translate", "--lines", "--to", "ru", stdin="One.\n\nTwo words.\n", server=server
    )
    assert (done.code, done.output) == (0, "«One.» (ru)\n\n«Two words.» (ru)\n")
    assert [list(request.contents) for request in script.requests] == [["One.", "Two words."]]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("\n", "\n"),
        (BORDER, f"{RUSSIAN}\n"),
        (f"{BORDER}\r\n{BORDER}\r\n", f"{RUSSIAN}\r\n{RUSSIAN}\r\n"),
        (f"{BORDER}\n \t\n{BORDER}", f"{RUSSIAN}\n \t\n{RUSSIAN}\n"),
        (f"\ufeff{BORDER}\n", f"{RUSSIAN}\n"),
        ("\r\n\r\n", "\r\n\r\n"),
    ],
)
def test_ends_of_lines(server: str, source: str, target: str) -> None:
    """Each line keeps its own end; a last line without one gets one."""
    done = dragoman("translate", "-", "--lines", "--to", "ru", stdin=source, server=server)
    assert (done.code, done.output) == (0, target)


def test_only_line_feeds_end_a_line(server: str, script: Script) -> None:
    """Separators that Unicode calls line ends stay inside their line."""
    source = "a\u2028b\x0bc\x85d\n"
    done = dragoman("translate", "--lines", "--to", "ru", stdin=source, server=server)
    assert done.output.count("\n") == 1
    assert list(script.requests[0].contents) == [source[:-1]]


def test_a_long_input_is_sent_in_batches(server: str, script: Script) -> None:
    """A thousand lines come back in order, from several calls."""
    source = "".join(f"Number {number}.\n" for number in range(1000))
    done = dragoman("translate", "--lines", "--to", "az", stdin=source, server=server)
    assert done.output == "".join(f"«Number {number}.» (az)\n" for number in range(1000))
    assert max(len(request.contents) for request in script.requests) <= BATCH_LINES


def test_a_slow_pipe_is_answered_line_by_line(server: str) -> None:
    """A line that has come is translated before the next is there."""
    process = subprocess.Popen(
        [COMMAND, "translate", "--lines", "--to", "ru", "--server", server],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(2):
        process.stdin.write(f"{BORDER}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().decode() == f"{RUSSIAN}\n"
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


def test_several_files_follow_each_other(server: str, tmp_path: Path) -> None:
    """Lines of several files come one file after the other, without headings."""
    (tmp_path / "a.txt").write_text("One.\n")
    (tmp_path / "b.txt").write_text("Two.")
    done = dragoman("translate", tmp_path / "*.txt", "--lines", "--to", "ru", server=server)
    assert done.output == "«One.» (ru)\n«Two.» (ru)\n"


def test_several_languages_go_to_files(server: str, tmp_path: Path) -> None:
    """With `--output-dir` each language has a file with a line a line."""
    (tmp_path / "a.txt").write_text(f"{BORDER}\n\n{BORDER}\n")
    done = dragoman(
        *("translate", tmp_path / "a.txt", "--lines", "--to", "hy,fa"),
        *("--output-dir", tmp_path / "out"),
        server=server,
    )
    assert (done.code, done.output) == (0, "")
    armenian, persian = PHRASES[BORDER]["hy"], PHRASES[BORDER]["fa"]
    assert (tmp_path / "out" / "a.hy.txt").read_text() == f"{armenian}\n\n{armenian}\n"
    assert (tmp_path / "out" / "a.fa.txt").read_text() == f"{persian}\n\n{persian}\n"


@pytest.mark.parametrize("arguments", [("--to", "ru,hy"), ("--to", "ru", "--format", "json")])
def test_what_is_not_one_line_a_line_is_refused(server: str, arguments: tuple[str, ...]) -> None:
    """Several languages on standard output, or another format, are usage errors."""
    done = dragoman("translate", "--lines", *arguments, stdin="One.\n", server=server)
    assert done.code == 2
    assert "--lines" in done.errors


def test_bytes_that_are_not_utf8_name_their_offset(server: str) -> None:
    """The lines before the bad byte are done; its place counts from the input's start."""
    source = b"One.\nTwo.\ncaf\xe9\n"
    done = dragoman("translate", "--lines", "--to", "ru", stdin=source, server=server)
    assert done.code == 2
    assert "standard input: byte 0xe9 at offset 13 is not UTF-8" in done.errors


def test_a_failing_file_leaves_no_half_file(server: str, script: Script, tmp_path: Path) -> None:
    """A file whose lines cannot all be translated is not written; the others are."""
    (tmp_path / "a.txt").write_text("\u2620\n")
    (tmp_path / "b.txt").write_text("Two.\n")
    done = dragoman(
        *("translate", tmp_path / "?.txt", "--lines", "--to", "ru"),
        *("--output-dir", tmp_path / "out"),
        server=server,
    )
    assert done.code == 4
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.ru.txt"]


def test_the_servers_refusal_ends_the_lines(server: str, script: Script) -> None:
    """A refused batch is a failure with its exit code."""
    script.failures.append(invalid(("contents[0]", "too long")))
    done = dragoman("translate", "--lines", "--to", "ru", stdin="One.\n", server=server)
    assert done.code == 2
    assert "contents[0]: too long" in done.errors


def test_a_server_that_goes_away_stops_the_lines(
    server: str, script: Script, tmp_path: Path
) -> None:
    """When the server wants another key, the files left are named and not tried."""
    script.api_key = "another"
    (tmp_path / "a.txt").write_text("One.\n")
    (tmp_path / "b.txt").write_text("Two.\n")
    done = dragoman("translate", tmp_path / "?.txt", "--lines", "--to", "ru", server=server)
    assert done.code == 5
    assert f"not tried after that: {tmp_path / 'b.txt'}" in done.errors


def test_line_breaks_of_the_model_do_not_make_lines(server: str, script: Script) -> None:
    """A target with a carriage return inside stays one line."""
    done = dragoman("translate", "--lines", "--to", "ru", stdin="One\rTwo\n", server=server)
    assert done.output == "«One Two» (ru)\n"


def test_flags_name_the_line(server: str, script: Script) -> None:
    """What to look at is said with the line's number."""
    script.flags = [FLAG_LOW_SCORE]
    done = dragoman("translate", "--lines", "--to", "ru", stdin="\nOne.\n", server=server)
    assert "ru  line 2, “One.”: the model is unsure" in done.errors


def test_blank_input_needs_no_server() -> None:
    """Lines with nothing to translate are given back without a call."""
    done = dragoman(
        *("translate", "--lines", "--to", "ru", "--server", "localhost:1"), stdin="\n \n"
    )
    assert (done.code, done.output) == (0, "\n \n")


def test_options_reach_the_server(server: str, script: Script) -> None:
    """The options of a call go with the lines too."""
    dragoman(
        *("translate", "--lines", "--to", "ru", "--do-not-translate", "One"),
        *("--mime-type", "text/html"),
        stdin="One.\n",
        server=server,
    )
    assert list(script.requests[0].do_not_translate) == ["One"]
    assert script.requests[0].mime_type == "text/html"


def gathered(content: bytes, *, chunk: int = 7) -> list[tuple[str, str]]:
    """Read lines from a stream that gives a few bytes at a time."""

    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return self.read(chunk)

    lines = [line for batch in batches(Slow(content), name="x") for line in batch]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    return [(line.text, line.end) for line in lines]


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\ufeff", codec="utf-8"))))
def test_lines_come_out_as_they_went_in(texts: list[str]) -> None:
    """Whatever pieces the bytes come in, the lines are those of the input."""
    content = "".join(f"{text}\n" for text in texts).encode()
    assert gathered(content) == [(text, "\n") for text in texts]


def test_batches_are_bounded() -> None:
    """No batch is larger than a call should be."""
    content = b"".join(b"%d " % number * 200 + b"\n" for number in range(2000))
    sizes = [
        (len(batch), sum(len(line.text) for line in batch[:-1]))
        for batch in batches(io.BytesIO(content), name="x")
    ]
    assert max(lines for lines, _ in sizes) <= BATCH_LINES
    assert max(characters for _, characters in sizes) < BATCH_CHARACTERS


def test_a_read_error_names_the_input() -> None:
    """A stream that fails is said with its name."""

    class Broken(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Failure, match="tape: Input/output error"):
        list(batches(Broken(), name="tape"))
