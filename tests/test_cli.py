"""The `dragoman` command in processes of its own, against a double of the server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from importlib.metadata import entry_points
from pathlib import Path

import click
import grpc
import pytest
from certificates import Authority
from cli_process import COMMAND, dragoman
from click.testing import CliRunner
from client_doubles import PHRASES, Script, invalid, overloaded, serving, status

from dragoman import __version__
from dragoman.v1.types_pb2 import DIGIT_POLICY_NATIVE, FLAG_NUMBER_MISMATCH, FLAG_RETRIED
from dragoman_client.cli import COMMANDS_GROUP, SUMMARIES
from dragoman_client.cli import dragoman as group
from dragoman_client.exits import EXIT_CODES, ExitCode

BORDER = "The border was closed."
MONDAY = "The talks will resume on Monday."
ARTICLE = f"Border closed\n\n{BORDER}\n\n{MONDAY}\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article into a file."""
    path = tmp_path / "story.txt"
    path.write_text(ARTICLE)
    return path


def unused_address() -> str:
    """Find an address that nobody listens at."""
    with socket.create_server(("localhost", 0)) as listener:
        return f"localhost:{listener.getsockname()[1]}"


def in_language(language: str) -> str:
    """Translate the article by the table."""
    return "\n\n".join(PHRASES[text][language] for text in ("Border closed", BORDER, MONDAY)) + "\n"


def test_help_lists_every_command_of_the_entry_points() -> None:
    """`dragoman --help` names all commands, installed extras or not, and the exit codes."""
    shown = dragoman("--help")
    assert shown.code == 0
    for name in entry_points(group=COMMANDS_GROUP).names:
        assert f"  {name} " in shown.output
    assert "3    no server answers" in shown.output


def test_help_without_arguments_is_usage() -> None:
    """The bare command shows how it is used, and is a usage error."""
    shown = dragoman()
    assert shown.code == 2
    assert "Commands:" in shown.output + shown.errors


@pytest.mark.parametrize("name", sorted(entry_points(group=COMMANDS_GROUP).names))
def test_the_summaries_are_those_of_the_commands(name: str) -> None:
    """The help page's own list does not drift from the commands' help."""
    command = entry_points(group=COMMANDS_GROUP)[name].load()
    assert command.get_short_help_str(limit=100) == SUMMARIES[name]


def test_the_exit_codes_of_the_help_are_those_of_the_code() -> None:
    """Every exit code is documented, and no other."""
    documented = [line.split()[0] for line in EXIT_CODES.splitlines() if line.startswith("  ")]
    assert documented == [str(int(code)) for code in ExitCode]


def test_version() -> None:
    """`--version` gives the version of the distribution."""
    assert dragoman("--version").output == f"dragoman, version {__version__}\n"


def test_one_language_gives_the_text_alone(server: str, story: Path) -> None:
    """One file in one language is its translation and nothing else."""
    done = dragoman("translate", story, "--to", "ru", server=server)
    assert (done.code, done.output, done.errors) == (0, in_language("ru"), "")


def test_several_languages_stand_under_headings_in_the_order_asked_for(
    server: str, story: Path
) -> None:
    """Several languages come in the caller's order, whatever the server's was."""
    done = dragoman("translate", story, "--to", "fa, hy,fa", "--to", "ru", server=server)
    assert done.output == (
        f"== Persian (fa) ==\n\n{in_language('fa')}\n"
        f"== Armenian (hy) ==\n\n{in_language('hy')}\n"
        f"== Russian (ru) ==\n\n{in_language('ru')}"
    )


def test_files_and_pipes_get_right_to_left_text_bare(server: str, story: Path) -> None:
    """No direction mark is added where no terminal is."""
    done = dragoman("translate", story, "--to", "fa", server=server)
    assert done.output == in_language("fa")


def test_options_reach_the_server(server: str, script: Script, story: Path, tmp_path: Path) -> None:
    """Flags become fields of the request."""
    glossary = tmp_path / "terms.csv"
    glossary.write_text("\ufeffsource_term,fa,hy\ntalks,گفت‌وگوها,\nNATO,,ՆԱՏՕ\n")
    done = dragoman(
        *("translate", story, "--to", "hy", "--num-beams", 7, "--keep-furniture"),
        *("--do-not-translate", "Border", "--do-not-translate", "Monday"),
        *("--glossary", glossary, "--api-key", "k-1", "--digits", "native"),
        *("--max-searches", 1),
        server=server,
    )
    assert done.code == 0, done.errors
    request = script.requests[0]
    assert request.source_language_code == "en"
    assert request.decoding.num_beams == 7
    assert request.decoding.max_searches == 1
    assert request.digit_policy == DIGIT_POLICY_NATIVE
    assert list(request.do_not_translate) == ["Border", "Monday"]
    assert [
        (each.source_term, each.target_language_code, each.target_term) for each in request.glossary
    ] == [("talks", "fa", "گفت‌وگوها"), ("NATO", "hy", "ՆԱՏՕ")]
    assert script.metadata[0]["authorization"] == "Bearer k-1"


def test_the_key_and_the_server_come_from_the_environment(
    server: str, script: Script, story: Path
) -> None:
    """DRAGOMAN_SERVER and DRAGOMAN_API_KEY stand in for the flags."""
    script.api_key = "from-environment"
    environment = {"DRAGOMAN_API_KEY": "from-environment"}
    done = dragoman("translate", story, "--to", "ru", server=server, environment=environment)
    assert done.code == 0


def test_no_server_at_the_default_address_names_both_ways(story: Path) -> None:
    """Without a server the message says how to start one and how to do without, with code 3."""
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", 50051)) == 0:
            pytest.skip("somebody serves at the default address")
    done = dragoman("translate", story, "--to", "ru")
    assert done.code == 3
    assert "dragoman serve" in done.errors
    assert "--local" in done.errors
    assert "Traceback" not in done.errors


def test_no_server_at_a_given_address_names_it(story: Path) -> None:
    """A wrong address is said, with code 3."""
    address = unused_address()
    done = dragoman("translate", story, "--to", "ru", "--server", address)
    assert done.code == 3
    assert f"No server answers at {address}" in done.errors


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (invalid(("to[0]", "choose hy, az, fa or ru")), (2, "hy, az, fa or ru")),
        (status(grpc.StatusCode.UNAUTHENTICATED, "no such key"), (5, "DRAGOMAN_API_KEY")),
        (status(grpc.StatusCode.PERMISSION_DENIED, "not with this"), (5, "not with this")),
        (overloaded(3600), (6, "32 calls are being served")),
        (status(grpc.StatusCode.DEADLINE_EXCEEDED, "out of time"), (6, "out of time")),
        (
            status(grpc.StatusCode.FAILED_PRECONDITION, "run: dragoman models pull big"),
            (7, "dragoman models pull big"),
        ),
        (status(grpc.StatusCode.INTERNAL, "internal error"), (1, "internal error")),
    ],
)
def test_exit_codes_of_the_servers_refusals(
    server: str, script: Script, story: Path, failure: grpc.Status, outcome: tuple[int, str]
) -> None:
    """Each kind of refusal has its exit code, and the server's words on standard error."""
    script.failures.append(failure)
    done = dragoman("translate", story, "--to", "xx", server=server)
    assert (done.code, done.output) == (outcome[0], "")
    assert outcome[1] in done.errors
    assert "Traceback" not in done.errors


def test_a_timeout_is_kept(server: str, script: Script, story: Path) -> None:
    """`--timeout` bounds the call."""
    script.seconds = 10
    started = time.monotonic()
    done = dragoman("translate", story, "--to", "ru", "--timeout", "0.5", server=server)
    assert done.code == 6
    assert "not done in 0.5 s; --timeout gives more" in done.errors
    assert time.monotonic() - started < 5


def test_one_bad_file_does_not_stop_the_others(server: str, story: Path, tmp_path: Path) -> None:
    """Every good input is translated, every bad one is said, and the exit code tells."""
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    done = dragoman(
        "translate", tmp_path / "bad.txt", tmp_path / "absent.txt", story, "--to", "ru",
        server=server,
    )  # fmt: skip
    assert done.code == 4
    assert in_language("ru") in done.output
    assert "absent.txt: No such file" in done.errors
    assert "byte 0xe9 at offset 3 is not UTF-8" in done.errors


def test_an_input_that_the_server_refuses_does_not_stop_the_others(
    server: str, story: Path, tmp_path: Path
) -> None:
    """A refusal is one input's alone."""
    (tmp_path / "a-bad.txt").write_text("\u2620")
    done = dragoman("translate", tmp_path / "*.txt", "--to", "az", server=server)
    assert done.code == 4
    assert f"==> {story} <==\n\n{in_language('az')}" in done.output
    assert "a-bad.txt: " in done.errors


def test_a_server_that_goes_away_stops_the_work(
    server: str, script: Script, story: Path, tmp_path: Path
) -> None:
    """When no server answers any more, the inputs left are named and not tried."""
    other = tmp_path / "other.txt"
    other.write_text(BORDER)
    script.failures += [status(grpc.StatusCode.UNAUTHENTICATED, "key expired")] * 2
    done = dragoman("translate", story, other, "--to", "az", server=server)
    assert done.code == 5
    assert f"not tried after that: {other}" in done.errors
    assert len(script.requests) == 1


def test_only_bad_input_needs_no_server(tmp_path: Path) -> None:
    """Input that cannot be read is said without looking for a server, with code 2."""
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfeB\x00")
    done = dragoman("translate", tmp_path / "bad.txt", "--to", "ru", "--server", unused_address())
    assert done.code == 2
    assert "offset 0" in done.errors
    assert "UTF-16" in done.errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("translate", "x.txt"),
        ("translate", "x.txt", "--to", ","),
        ("translate", "x.txt", "--to", "ru", "--format", "pdf"),
        ("translate", "x.txt", "--to", "ru", "--no-such-flag"),
        ("translate", "x.txt", "--to", "ru", "--timeout", "0"),
        ("translate", "x.txt", "--to", "ru", "--num-beams", "0"),
        ("translate", "x.txt", "--to", "ru", "--store", "somewhere"),
        ("translate", "x.txt", "--to", "ru", "--local", "--server", "localhost:1"),
        ("translate", "x.txt", "--to", "ru", "--tls-ca", "absent.pem"),
        ("translate", "-", "--to", "ru", "--server", "http://localhost:1"),
        ("translate", "-", "--to", "ru", "--server", "10.0.0.1:1", "--api-key", "k"),
        ("summarize", "x.txt", "--length", "long"),
        ("nothing",),
    ],
)
def test_wrong_flags_are_usage_errors(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A flag that cannot be right ends with code 2 and a word on why."""
    (tmp_path / "x.txt").write_text(BORDER)
    done = dragoman(*arguments, stdin=BORDER, folder=tmp_path)
    assert done.code == 2
    assert "Error: " in done.errors
    assert "Traceback" not in done.errors


def test_a_store_in_the_environment_is_no_contradiction(server: str, story: Path) -> None:
    """DRAGOMAN_STORE may be set for a server on the same machine."""
    done = dragoman(
        "translate", story, "--to", "ru", server=server, environment={"DRAGOMAN_STORE": "/srv/x"}
    )
    assert done.code == 0


@pytest.mark.parametrize("lines", [(), ("--lines",)])
def test_an_answer_without_a_language_is_a_failure(
    server: str, script: Script, story: Path, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    """A language that the server leaves out is never passed over in silence."""
    script.omitted = "fa"
    done = dragoman(
        *("translate", story, "--to", "ru,fa", "--output-dir", tmp_path / "out", *lines),
        server=server,
    )
    assert done.code == 1
    assert "the server left out: fa" in done.errors
    assert not list((tmp_path / "out").glob("*"))


def test_files_are_written_one_a_language(server: str, story: Path, tmp_path: Path) -> None:
    """`--output-dir` makes NAME.LANGUAGE.SUFFIX files, and prints nothing."""
    done = dragoman(
        "translate", story, "--to", "hy,fa", "--output-dir", tmp_path / "out" / "deep",
        server=server,
    )  # fmt: skip
    assert (done.code, done.output) == (0, "")
    written = {path.name: path.read_text() for path in (tmp_path / "out" / "deep").iterdir()}
    assert written == {"story.hy.txt": in_language("hy"), "story.fa.txt": in_language("fa")}


def test_two_inputs_never_go_to_one_name(
    server: str, script: Script, story: Path, tmp_path: Path
) -> None:
    """Two inputs of one name are refused before any work is done."""
    (tmp_path / "b").mkdir()
    twin = tmp_path / "b" / "story.html"
    twin.write_text("<p>The border was closed.</p>")
    done = dragoman(
        "translate", story, twin, "--to", "ru", "--output-dir", tmp_path / "out", server=server
    )
    assert done.code == 2
    assert str(story) in done.errors
    assert str(twin) in done.errors
    assert not (tmp_path / "out").exists()
    assert not script.requests


def test_an_output_never_goes_over_an_input(server: str, story: Path, tmp_path: Path) -> None:
    """A translation is not written over a file that is to be read."""
    other = tmp_path / "story.ru.txt"
    other.write_text(BORDER)
    done = dragoman(
        "translate", tmp_path / "*.txt", "--to", "ru", "--output-dir", tmp_path, server=server
    )
    assert done.code == 2
    assert other.read_text() == BORDER


def test_a_folder_that_cannot_be_written_is_said(server: str, story: Path, tmp_path: Path) -> None:
    """An output that cannot be written fails with its path, and leaves no draft."""
    (tmp_path / "file").write_text("in the way")
    done = dragoman(
        "translate", story, "--to", "ru", "--output-dir", tmp_path / "file" / "out", server=server
    )
    assert done.code == 1
    assert "story.ru.txt" in done.errors
    assert "Traceback" not in done.errors


def test_a_full_disk_is_said(server: str, story: Path) -> None:
    """Standard output that takes no more is a failure, without a traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, "translate", str(story), "--to", "ru", "--server", server],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"standard output: No space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_a_reader_who_has_enough_is_no_error_message(server: str, story: Path) -> None:
    """A closed pipe ends the command without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [COMMAND, "translate", str(story), "--to", "ru", "--server", server],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode == 1


def test_an_interrupt_ends_the_command(server: str, script: Script, story: Path) -> None:
    """Ctrl-C ends the call and the command, with code 130 and no traceback."""
    script.seconds = 3
    process = subprocess.Popen(
        [COMMAND, "translate", str(story), "--to", "ru", "--server", server],
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 20
    while not script.requests and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_flags_are_said_on_standard_error(server: str, script: Script, story: Path) -> None:
    """What a reader should look at is listed where it does not mix with the text."""
    script.flags = [FLAG_NUMBER_MISMATCH, FLAG_RETRIED]
    done = dragoman("translate", story, "--to", "ru", server=server)
    assert done.code == 0
    assert done.output == in_language("ru")
    assert "3 places to look at" in done.errors
    assert "ru  section 2, “The border was closed.”: a number differs" in done.errors
    assert "retried" not in done.errors


def test_what_is_left_out_is_said(server: str, tmp_path: Path) -> None:
    """Page furniture does not disappear in silence."""
    path = tmp_path / "page.txt"
    path.write_text(f"Advertisement\n\n{BORDER}\n")
    done = dragoman("translate", path, "--to", "ru,hy", server=server)
    assert f"Left out of {path}: 1 x advertisement; --keep-furniture" in done.errors


def test_a_quiet_command_says_no_flags(server: str, script: Script, story: Path) -> None:
    """`--quiet` leaves standard error to errors."""
    script.flags = [FLAG_NUMBER_MISMATCH]
    assert dragoman("translate", story, "--to", "ru", "-q", server=server).errors == ""


def test_a_summary_alone(server: str, story: Path) -> None:
    """`summarize` without a language writes the summary in the article's own."""
    done = dragoman("summarize", story, server=server)
    assert (done.code, done.output) == (0, f"{BORDER}\n")


def test_summaries_in_several_languages(server: str, script: Script, story: Path) -> None:
    """`summarize --to` writes a summary a language, of the length asked for."""
    done = dragoman("summarize", story, "--to", "ru,az", "--length", "headline", server=server)
    assert done.output == (
        "== Russian (ru) ==\n\nГраница закрыта\n\n== Azerbaijani (az) ==\n\nSərhəd bağlıdır\n"
    )
    assert script.requests[0].length == 1


def test_a_brief_has_headline_summary_and_text(server: str, story: Path) -> None:
    """`brief` writes the headline, the summary and the whole text."""
    done = dragoman("brief", story, "--to", "hy", server=server)
    assert done.code == 0
    assert done.output == (
        f"{PHRASES['Border closed']['hy']}\n\n{PHRASES[BORDER]['hy']}\n\n* * *\n\n"
        f"{in_language('hy')}"
    )


def test_languages_are_listed(server: str) -> None:
    """`languages` says what serves each language, or how to install it."""
    done = dragoman("languages", server=server)
    assert done.code == 0
    rows = {line[:2]: line for line in done.output.splitlines()}
    assert "dragoman-double" in rows["hy"]
    assert "right to left" in rows["fa"]
    assert "dragoman models pull big" in rows["fa"]


def test_languages_as_json(server: str) -> None:
    """`languages --format json` is for programs."""
    listed = json.loads(dragoman("languages", "--format", "json", server=server).output)
    persian = next(each for each in listed["languages"] if each["code"] == "fa")
    assert persian["native_name"] == "فارسی"
    assert persian["direction"] == "rtl"
    assert persian["checkpoint"] is None


def test_health_of_a_ready_server(script: Script) -> None:
    """`health` gives a line a service and code 0 when all serve."""
    names = (
        "",
        *(f"dragoman.v1.{name}Service" for name in ("Translation", "Summarization", "Article")),
    )
    with serving(script, services=names) as address:
        done = dragoman("health", server=address)
    assert done.code == 0
    assert [line.split()[-1] for line in done.output.splitlines()] == ["SERVING"] * 4


def test_health_of_a_server_that_is_not_ready(server: str) -> None:
    """`health` is code 1 when something does not serve."""
    done = dragoman("health", server=server)
    assert done.code == 1
    assert "SERVICE_UNKNOWN" in done.output


def test_health_without_a_server() -> None:
    """`health` is code 3 when nobody answers."""
    assert dragoman("health", "--server", unused_address()).code == 3


def test_tls_and_a_client_certificate(script: Script, story: Path, tmp_path: Path) -> None:
    """The certificate flags are enough to call over mutual TLS."""
    authority = Authority(tmp_path / "authority")
    mine = authority.identity("desk")
    with serving(
        script, identity=authority.identity("server"), client_authority=authority
    ) as address:
        done = dragoman(
            *("translate", story, "--to", "ru", "--tls-ca", authority.certificate),
            *("--tls-cert", mine.certificate, "--tls-key", mine.key),
            server=address,
        )
    assert (done.code, done.output) == (0, in_language("ru"))


def test_a_plain_call_to_a_tls_port_is_code_3(script: Script, story: Path, tmp_path: Path) -> None:
    """A missing `--tls-ca` is said as a server that cannot be reached."""
    identity = Authority(tmp_path / "authority").identity("server")
    with serving(script, identity=identity) as address:
        done = dragoman("translate", story, "--to", "ru", server=address)
    assert done.code == 3
    assert "TLS on or off" in done.errors


def test_an_authority_that_is_not_trusted_is_code_3(
    script: Script, story: Path, tmp_path: Path
) -> None:
    """A failed handshake is said once, in one line, without gRPC's own log."""
    identity = Authority(tmp_path / "authority").identity("server")
    stranger = Authority(tmp_path / "stranger")
    with serving(script, identity=identity) as address:
        done = dragoman(
            "translate", story, "--to", "ru", "--tls-ca", stranger.certificate, server=address
        )
    assert done.code == 3
    assert "certificate" in done.errors
    assert done.errors.count("\n") == 1


def test_a_command_whose_extra_is_missing_says_how_to_get_it(tmp_path: Path) -> None:
    """A subcommand that lacks a library names its extra, with code 7 and no traceback."""
    # Stands before the real one, as if that were not installed.
    (tmp_path / "structlog.py").write_text(
        "raise ModuleNotFoundError('No module named structlog', name='structlog')"
    )
    done = dragoman("serve", environment={"PYTHONPATH": str(tmp_path)})
    assert done.code == 7
    assert "`dragoman serve` needs the module structlog" in done.errors
    assert "pip install 'dragoman[server]'" in done.errors
    assert "Traceback" not in done.errors


def test_local_without_its_extra_says_how_to_get_it(tmp_path: Path, story: Path) -> None:
    """`--local` without the server's libraries names the extra too."""
    (tmp_path / "structlog.py").write_text(
        "raise ModuleNotFoundError('No module named structlog', name='structlog')"
    )
    done = dragoman(
        "translate", story, "--to", "ru", "--local", environment={"PYTHONPATH": str(tmp_path)}
    )
    assert done.code == 7
    assert "--local needs the module structlog" in done.errors
    assert "pip install 'dragoman[server]'" in done.errors


def test_a_command_of_another_package_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installs a package with an entry point finds its command in the help."""

    @click.command(short_help="Publish what is translated.")
    def publish() -> None: ...

    class Found:
        name = "publish"
        value = "newsroom:publish"

        def load(self) -> click.Command:
            return publish

    class Group(list[Found]):
        names = frozenset({"publish"})

    monkeypatch.setattr("dragoman_client.cli.entry_points", lambda **_: Group([Found()]))
    assert "publish  Publish what is translated." in CliRunner().invoke(group, ["--help"]).output
