"""A server's own glossary is under a request's, and is read again on SIGHUP."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import grpc
import pytest
from click.testing import CliRunner
from running_servers import roster_of, serving
from server_doubles import word_models

from dragoman.v1 import translation_pb2, translation_pb2_grpc, types_pb2
from dragoman_models.errors import GlossaryError
from dragoman_server.app import Server
from dragoman_server.cli import serve
from dragoman_server.config import Settings, parse

SENTENCE = "The drone crossed the border"


def settings(folder: Path, table: str) -> Settings:
    """Make settings with a glossary of these rows."""
    path = folder / "house.csv"
    path.write_text(table, encoding="utf-8")
    return Settings(port=0, metrics_port=0, glossary=path)


def translated(address: str, target: str, **glossary: str) -> str:
    """Ask a server for the sentence, with a glossary of the request's own."""
    with grpc.insecure_channel(address) as channel:
        stub = translation_pb2_grpc.TranslationServiceStub(channel)
        request = translation_pb2.TranslateTextRequest(
            contents=[SENTENCE],
            target_language_codes=[target],
            glossary=[
                types_pb2.GlossaryEntry(source_term=source, target_term=term)
                for source, term in glossary.items()
            ],
        )
        answer = stub.TranslateText(request, timeout=20)
        text: str = answer.translations[0].target_text
        return text


def test_each_language_has_its_terms(tmp_path: Path) -> None:
    """Of a wide table each target gets its own column."""
    table = "source,ru,hy\ndrone,беспилотник,դրոն\n"
    with serving(roster_of(word_models()), settings(tmp_path, table)) as address:
        assert "беспилотник" in translated(address, "ru")
        assert "դրոն" in translated(address, "hy")
        assert "беспилотник" not in translated(address, "az")


def test_the_request_wins_on_the_same_term(tmp_path: Path) -> None:
    """And the others of the house's hold on."""
    table = "source,ru\ndrone,беспилотник\nborder,граница\n"
    with serving(roster_of(word_models()), settings(tmp_path, table)) as address:
        text = translated(address, "ru", drone="БПЛА")
        assert "БПЛА" in text
        assert "граница" in text
        assert "беспилотник" not in text


def test_it_is_read_again(tmp_path: Path) -> None:
    """A new file holds from the next call on; one that is wrong leaves the old terms."""
    table = "source,ru\ndrone,беспилотник\n"
    chosen = settings(tmp_path, table)

    async def answers() -> list[str]:
        server = Server(chosen, load=lambda _: roster_of(word_models()))
        await server.start()
        await server.load()
        found: list[str] = []
        for content in ("source,ru\ndrone,дрон\n", "source,ru\ndrone\n"):
            chosen.glossary.write_text(content, encoding="utf-8")  # type: ignore[union-attr] # it is set
            await server.reload_glossary()
            found.append(await asyncio.to_thread(translated, server.address, "ru"))
        await server.stop(None)
        await server.close()
        return found

    assert all("дрон" in text for text in asyncio.run(answers()))


def test_a_wrong_glossary_stops_the_start(tmp_path: Path) -> None:
    """Before anything listens, with file, line and field."""

    async def start() -> None:
        Server(settings(tmp_path, "source_term,target_language_code,target_term\na,xx,b\n"))

    with pytest.raises(GlossaryError, match=r"house\.csv, line 2, field 'target_language_code'"):
        asyncio.run(start())


def test_a_wrong_glossary_is_one_clear_line(tmp_path: Path) -> None:
    """The command says it and leaves with 1."""
    path = tmp_path / "house.csv"
    path.write_text("source,am\na,b\n", encoding="utf-8")
    result = CliRunner().invoke(serve, ["--glossary", str(path), "--port", "0"])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"Error: glossary {path}, line 1: ")


def test_the_setting_comes_from_flag_variable_and_file(tmp_path: Path) -> None:
    """As every setting."""
    file = tmp_path / "dragoman.toml"
    file.write_text('glossary = "a.tbx"\n', encoding="utf-8")
    variables = {"DRAGOMAN_GLOSSARY": "b.tbx"}
    assert parse({}, file=file, environment={}).glossary == Path("a.tbx")
    assert parse({}, file=file, environment=variables).glossary == Path("b.tbx")
    assert parse({"glossary": "c.tbx"}, file=file, environment=variables).glossary == Path("c.tbx")


_SCRIPT = """
from dragoman_server import app
from running_servers import roster_of
from server_doubles import word_models

real = app.serve
app.serve = lambda settings: real(settings, load=lambda _: roster_of(word_models()))
from dragoman_server.cli import serve
serve(prog_name="dragoman serve")
"""


def test_sighup_reads_it_again(tmp_path: Path) -> None:
    """The real process stays, and says how many terms it has now."""
    path = tmp_path / "house.csv"
    path.write_text("source,ru\ndrone,дрон\n", encoding="utf-8")
    flags = ("--port", "0", "--metrics-port", "0", "--glossary", str(path))
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, *flags],
        cwd=Path(__file__).parent,
        stderr=subprocess.PIPE,
        text=True,
    )
    stop = threading.Timer(60, process.kill)
    stop.start()
    try:
        terms = None
        for line in process.stderr or ():
            event = json.loads(line)
            if event["event"] == "serving":
                path.write_text("source,ru,hy\ndrone,дрон,դրոն\n", encoding="utf-8")
                process.send_signal(signal.SIGHUP)
            if event["event"] == "glossary_loaded":
                terms = event["terms"]
                break
        assert terms == 2
        process.terminate()
        process.communicate(timeout=30)
        assert process.returncode == 0
    finally:
        stop.cancel()
        process.kill()
        process.communicate()
