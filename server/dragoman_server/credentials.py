"""Who may talk to the server: TLS certificates and API keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import grpc

from dragoman_server.config import Settings
from dragoman_server.errors import CredentialsError, UnauthenticatedError

__all__ = ["ApiKeys", "server_credentials"]

_SCHEME = "bearer"
_DIGEST_MARK = "sha256="
_DIGEST_LENGTH = 64


class ApiKeys:
    """Hold the names of API keys and the keys' SHA-256; never a key itself."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self._digests = {name: bytes.fromhex(digest) for name, digest in digests.items()}

    @classmethod
    def read(cls, path: Path) -> ApiKeys:
        """Read a file of `name:key` or `name:sha256=HEX` lines; `#` opens a comment line.

        Raises:
            CredentialsError: names the file and the line, never the key.
        """
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CredentialsError(f"the API-key file {path} cannot be read: {error}") from error
        digests: dict[str, str] = {}
        for number, line in enumerate(lines, start=1):
            if line.strip() and not line.lstrip().startswith("#"):
                name, digest = _entry(line.strip(), where=f"{path}, line {number}")
                if name in digests:
                    raise CredentialsError(f"{path}, line {number}: the name {name} comes twice")
                digests[name] = digest
        if not digests:
            raise CredentialsError(f"the API-key file {path} holds no key")
        return cls(digests)

    def name(self, authorization: str | None) -> str:
        """Return the name of the key in an `authorization` header.

        Raises:
            UnauthenticatedError: the header is missing, no bearer token, or an
                unknown key.
        """
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != _SCHEME or not key.strip():
            raise UnauthenticatedError(
                "an API key is needed: send it in the metadata `authorization: Bearer KEY`"
            )
        presented = hashlib.sha256(key.strip().encode()).digest()
        # Every key is compared, so the time taken says nothing about which one fits.
        fitting = [
            name for name, digest in self._digests.items() if hmac.compare_digest(digest, presented)
        ]
        if not fitting:
            raise UnauthenticatedError("the API key is not one that this server knows")
        return fitting[0]


def _entry(line: str, *, where: str) -> tuple[str, str]:
    name, colon, key = line.partition(":")
    name, key = name.strip(), key.strip()
    if not (name and colon and key):
        raise CredentialsError(f"{where}: write `name:key` or `name:sha256=HEX`")
    if not key.startswith(_DIGEST_MARK):
        return name, hashlib.sha256(key.encode()).hexdigest()
    digest = key.removeprefix(_DIGEST_MARK).lower()
    if len(digest) != _DIGEST_LENGTH or set(digest) - set("0123456789abcdef"):
        raise CredentialsError(f"{where}: sha256= takes 64 hexadecimal digits")
    return name, digest


def server_credentials(settings: Settings) -> grpc.ServerCredentials | None:
    """Return the TLS credentials that the settings ask for, or None for plain text.

    Raises:
        CredentialsError: a file cannot be read, is no PEM, or does not fit the other.
    """
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    certificate = _bytes(settings.tls_certificate, "tls_certificate")
    key = _bytes(settings.tls_key, "tls_key")
    ca = settings.tls_client_ca
    authority = None if ca is None else _bytes(ca, "tls_client_ca")
    _check(settings)
    return grpc.ssl_server_credentials(
        [(key, certificate)],
        root_certificates=authority,
        require_client_auth=authority is not None,
    )


def _bytes(path: Path, setting: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CredentialsError(f"{setting}: {path} cannot be read: {error}") from error


def _check(settings: Settings) -> None:
    # gRPC takes any bytes and then fails each handshake; OpenSSL says at once what is wrong.
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate, key = settings.tls_certificate, settings.tls_key
    try:
        context.load_cert_chain(str(certificate), str(key), password="")
    except (ssl.SSLError, ValueError) as error:
        raise CredentialsError(
            f"tls_certificate {certificate} and tls_key {key} are no PEM certificate"
            f" with its own unencrypted key: {error}"
        ) from error
    if settings.tls_client_ca is None:
        return
    try:
        context.load_verify_locations(cafile=str(settings.tls_client_ca))
    except ssl.SSLError as error:
        raise CredentialsError(
            f"tls_client_ca {settings.tls_client_ca} holds no PEM certificate: {error}"
        ) from error
