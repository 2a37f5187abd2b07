"""A client that nobody here wrote: Node.js, @grpc/grpc-js and the .proto files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority
from server_process import TARGETS, build_store, serving_process

ROOT = Path(__file__).parents[1]
INTEROP = ROOT / "tests" / "interop"
CACHE = ROOT / ".cache" / "interop"
KEY = "newsroom-7f3a"
ARTICLE = (
    "Border crossing opens\n\n"
    "Armenia and Azerbaijan agreed to open the border crossing near Yeraskh.\n\n"
    "The court in Yerevan postponed the hearing until next week.\n"
)
LETTERS = {"hy": "ա-և", "az": "a-zə", "fa": "آ-ی", "ru": "а-я"}

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(
        shutil.which("node") is None or shutil.which("npm") is None,
        reason="Node.js and npm are not installed",
    ),
]


@pytest.fixture(scope="module")
def modules() -> Path:
    """Install the packages of the lock file, once for each lock file."""
    lock = (INTEROP / "package-lock.json").read_bytes()
    installed = CACHE / "installed.json"
    if not installed.exists() or installed.read_bytes() != lock:
        CACHE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(INTEROP / name, CACHE)
        subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=CACHE,
            check=True,
            capture_output=True,
            timeout=300,
        )
        installed.write_bytes(lock)
    return CACHE / "node_modules"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Make an authority of certificates."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the real server over TLS, with one API key."""
    folder = tmp_path_factory.mktemp("server")
    keys = folder / "keys"
    keys.write_text(f"newsroom:{KEY}\n")
    keys.chmod(0o600)
    identity = authority.identity("server")
    with serving_process(
        *("--store", build_store(folder / "store"), "--api-keys", keys, "--host", "localhost"),
        *("--tls-certificate", identity.certificate, "--tls-key", identity.key),
    ) as address:
        yield f"localhost:{address.rpartition(':')[2]}"


def call(modules: Path, authority: Authority, server: str, **changes: Any) -> Any:
    """Run the Node.js client, and read what it prints."""
    asked = {
        "address": server,
        "authority": str(authority.certificate),
        "apiKey": KEY,
        "includes": [str(ROOT / "proto"), sysconfig.get_path("purelib")],
        "text": "The court in Yerevan postponed the hearing until next week.",
        "article": ARTICLE,
        "targets": list(TARGETS),
        **changes,
    }
    done = subprocess.run(
        ["node", str(INTEROP / "client.js"), json.dumps(asked)],
        env=os.environ | {"NODE_PATH": str(modules)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def written_in(language: str, text: str) -> bool:
    """Say whether most letters of a text are of a language's alphabet."""
    first, last = LETTERS[language][0], LETTERS[language][2]
    letters = [letter for letter in text.lower() if letter.isalpha()]
    theirs = [
        letter for letter in letters if first <= letter <= last or letter in LETTERS[language]
    ]
    return len(theirs) > len(letters) / 2


def test_texts_are_translated(modules: Path, authority: Authority, server: str) -> None:
    """TranslateText answers a foreign client with a translation a language."""
    text = call(modules, authority, server)["text"]
    assert [each["target_language_code"] for each in text["translations"]] == list(TARGETS)
    for each in text["translations"]:
        assert written_in(each["target_language_code"], each["target_text"]), each["target_text"]
        assert each["checkpoint"]["name"]
        assert each["segments"][0]["score"] < 0
    assert text["labels"] == {"desk": "interop"}


def test_an_article_is_processed(modules: Path, authority: Authority, server: str) -> None:
    """ProcessArticle streams progress, translations and summaries to a foreign client."""
    parts = call(modules, authority, server)["parts"]
    kinds = {part["part"] for part in parts}
    assert kinds == {"progress", "translation", "summary"}
    translations = {
        part["translation"]["target_language_code"]: part["translation"]
        for part in parts
        if part["part"] == "translation"
    }
    assert set(translations) == set(TARGETS)
    for translation in translations.values():
        assert translation["target_text"].count("\n\n") == ARTICLE.count("\n\n")
        assert translation["sections"][0]["role"] == "ROLE_HEADLINE"
    summarized = {part["summary"]["language_code"] for part in parts if part["part"] == "summary"}
    assert set(TARGETS) <= summarized


def test_a_wrong_key_is_refused(modules: Path, authority: Authority, server: str) -> None:
    """A foreign client with another key gets the status, and nothing of the article."""
    answer = call(modules, authority, server, apiKey="wrong")
    assert answer["status"] == "UNAUTHENTICATED"


def test_a_missing_key_is_refused(modules: Path, authority: Authority, server: str) -> None:
    """A foreign client without a key gets the status."""
    assert call(modules, authority, server, apiKey="")["status"] == "UNAUTHENTICATED"


def test_a_wrong_language_lists_the_choices(
    modules: Path, authority: Authority, server: str
) -> None:
    """A foreign client is told which languages would do."""
    answer = call(modules, authority, server, targets=["xx"])
    assert answer["status"] == "INVALID_ARGUMENT"
    assert "az, fa, hy, ru" in answer["details"]
