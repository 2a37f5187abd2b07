"""Settings come from flags, environment, file and defaults, in that order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dragoman_server.config import Settings, parse, settings_of, store_root
from dragoman_server.errors import SettingError


def test_defaults_listen_on_loopback_only() -> None:
    """Without any source the server listens on loopback, port 50051."""
    settings = parse({}, environment={})
    assert settings == Settings()
    assert settings.address == "127.0.0.1:50051"
    assert settings.metrics_host == "127.0.0.1"


def test_a_flag_goes_before_the_environment(tmp_path: Path) -> None:
    """The flag's value holds where all three sources give one."""
    file = tmp_path / "dragoman.toml"
    file.write_text("port = 3\n")
    settings = parse({"port": "1"}, file=file, environment={"DRAGOMAN_PORT": "2"})
    assert settings.port == 1


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """The variable's value holds where no flag is given."""
    file = tmp_path / "dragoman.toml"
    file.write_text("port = 3\n")
    settings = parse({"port": None}, file=file, environment={"DRAGOMAN_PORT": "2"})
    assert settings.port == 2


def test_the_file_goes_before_the_default(tmp_path: Path) -> None:
    """The file's value holds where neither flag nor variable is given."""
    file = tmp_path / "dragoman.toml"
    file.write_text('port = 3\nlog_format = "console"\ngrace_seconds = 2.5\n')
    settings = parse({}, file=file, environment={})
    assert (settings.port, settings.log_format, settings.grace_seconds) == (3, "console", 2.5)


def test_a_variable_names_the_file(tmp_path: Path) -> None:
    """DRAGOMAN_CONFIG gives the file when no argument does."""
    file = tmp_path / "dragoman.toml"
    file.write_text("port = 3\n")
    assert parse({}, environment={"DRAGOMAN_CONFIG": str(file)}).port == 3


@pytest.mark.parametrize("text", ["65536", "-1", "fifty", "", "1.5"])
def test_a_wrong_number_is_refused_by_name_source_and_range(text: str) -> None:
    """The error says which setting, from where, and what would do."""
    with pytest.raises(SettingError) as caught:
        parse({}, environment={"DRAGOMAN_PORT": text})
    message = str(caught.value)
    assert "port" in message
    assert "environment variable DRAGOMAN_PORT" in message
    assert repr(text) in message
    assert "a whole number from 0 to 65,535" in message


def test_a_wrong_flag_is_named_as_a_flag() -> None:
    """The error spells the flag as it is typed."""
    with pytest.raises(SettingError, match="flag --max-batch-tokens"):
        parse({"max_batch_tokens": "many"}, environment={})


def test_a_wrong_choice_lists_the_choices() -> None:
    """The error lists the log formats there are."""
    with pytest.raises(SettingError, match="one of: console, json"):
        parse({"log_format": "xml"}, environment={})


@pytest.mark.parametrize("text", ["0", "-3", "inf", "nan", "soon"])
def test_seconds_are_positive_and_finite(text: str) -> None:
    """A time of nothing, without end, or that is no number is refused."""
    with pytest.raises(SettingError, match="seconds above 0"):
        parse({"grace_seconds": text}, environment={})


def test_an_unknown_name_in_the_file_is_refused_with_those_there_are(tmp_path: Path) -> None:
    """A slip in the file is an error that lists the names."""
    file = tmp_path / "dragoman.toml"
    file.write_text("prot = 3\n")
    with pytest.raises(SettingError, match=r"sets prot; choose from: host, port"):
        parse({}, file=file, environment={})


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    """The error names the file that cannot be read."""
    file = tmp_path / "dragoman.toml"
    file.write_text("port: 3\n")
    with pytest.raises(SettingError, match=str(file)):
        parse({}, file=file, environment={})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error names the file that is missing."""
    with pytest.raises(SettingError, match=r"absent\.toml"):
        parse({}, file=tmp_path / "absent.toml", environment={})


def test_a_list_in_the_file_is_no_value(tmp_path: Path) -> None:
    """A value of another kind is refused by the setting's name."""
    file = tmp_path / "dragoman.toml"
    file.write_text("port = [1, 2]\n")
    with pytest.raises(SettingError, match="port"):
        parse({}, file=file, environment={})


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    """One of the two alone is refused, and both are named."""
    with pytest.raises(SettingError, match="tls_certificate and tls_key"):
        parse({"tls_certificate": str(tmp_path)}, environment={})


def test_mutual_tls_needs_tls(tmp_path: Path) -> None:
    """A client authority without a certificate of the server's own is refused."""
    with pytest.raises(SettingError, match="tls_client_ca needs"):
        parse({"tls_client_ca": str(tmp_path)}, environment={})


def test_the_default_deadline_is_within_the_largest() -> None:
    """Deadlines that contradict each other are refused."""
    with pytest.raises(SettingError, match="default_deadline"):
        parse({"default_deadline": "20", "max_deadline": "10"}, environment={})


def test_a_unix_socket_goes_before_host_and_port(tmp_path: Path) -> None:
    """The address is the socket's, absolute, when one is set."""
    settings = parse({"unix_socket": str(tmp_path / "socket")}, environment={})
    assert settings.address == f"unix:{tmp_path}/socket"


def test_an_ipv6_host_is_bracketed() -> None:
    """The address that gRPC is given has them."""
    assert parse({"host": "::1"}, environment={}).address == "[::1]:50051"


def test_decoders_follow_the_cores_unless_set() -> None:
    """Zero workers means one for each `threads` cores, and never none."""
    assert Settings(workers=3).decoders == 3
    assert Settings(threads=10_000).decoders == 1


def test_weights_load_at_the_start_and_stay_unless_told_otherwise() -> None:
    """First use, an idle time and a bound are asked for by name; 0 asks for none of them."""
    settings = parse({}, environment={})
    assert (settings.load, settings.idle_unload, settings.memory_bytes) == ("start", 0.0, 0)
    asked = {"load": "first-use", "idle_unload": "0.5", "memory_bytes": "1000000"}
    settings = parse(asked, environment={})
    assert (settings.load, settings.idle_unload) == ("first-use", 0.5)
    assert settings.memory_bytes == 1_000_000
    assert parse({"idle_unload": "0.0"}, environment={}).idle_unload == 0.0


@pytest.mark.parametrize(
    ("name", "text", "valid"),
    [
        ("load", "later", "one of: start, first-use"),
        ("idle_unload", "-1", "a number of seconds, or 0"),
        ("idle_unload", "nan", "a number of seconds, or 0"),
        ("memory_bytes", "1GB", "a whole number from 0"),
    ],
)
def test_wrong_settings_of_memory_say_what_would_do(name: str, text: str, valid: str) -> None:
    """Each names the valid values."""
    with pytest.raises(SettingError, match=valid):
        parse({name: text}, environment={})


def test_every_setting_says_what_it_does() -> None:
    """Each has help, and spells its flag and variable after its name."""
    for setting in settings_of():
        assert setting.help.endswith(".")
        assert setting.flag == "--" + setting.name.replace("_", "-")
        assert setting.variable == "DRAGOMAN_" + setting.name.upper()


def test_the_store_follows_the_base_directory_rules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """XDG_DATA_HOME moves the folder of pulled checkpoints."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_root() == tmp_path / "dragoman" / "checkpoints"


def test_help_lists_every_flag_without_a_model_library() -> None:
    """`serve --help` names each flag and variable, and loads no model library and no gRPC."""
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from dragoman_server.cli import serve\n"
        "print(CliRunner().invoke(serve, ['--help']).output)\n"
        "heavy = {'ctranslate2', 'grpc', 'tokenizers', 'transformers', 'structlog'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    words = result.stdout.split()
    for setting in settings_of():
        assert setting.flag in words
        assert setting.variable in result.stdout
    assert "LOADED []" in result.stdout


def test_a_wrong_flag_ends_the_command_with_2() -> None:
    """The exit code is that of misuse, and the message is one line without a trace."""
    result = subprocess.run(
        [sys.executable, "-m", "dragoman_server", "--port", "none"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr == (
        "Error: port: 'none', from the flag --port, is not valid;"
        " give a whole number from 0 to 65,535\n"
    )
