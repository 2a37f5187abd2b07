"""The command against the real server, with tiny checkpoints: everything at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_process import dragoman
from server_process import TARGETS, build_store, serving_process

ARTICLE = (
    "Border crossing opens\n\n"
    "Armenia and Azerbaijan agreed to open the border crossing near Yeraskh.\n\n"
    "The court in Yerevan postponed the hearing until next week. "
    "At least 12 people were killed when a bus fell into a river in the north.\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a store of tiny checkpoints."""
    return build_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    """Run the real server in a process of its own."""
    with serving_process("--store", store) as address:
        yield address


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article into a file."""
    path = tmp_path / "story.txt"
    path.write_text(ARTICLE)
    return path


def test_an_article_in_four_languages(server: str, story: Path) -> None:
    """Each language has every paragraph, in order."""
    done = dragoman(
        *("translate", story, "--to", ",".join(TARGETS), "--format", "json"), server=server
    )
    assert done.code == 0, done.errors
    (article,) = json.loads(done.output)["articles"]
    assert [each["language"] for each in article["translations"]] == list(TARGETS)
    for translation in article["translations"]:
        assert translation["text"].count("\n\n") == 2
        roles = [section["role"] for section in translation["sections"]]
        assert roles[0] == "headline"
        spans = [
            segment["span"] for each in translation["sections"] for segment in each["segments"]
        ]
        assert [ARTICLE[start:end] for start, end in spans] == [
            segment["source"] for each in translation["sections"] for segment in each["segments"]
        ]


def test_three_lines_in_three_lines_out(server: str) -> None:
    """Line by line through the real server, an empty line stays empty."""
    done = dragoman(
        "translate", "--lines", "--to", "ru", stdin="One.\n\nTwo words.\n", server=server
    )
    assert done.code == 0, done.errors
    first, second, third, rest = done.output.split("\n")
    assert first
    assert second == ""
    assert third
    assert rest == ""


def test_a_brief(server: str, story: Path, tmp_path: Path) -> None:
    """Headline, summary and text come from one call, into one file a language."""
    folder = tmp_path / "out"
    done = dragoman("brief", story, "--to", "hy,fa", "--output-dir", folder, server=server)
    assert done.code == 0, done.errors
    for language in ("hy", "fa"):
        summaries, _, text = (folder / f"story.{language}.txt").read_text().partition("* * *")
        assert len(summaries.split("\n\n")) >= 2
        assert text.strip().count("\n\n") == 2


def test_a_summary(server: str, story: Path) -> None:
    """A summary in the article's own language holds sentences of the article."""
    done = dragoman("summarize", story, "--length", "brief", server=server)
    assert done.code == 0, done.errors
    assert done.output.strip()


def test_health_and_languages(server: str) -> None:
    """The real server is ready, and says what serves each language."""
    assert dragoman("health", server=server).code == 0
    listed = json.loads(dragoman("languages", "--format", "json", server=server).output)
    assert {each["code"] for each in listed["languages"] if each["checkpoint"]} == set(TARGETS)


def test_an_unknown_language_lists_the_choices(server: str, story: Path) -> None:
    """A wrong code is bad input, and the message names those that would do."""
    done = dragoman("translate", story, "--to", "xx", server=server)
    assert done.code == 2
    assert "az, fa, hy, ru" in done.errors


def test_without_a_server(store: Path, story: Path) -> None:
    """`--local` gives the same text as the server does, in one process."""
    done = dragoman("translate", story, "--to", "ru", "--local", "--store", store)
    assert done.code == 0, done.errors
    with serving_process("--store", store) as server:
        served = dragoman("translate", story, "--to", "ru", server=server)
    assert done.output == served.output


def test_a_large_article(server: str, tmp_path: Path) -> None:
    """A hundred kilobytes are ordinary input."""
    path = tmp_path / "long.txt"
    path.write_text(ARTICLE * (100_000 // len(ARTICLE)))
    done = dragoman("translate", path, "--to", "az", "-q", server=server)
    assert done.code == 0, done.errors
    assert done.output.count("\n\n") == path.read_text().count("\n\n")
