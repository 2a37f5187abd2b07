"""`dragoman models`: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import models_command
import pytest
from click.testing import CliRunner
from hub_server import Fault, HubServer
from installed_checkpoints import REVISION, install, translator
from marian_archive import marian_archive

from dragoman_models.catalog import Checkpoint, load_catalog
from dragoman_models.cli import models

ARCHIVE = marian_archive(ballast=1_000_000)
HEAVY = {
    "ctranslate2",
    "httpx2",
    "huggingface_hub",
    "numpy",
    "rich",
    "tokenizers",
    "torch",
    "transformers",
    "yaml",
}
HEADER = "name\tstate\ttask\tlanguages\tsize\tlicence\trevision\tnote"


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Run a hub with an archive."""
    with HubServer() as server:
        server.add_archive("/opus-2026-11-22.zip", ARCHIVE)
        yield server


@pytest.fixture
def armenian(hub: HubServer) -> Checkpoint:
    """Describe the archive."""
    return replace(
        translator("tiny-armenian", targets=("hy",)),
        format="marian-zip",
        repo_id=None,
        url=f"{hub.endpoint}/opus-2026-11-22.zip",
        target_tokens={"hy": ">>hye<<"},
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of pulled checkpoints."""
    return tmp_path / "checkpoints"


@pytest.fixture
def options(tmp_path: Path, root: Path, armenian: Checkpoint) -> list[str]:
    """Give the options that name the store and the catalog."""
    absent = replace(armenian, name="absent", url=f"{armenian.url}.absent")
    catalog = models_command.write_catalog(tmp_path / "catalog.toml", armenian, absent)
    return ["--store", str(root), "--catalog", str(catalog)]


def table(output: str) -> dict[str, list[str]]:
    """Read a tab-separated list into rows by name."""
    header, *lines = output.splitlines()
    assert header == HEADER
    return {line.split("\t")[0]: line.split("\t") for line in lines}


def on_terminal(*arguments: str, columns: int = 200, kind: str = "xterm") -> tuple[str, int]:
    """Run the command with standard output and error on a terminal."""
    control, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": kind}
    command = [sys.executable, "-c", models_command.PROGRAM, *arguments]
    with subprocess.Popen(command, stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        output = b""
        while chunk := read_or_nothing(control):
            output += chunk
    os.close(control)
    return output.decode(), process.returncode


def read_or_nothing(descriptor: int) -> bytes:
    """Read from a terminal, whose end is an error on Linux."""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


def test_help_loads_no_library(tmp_path: Path) -> None:
    """Help and the list come without the model, hub and array libraries"""
    program = f"""
import sys
from dragoman_models.cli import models
for arguments in (["--help"], ["pull", "--help"], ["--store", {str(tmp_path)!r}, "list"]):
    models(arguments, prog_name="dragoman models", standalone_mode=False)
heavy = {HEAVY!r} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


@pytest.mark.parametrize("command", ["list", "pull", "verify", "remove"])
def test_every_command_has_help(command: str) -> None:
    """Each command says what it does"""
    result = CliRunner().invoke(models, [command, "--help"])
    assert result.exit_code == 0
    assert f"models {command}" in result.output


def test_the_list_is_tab_separated_away_from_a_terminal(root: Path) -> None:
    """Scripts get a header and a line for each checkpoint of the catalog"""
    result = CliRunner().invoke(models, ["--store", str(root), "list"])
    rows = table(result.stdout)
    assert result.exit_code == 0
    assert list(rows) == list(load_catalog().names)
    assert rows["slavic-big"][1:7] == [
        "available",
        "translation",
        "ru",
        "456 MB",
        "CC-BY-4.0",
        "main",
    ]


def test_the_list_shows_what_is_installed_and_what_is_damaged(root: Path) -> None:
    """Installed, damaged, interrupted and unheard-of checkpoints have their state"""
    install(root, translator("slavic-big"))
    install(root, translator("unheard-of"))
    (install(root, translator("russian-small")) / "model.bin").unlink()
    (root / ".partial" / "turkic-big").mkdir(parents=True)
    rows = table(CliRunner().invoke(models, ["--store", str(root), "list"]).stdout)
    assert rows["slavic-big"][1] == "installed"
    assert rows["slavic-big"][6] == REVISION
    assert rows["unheard-of"][1] == "installed"
    assert rows["russian-small"][1] == "damaged"
    assert rows["russian-small"][7] == "model.bin is missing"
    assert rows["turkic-big"][1] == "interrupted"


def test_the_list_as_json_has_the_scores(root: Path) -> None:
    """Programs get everything, sizes in bytes and scores by language"""
    result = CliRunner().invoke(models, ["--store", str(root), "list", "--format", "json"])
    rows = {row["name"]: row for row in json.loads(result.stdout)}
    assert rows["iranian-big"]["size_bytes"] == 915_000_000
    assert rows["iranian-big"]["languages"] == ["fa"]
    assert rows["iranian-big"]["scores"]["fa"]["BLEU on flores200-devtest"] == 21.1


@pytest.mark.parametrize("columns", [80, 200])
def test_the_list_is_aligned_on_a_terminal(root: Path, columns: int) -> None:
    """People get a ruled table that fits, with every name in one piece"""
    install(root, translator("slavic-big"))
    output, code = on_terminal("--store", str(root), "list", columns=columns, kind="dumb")
    assert code == 0
    assert "────" in output
    assert all(f"{name} " in output for name in load_catalog().names)
    assert "\t" not in output
    assert REVISION not in output
    assert max(map(len, output.splitlines())) <= columns


def test_a_pull_prints_its_result_and_its_stages_apart(options: list[str]) -> None:
    """The result is on standard output, a line for each stage on standard error"""
    finished = models_command.run(*options, "pull", "tiny-armenian")
    assert finished.returncode == 0
    assert finished.stdout.split("\t")[:2] == ["tiny-armenian", "installed"]
    assert finished.stderr.splitlines() == [
        "tiny-armenian: downloading opus-2026-11-22.zip",
        "tiny-armenian: converting",
        "tiny-armenian: checking",
        "tiny-armenian: installed",
    ]


def test_a_pull_draws_a_bar_on_a_terminal(hub: HubServer, options: list[str]) -> None:
    """People see how far the download is"""
    hub.bytes_per_second = 2_000_000
    output, code = on_terminal(*options, "pull", "tiny-armenian")
    assert code == 0
    assert "━" in output
    assert "MB" in output
    assert "tiny-armenian\tinstalled\t" in output


def test_a_terminal_that_cannot_draw_gets_lines(options: list[str]) -> None:
    """Where no bar can be drawn the stages are written out"""
    output, code = on_terminal(*options, "pull", "tiny-armenian", kind="dumb")
    assert code == 0
    assert "tiny-armenian: converting" in output


def test_an_unknown_name_is_a_usage_error(hub: HubServer, options: list[str]) -> None:
    """A wrong name gives exit code 2 and the names there are, before any download"""
    result = CliRunner().invoke(models, [*options, "pull", "tiny-armenian", "opus-mt-en-fa"])
    assert result.exit_code == 2
    assert "unknown checkpoint 'opus-mt-en-fa'; choose one of: " in result.stderr
    assert "tiny-armenian" in result.stderr
    assert hub.requests == []


def test_one_failure_stops_no_other_pull(options: list[str]) -> None:
    """What can be pulled is pulled, and the exit code says that something could not"""
    finished = models_command.run(*options, "pull", "absent", "tiny-armenian")
    assert finished.returncode == 1
    assert "Error: cannot download" in finished.stderr
    assert "404" in finished.stderr
    assert finished.stdout.startswith("tiny-armenian\tinstalled")
    assert "Traceback" not in finished.stderr


def test_a_hub_that_is_down_gives_one_line(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused connection gives exit code 1 and the address, and no trace"""
    waits: list[float] = []
    monkeypatch.setattr("dragoman_models.retrying.time.sleep", waits.append)
    arguments = [*options, "pull", "--endpoint", "http://127.0.0.1:9", "slavic-big"]
    result = CliRunner().invoke(models, arguments)
    assert result.exit_code == 1
    assert "cannot ask http://127.0.0.1:9 for Helsinki-NLP/opus-mt-tc-big-en-zle" in result.stderr
    assert "gave up after 5 attempts" in result.stderr
    assert waits == [1, 2, 4, 8]


def test_the_endpoint_and_the_store_come_from_the_environment(
    hub: HubServer, tmp_path: Path
) -> None:
    """DRAGOMAN_HUB_ENDPOINT and DRAGOMAN_STORE stand for the options"""
    environment = {
        "DRAGOMAN_HUB_ENDPOINT": hub.endpoint,
        "DRAGOMAN_STORE": str(tmp_path / "elsewhere"),
    }
    result = CliRunner().invoke(models, ["pull", "slavic-big"], env=environment)
    assert result.exit_code == 1
    assert "there is no such repository" in result.stderr
    assert (tmp_path / "elsewhere").is_dir()
    assert hub.requests[0].path.startswith("/api/models/Helsinki-NLP/")


def test_nobody_but_the_chosen_hub_is_asked(
    hub: HubServer, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull from a mirror sends nothing to the public hub, not even a question about its user"""
    with HubServer() as public:
        monkeypatch.setenv("HF_ENDPOINT", public.endpoint)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
        finished = models_command.run(
            "--store", root, "pull", "--endpoint", hub.endpoint, "slavic-big"
        )
        assert "there is no such repository" in finished.stderr
        assert len(hub.requests) == 1
        assert public.requests == []


def test_the_store_is_in_the_data_home_by_default(tmp_path: Path) -> None:
    """Without an option checkpoints are looked for under XDG_DATA_HOME"""
    install(tmp_path / "dragoman" / "checkpoints", translator("slavic-big"))
    result = CliRunner().invoke(models, ["list"], env={"XDG_DATA_HOME": str(tmp_path)})
    assert table(result.stdout)["slavic-big"][1] == "installed"


def test_a_missing_library_is_named_with_its_extra(options: list[str]) -> None:
    """Where only the client is installed a pull says which extra it needs"""
    program = f"import sys; sys.modules['huggingface_hub'] = None; {models_command.PROGRAM}"
    command = [sys.executable, "-c", program, *options, "pull", "tiny-armenian"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "pip install 'dragoman[server]'" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_interruption_from_the_keyboard_is_taken_up_again(
    hub: HubServer, options: list[str]
) -> None:
    """Ctrl-C gives one line and exit code 1, and the next pull resumes"""
    hub.bytes_per_second = 1_000_000
    with models_command.start(*options, "pull", "tiny-armenian") as process:
        while sum(request.sent for request in hub.requests) < 400_000:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the same command goes on from here" in errors
    assert "Traceback" not in errors
    hub.bytes_per_second = None
    assert models_command.run(*options, "pull", "tiny-armenian").returncode == 0
    assert hub.requests[-1].start > 0


def test_verify_reports_each_checkpoint(root: Path) -> None:
    """Whole checkpoints are said to be whole, damaged ones with their reason, in one run"""
    install(root, translator("slavic-big"))
    (install(root, translator("turkic-big")) / "model.bin").write_bytes(b"weightS of turkic-big")
    result = CliRunner().invoke(models, ["--store", str(root), "verify"])
    assert result.exit_code == 1
    assert "slavic-big\tok\t2 files" in result.stdout
    assert "'turkic-big' is damaged: model.bin is not the file that was installed" in result.stderr
    assert "run: dragoman models pull turkic-big" in result.stderr


def test_verify_takes_names(root: Path) -> None:
    """Only the named checkpoints are hashed, and those that are whole give exit code 0"""
    install(root, translator("slavic-big"))
    (install(root, translator("turkic-big")) / "model.bin").unlink()
    result = CliRunner().invoke(models, ["--store", str(root), "verify", "slavic-big"])
    assert result.exit_code == 0
    assert result.stdout == "slavic-big\tok\t2 files, 46 bytes\n"


@pytest.mark.parametrize("name", ["iranian-big", "opus-mt-en-fa"])
def test_verify_of_what_is_not_there_fails(root: Path, name: str) -> None:
    """A checkpoint that is not installed, or not known, cannot be whole"""
    result = CliRunner().invoke(models, ["--store", str(root), "verify", name])
    assert result.exit_code == 1
    assert name in result.stderr


def test_remove_deletes_a_checkpoint(root: Path) -> None:
    """What was removed is said, and is gone"""
    install(root, translator("slavic-big"))
    result = CliRunner().invoke(models, ["--store", str(root), "remove", "slavic-big"])
    assert (result.exit_code, result.stdout) == (0, "slavic-big\tremoved\n")
    assert not (root / "slavic-big").exists()


def test_removing_what_is_not_there_fails(root: Path) -> None:
    """There is nothing to remove, and the exit code says so"""
    result = CliRunner().invoke(models, ["--store", str(root), "remove", "slavic-big"])
    assert result.exit_code == 1
    assert "is not installed" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pull"], "Missing argument 'NAME...'"),
        (["remove"], "Missing argument 'NAME'"),
        (["list", "--format", "xml"], "'text', 'json'"),
        (["--catalog", "/absent.toml", "list"], "does not exist"),
        (["fetch"], "No such command"),
    ],
)
def test_a_wrong_call_is_a_usage_error(arguments: list[str], said: str) -> None:
    """What the command does not understand gives exit code 2 and what would do"""
    result = CliRunner().invoke(models, arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_wrong_catalog_is_a_usage_error(tmp_path: Path) -> None:
    """A mistake in the user's catalog gives exit code 2 with the entry and the field"""
    path = tmp_path / "catalog.toml"
    path.write_text("[checkpoints.ours]\ntask = 'speech'\nfamily = 'marian'\n")
    result = CliRunner().invoke(models, ["--catalog", str(path), "list"])
    assert result.exit_code == 2
    assert "entry 'ours': field 'task' is 'speech'" in result.stderr


def test_a_server_s_refusal_is_said_once(hub: HubServer, options: list[str]) -> None:
    """A file that the server withholds gives its status and address"""
    hub.faults["opus-2026-11-22.zip"] = Fault("status", status=403, times=9)
    result = CliRunner().invoke(models, [*options, "pull", "tiny-armenian"])
    assert result.exit_code == 1
    assert "the server answers 403" in result.stderr
