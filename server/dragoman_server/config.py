"""Settings of the server, parsed once from flags, environment and a file.

A flag goes before an environment variable, that before the TOML file, and that
before the default. This is the one module that reads the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dragoman_server.errors import SettingError
from dragoman_server.setting import (
    FILE,
    FOLDER,
    PAUSE,
    PREFIX,
    SECONDS,
    Setting,
    choice,
    declare,
    integer,
    words,
)

__all__ = ["Settings", "parse", "settings_of", "store_root"]

_CONFIG = PREFIX + "CONFIG"
_HOST = words("a host name or an address")
_MAX_PORT = 65_535
_LOADS = ("start", "first-use")
_LOG_FORMATS = ("console", "json")
_LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold every setting of the server; times in seconds, sizes in the unit named."""

    host: str = declare("127.0.0.1", _HOST, "Address to listen on.")
    port: int = declare(
        50_051, integer(0, _MAX_PORT), "Port to listen on; 0 takes a free one and logs it."
    )
    unix_socket: Path | None = declare(
        None, FILE, "Listen on this Unix socket, and not on host and port."
    )
    metrics_host: str = declare("127.0.0.1", _HOST, "Address of the Prometheus metrics.")
    metrics_port: int = declare(
        9_464, integer(0, _MAX_PORT), "Port of the Prometheus metrics; 0 turns them off."
    )
    tls_certificate: Path | None = declare(
        None, FILE, "The server's certificate chain, PEM; turns TLS on."
    )
    tls_key: Path | None = declare(None, FILE, "The certificate's private key, PEM.")
    tls_client_ca: Path | None = declare(
        None, FILE, "Certificates, PEM, that must have signed a client's own: mutual TLS."
    )
    api_keys: Path | None = declare(
        None, FILE, "File of API keys, one `name:key` or `name:sha256=HEX` a line."
    )
    max_concurrent_requests: int = declare(
        1_024, integer(1), "Calls worked on at once; more get RESOURCE_EXHAUSTED at once."
    )
    max_message_bytes: int = declare(
        16 * 2**20, integer(2**16, 2**31 - 1), "Largest message accepted, in bytes."
    )
    max_batch_tokens: int = declare(
        512,
        integer(16),
        "Source tokens in one batch, padding counted. Larger batches raise throughput"
        " and the time that a short text waits behind them.",
    )
    max_queue_tokens: int = declare(
        524_288,
        integer(16),
        "Source tokens, estimated, in hand at once, of texts that somebody waits for and of"
        " bulk work each; more gets RESOURCE_EXHAUSTED at once, but no API key less than its"
        " share.",
    )
    max_wait: float = declare(
        2.0,
        SECONDS,
        "Seconds of work that may wait before a text that somebody waits for; where it is"
        " more, and more than fills the next batches, the text gets RESOURCE_EXHAUSTED at"
        " once.",
    )
    default_deadline: float = declare(
        600.0, SECONDS, "Seconds that a call may take when the client sets no deadline."
    )
    max_deadline: float = declare(
        3_600.0, SECONDS, "Seconds that a call may take whatever the client sets."
    )
    workers: int = declare(
        0, integer(0), "Batches decoded at once; 0 chooses from the cores and `threads`."
    )
    threads: int = declare(1, integer(1), "Threads that decode one batch.")
    store: Path | None = declare(None, FOLDER, "Folder of pulled checkpoints.")
    load: str = declare(
        "start",
        choice(*_LOADS),
        "When checkpoints are loaded and tried out: all at the start, or each when it is"
        " first used. That starts sooner and takes less memory, and the first call to a"
        " language waits.",
    )
    idle_unload: float = declare(
        0.0,
        PAUSE,
        "Seconds after which a checkpoint that nobody uses leaves memory, until its next"
        " use; 0 for never.",
    )
    memory_bytes: int = declare(
        0,
        integer(0),
        "Weights in memory at once, in bytes; the checkpoint that was used longest ago goes"
        " first. No call fails for it: what is in use at the same time may be more. 0 for"
        " no bound.",
    )
    summarizer: str | None = declare(
        None,
        words("the name of an installed checkpoint, or `extractive`"),
        "Checkpoint that writes summaries, or `extractive`; else the best that was pulled,"
        " and without one summaries are sentences of the article.",
    )
    glossary: Path | None = declare(
        None,
        FILE,
        "Glossary of the house, CSV or TBX, under that of a request; read again on SIGHUP.",
    )
    cache_bytes: int = declare(
        64 * 2**20, integer(0), "Memory for what was translated before, in bytes; 0 for none."
    )
    cache_file: Path | None = declare(
        None, FILE, "Keep those segments in this file, too, across restarts and servers."
    )
    cache_file_bytes: int = declare(
        2**30, integer(2**20), "Size that the file may grow to, in bytes."
    )
    grace_seconds: float = declare(
        30.0, SECONDS, "Seconds that calls in flight get to finish when the server stops."
    )
    log_format: str = declare("json", choice(*_LOG_FORMATS), "How log events are written.")
    log_level: str = declare("info", choice(*_LOG_LEVELS), "Least level that is logged.")

    def __post_init__(self) -> None:
        """Refuse settings that do not go together.

        Raises:
            SettingError: names the settings.
        """
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise SettingError("tls_certificate and tls_key go together: set both or neither")
        if self.tls_client_ca is not None and self.tls_certificate is None:
            raise SettingError("tls_client_ca needs tls_certificate and tls_key")
        if self.cache_file is not None and not self.cache_bytes:
            raise SettingError("cache_file needs cache_bytes above 0")
        if self.default_deadline > self.max_deadline:
            raise SettingError(
                f"default_deadline ({self.default_deadline:g} s) is over max_deadline"
                f" ({self.max_deadline:g} s)"
            )

    @property
    def address(self) -> str:
        """Spell the address to listen on as gRPC does."""
        if self.unix_socket is not None:
            return f"unix:{self.unix_socket.absolute()}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def decoders(self) -> int:
        """Give the number of batches to decode at once on this machine."""
        return self.workers or max(1, len(os.sched_getaffinity(0)) // self.threads)


def settings_of(model: type[Settings] = Settings) -> tuple[Setting, ...]:
    """List the settings, in the order in which help shows them."""
    return tuple(
        Setting(item.name, default=item.default, **item.metadata) for item in fields(model)
    )


def parse(
    flags: Mapping[str, str | None],
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Parse the settings from all their sources.

    `flags` maps names of settings to the text given, or None where none was;
    `environment` is the process's own when left out, and its DRAGOMAN_CONFIG
    names the file when `file` does not.

    Raises:
        SettingError: names the setting, its source and the valid values.
    """
    variables = os.environ if environment is None else environment
    path = file or (Path(variables[_CONFIG]) if variables.get(_CONFIG) else None)
    table = {} if path is None else _table(path)
    values: dict[str, Any] = {}
    for setting in settings_of():
        for source, text in (
            (f"flag {setting.flag}", flags.get(setting.name)),
            (f"environment variable {setting.variable}", variables.get(setting.variable)),
            (f"file {path}", table.get(setting.name)),
        ):
            if text is not None:
                values[setting.name] = _read(setting, text, source=source)
                break
    return Settings(**values)


def store_root() -> Path:
    """Name the user's own folder of pulled checkpoints, for settings that name none."""
    from dragoman_models.store import default_root

    data_home = os.environ.get("XDG_DATA_HOME")
    return default_root(Path(data_home) if data_home else None)


def _read(setting: Setting, text: str, *, source: str) -> Any:
    try:
        return setting.reading.read(text)
    except ValueError as error:
        raise SettingError(
            f"{setting.name}: {text!r}, from the {source}, is not valid;"
            f" give {setting.reading.valid}"
        ) from error


def _table(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"the settings file {path} cannot be read: {error}") from error
    names = [setting.name for setting in settings_of()]
    unknown = sorted(set(table) - set(names))
    if unknown:
        listed = ", ".join(names)
        raise SettingError(
            f"the settings file {path} sets {', '.join(unknown)}; choose from: {listed}"
        )
    # Booleans, lists and tables are no setting's value; as text, each is refused by name.
    return {name: str(value) for name, value in table.items()}
