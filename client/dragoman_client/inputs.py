"""Where the command reads from: files, globs, standard input, file URLs."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from dragoman_client.exits import ExitCode, Failure

__all__ = ["Location", "Source", "decode", "locate", "locate_one", "read", "unreadable"]

STANDARD_INPUT = "-"
# What is not here is plain text.
MIME_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".html": "text/html",
        ".htm": "text/html",
        ".xhtml": "text/html",
        ".md": "text/markdown",
        ".markdown": "text/markdown",
    }
)
BYTE_ORDER_MARK = "\ufeff"
# How files begin that are easily taken for text, and what to do about each.
BEGINNINGS: Mapping[bytes, str] = MappingProxyType(
    {
        b"\xff\xfe": "it looks like UTF-16; convert it first, for example with iconv",
        b"\xfe\xff": "it looks like UTF-16; convert it first, for example with iconv",
        b"PK\x03\x04": "it looks like a Word document or a ZIP archive; save it as text first",
        b"\xd0\xcf\x11\xe0": "it looks like an old Word document; save it as text first",
        b"%PDF": "it looks like a PDF; save it as text first",
    }
)
OTHERWISE = "convert it first, for example with iconv"


@dataclass(frozen=True, slots=True)
class Location:
    """Name one input: as the reader knows it, as a stem for output names, as a file.

    `path` is None for standard input.
    """

    name: str
    stem: str
    path: Path | None

    def open(self) -> BinaryIO:
        """Open the input for reading bytes.

        Raises:
            Failure: the file cannot be opened.
        """
        if self.path is None:
            return sys.stdin.buffer
        try:
            return self.path.open("rb")
        except OSError as exc:
            raise unreadable(self.name, exc) from exc


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one input's text and its MIME type."""

    location: Location
    text: str
    mime_type: str


def locate(arguments: Iterable[str]) -> Iterator[Location | Failure]:
    """Find the inputs that the arguments name, each once, in their order.

    An argument that names none gives a `Failure` in its place, so that the
    others can still be worked on.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _locate_one(argument):
            if isinstance(found, Failure):
                yield found
            elif found.name not in seen:
                seen.add(found.name)
                yield found


def locate_one(argument: str) -> Location:
    """Find the one input that an argument names.

    Raises:
        Failure: it names none, or several.
    """
    found = list(_locate_one(argument))
    for each in found:
        if isinstance(each, Failure):
            raise each
        if len(found) == 1:
            return each
    raise Failure(f"{argument}: matches {len(found)} files; name one", code=ExitCode.BAD_INPUT)


def read(location: Location, *, mime_type: str | None) -> Source:
    """Read a whole input; a MIME type of None is taken from the file's suffix.

    Raises:
        Failure: the input cannot be read, or is not UTF-8.
    """
    with location.open() as stream:
        try:
            content = stream.read()
        except OSError as exc:
            raise unreadable(location.name, exc) from exc
    return Source(location, decode(content, name=location.name), mime_type or _guess(location))


def decode(content: bytes, *, name: str, offset: int = 0) -> str:
    """Decode UTF-8, a byte-order mark left out; `offset` is where `content` begins.

    Raises:
        Failure: a byte is not UTF-8; the message gives its place in the input.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as exc:
        hints = (hint for mark, hint in BEGINNINGS.items() if content.startswith(mark))
        raise Failure(
            f"{name}: byte 0x{content[exc.start]:02x} at offset {offset + exc.start}"
            f" is not UTF-8; {next(hints, OTHERWISE)}",
            code=ExitCode.BAD_INPUT,
        ) from exc
    return text if offset else text.removeprefix(BYTE_ORDER_MARK)


def unreadable(name: str, exc: OSError) -> Failure:
    """Say why an input cannot be read."""
    reason = exc.strerror or str(exc)
    hint = f"; name the files in it, such as '{name}/*.txt'" if Path(name).is_dir() else ""
    return Failure(f"{name}: {reason}{hint}", code=ExitCode.BAD_INPUT)


def _locate_one(argument: str) -> Iterator[Location | Failure]:
    if argument == STANDARD_INPUT:
        yield Location("standard input", "stdin", None)
    elif "://" in argument:
        yield _of_url(argument)
    elif Path(argument).exists() or not glob.has_magic(argument):
        # A file whose name holds brackets is that file, and no pattern.
        yield _of_path(argument)
    else:
        yield from _of_pattern(argument)


def _of_path(argument: str) -> Location:
    path = Path(argument)
    return Location(argument, path.stem, path)


def _of_pattern(pattern: str) -> Iterator[Location | Failure]:
    # Path.glob takes no absolute pattern.
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
    files = [match for match in matches if not Path(match).is_dir()]
    if not files:
        yield Failure(f"{pattern}: no file matches", code=ExitCode.BAD_INPUT)
    for match in files:
        yield _of_path(match)


def _of_url(url: str) -> Location | Failure:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return Failure(
            f"{url}: only file:// URLs of this machine are read; save the page first",
            code=ExitCode.BAD_INPUT,
        )
    path = Path(unquote(parts.path))
    return Location(url, path.stem, path)


def _guess(location: Location) -> str:
    suffix = "" if location.path is None else location.path.suffix.casefold()
    return MIME_TYPES.get(suffix, "text/plain")
