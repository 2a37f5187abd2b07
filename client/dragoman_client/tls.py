"""What a client needs to call a server over TLS."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import grpc

__all__ = ["TLS"]


@dataclass(frozen=True, slots=True)
class TLS:
    """Hold the certificates of a call over TLS, each in PEM.

    `root_certificates` of None trusts the public authorities that gRPC ships;
    `certificate_chain` with `private_key` is the client's own identity, for a
    server that asks for one; `server_name` is the name to expect in the server's
    certificate where it differs from the address.

    Raises:
        ValueError: one of `certificate_chain` and `private_key` without the other.
    """

    root_certificates: bytes | None = None
    certificate_chain: bytes | None = None
    private_key: bytes | None = field(default=None, repr=False)
    server_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse half of a client's identity."""
        if (self.certificate_chain is None) != (self.private_key is None):
            raise ValueError("a client certificate and its private key go together; give both")

    @classmethod
    def from_files(
        cls,
        *,
        ca: Path | None = None,
        certificate: Path | None = None,
        key: Path | None = None,
        server_name: str | None = None,
    ) -> TLS:
        """Read the certificates from PEM files.

        Raises:
            OSError: a file cannot be read.
            ValueError: `certificate` without `key`, or the reverse.
        """
        return cls(
            root_certificates=_read(ca),
            certificate_chain=_read(certificate),
            private_key=_read(key),
            server_name=server_name,
        )

    def credentials(self) -> grpc.ChannelCredentials:
        """Give the credentials of a gRPC channel."""
        return grpc.ssl_channel_credentials(
            root_certificates=self.root_certificates,
            private_key=self.private_key,
            certificate_chain=self.certificate_chain,
        )


def _read(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()
