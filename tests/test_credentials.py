"""API keys are known by name and hash only; certificates are checked before they are used."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from certificates import Authority

from dragoman_server.config import Settings
from dragoman_server.credentials import ApiKeys, server_credentials
from dragoman_server.errors import CredentialsError, UnauthenticatedError

SECRET = "s3cret-of-the-desk"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make an authority that signs certificates for localhost."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    """Read a file with a plain key, a hashed one, a comment and an empty line."""
    digest = hashlib.sha256(b"other-key").hexdigest().upper()
    path = tmp_path / "keys"
    path.write_text(f"# the desks\n\ndesk: {SECRET}\narchive:sha256={digest}\n")
    return ApiKeys.read(path)


def test_a_key_is_known_by_its_name(keys: ApiKeys) -> None:
    """A plain key and a hashed one both give their names."""
    assert keys.name(f"Bearer {SECRET}") == "desk"
    assert keys.name("bearer  other-key") == "archive"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", f"Basic {SECRET}", SECRET, f"Bearer{SECRET}"]
)
def test_a_header_without_a_bearer_token_says_what_to_send(
    keys: ApiKeys, header: str | None
) -> None:
    """The error says how the key is sent."""
    with pytest.raises(UnauthenticatedError, match="authorization: Bearer KEY"):
        keys.name(header)


@pytest.mark.parametrize("key", ["wrong", SECRET[:-1], SECRET + "x", "desk", "sha256=", "ключ"])
def test_a_wrong_key_is_refused_and_not_repeated(keys: ApiKeys, key: str) -> None:
    """The error does not say what was sent."""
    with pytest.raises(UnauthenticatedError) as caught:
        keys.name(f"Bearer {key}")
    assert key not in str(caught.value).replace("API key", "")


def test_the_hash_is_no_key(keys: ApiKeys) -> None:
    """Who reads the file of hashes cannot call with them."""
    with pytest.raises(UnauthenticatedError):
        keys.name("Bearer " + hashlib.sha256(b"other-key").hexdigest())


def test_keys_are_not_kept(keys: ApiKeys) -> None:
    """Nothing of the key is left in memory to be logged."""
    assert SECRET not in repr(vars(keys))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (SECRET, "line 1: write `name:key`"),
        (f":{SECRET}", "line 1: write `name:key`"),
        ("desk:", "line 1: write `name:key`"),
        ("desk:sha256=abc", "line 1: sha256= takes 64"),
        (f"desk:a\ndesk:{SECRET}", "line 2: the name desk comes twice"),
        ("# none", "holds no key"),
    ],
)
def test_a_wrong_line_is_named_without_its_key(tmp_path: Path, line: str, message: str) -> None:
    """The error names the file and the line, never what stands there."""
    path = tmp_path / "keys"
    path.write_text(line)
    with pytest.raises(CredentialsError, match=message) as caught:
        ApiKeys.read(path)
    assert SECRET not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(CredentialsError, match="absent"):
        ApiKeys.read(tmp_path / "absent")


def test_no_certificate_means_plain_text() -> None:
    """Without TLS settings there are no credentials."""
    assert server_credentials(Settings()) is None


def test_a_certificate_with_its_key_makes_credentials(authority: Authority) -> None:
    """Also with a client authority, for mutual TLS."""
    own = authority.identity("server")
    for ca in (None, authority.certificate):
        settings = Settings(tls_certificate=own.certificate, tls_key=own.key, tls_client_ca=ca)
        assert server_credentials(settings) is not None


def test_a_key_of_another_certificate_is_refused(authority: Authority) -> None:
    """The error names both files and what is wrong."""
    certificate = authority.identity("server").certificate
    other = authority.identity("other").key
    with pytest.raises(CredentialsError, match="with its own") as caught:
        server_credentials(Settings(tls_certificate=certificate, tls_key=other))
    assert str(certificate) in str(caught.value)
    assert str(other) in str(caught.value)


def test_a_certificate_that_is_no_pem_is_refused(authority: Authority, tmp_path: Path) -> None:
    """GRPC would take it, and fail every handshake."""
    key = authority.identity("server").key
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("not a certificate")
    with pytest.raises(CredentialsError, match=r"rubbish\.pem"):
        server_credentials(Settings(tls_certificate=rubbish, tls_key=key))


def test_a_client_authority_that_is_no_pem_is_refused(authority: Authority, tmp_path: Path) -> None:
    """The error names the setting and the file."""
    own = authority.identity("server")
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("not a certificate")
    settings = Settings(tls_certificate=own.certificate, tls_key=own.key, tls_client_ca=rubbish)
    with pytest.raises(CredentialsError, match=r"tls_client_ca .*rubbish\.pem"):
        server_credentials(settings)


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error names the setting and the file."""
    absent = tmp_path / "absent.pem"
    with pytest.raises(CredentialsError, match=r"tls_certificate: .*absent\.pem"):
        server_credentials(Settings(tls_certificate=absent, tls_key=absent))
