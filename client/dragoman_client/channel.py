"""How a channel to a server is opened: address, credentials and options."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote

import grpc

from dragoman import __version__
from dragoman_client.tls import TLS

__all__ = ["authorization", "is_local", "open_channel"]

# Servers on gRPC's core count a ping within 5 minutes of the last data as abuse
# and close the connection; the deadline of the call catches a dead server sooner.
KEEPALIVE_TIME_MS = 320_000
KEEPALIVE_TIMEOUT_MS = 20_000
# gRPC's own is 1 s, in which a repeated call would fail without being sent.
FIRST_RECONNECT_MS = 100
LONGEST_RECONNECT_MS = 2_000
UNIX_SCHEMES = ("unix:", "unix-abstract:")
IP_SCHEMES = ("dns:", "ipv4:", "ipv6:")


def open_channel(address: str, *, tls: TLS | None, max_message_bytes: int) -> grpc.Channel:
    """Open a channel; nothing is sent before the first call.

    Raises:
        ValueError: the address is a URL of another scheme than gRPC's.
    """
    _check_address(address)
    options = _options(address, tls=tls, max_message_bytes=max_message_bytes)
    if tls is None:
        return grpc.insecure_channel(address, options=options)
    return grpc.secure_channel(address, tls.credentials(), options=options)


def authorization(
    address: str, *, api_key: str | None, tls: TLS | None, allow_insecure_key: bool
) -> tuple[tuple[str, str], ...]:
    """Give the metadata that carries an API key, none without a key.

    Raises:
        ValueError: the key is not printable ASCII, or would travel in the clear.
    """
    if api_key is None:
        return ()
    if not api_key or not all("!" <= character <= "~" for character in api_key):
        raise ValueError("an API key is printable ASCII without spaces, and not empty")
    if tls is None and not allow_insecure_key and not is_local(address):
        raise ValueError(
            f"an API key sent to {address} without TLS can be read on the way;"
            " give tls=TLS(...), or allow_insecure_key=True where the network is trusted"
        )
    return (("authorization", f"Bearer {api_key}"),)


def is_local(address: str) -> bool:
    """Say whether an address never leaves this machine."""
    if address.startswith(UNIX_SCHEMES):
        return True
    host = _host(address)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_address(address: str) -> None:
    if address.startswith(("http:", "https:", "grpc:", "grpcs:")) or not address.strip():
        raise ValueError(
            f"{address!r} is no server address; write HOST:PORT such as localhost:50051,"
            " or unix:PATH"
        )


def _host(address: str) -> str:
    for scheme in IP_SCHEMES:
        if address.startswith(scheme):
            # An authority may stand before the path: dns://resolver/host:port.
            address = address.removeprefix(scheme).rpartition("/")[2]
    # gRPC takes the colon of an IPv6 address's port percent-encoded too.
    address = unquote(address)
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address if address.count(":") > 1 else address.partition(":")[0]


def _options(
    address: str, *, tls: TLS | None, max_message_bytes: int
) -> list[tuple[str, str | int]]:
    options: list[tuple[str, str | int]] = [
        ("grpc.primary_user_agent", f"dragoman-client/{__version__}"),
        ("grpc.max_send_message_length", max_message_bytes),
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.keepalive_time_ms", KEEPALIVE_TIME_MS),
        ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT_MS),
        ("grpc.initial_reconnect_backoff_ms", FIRST_RECONNECT_MS),
        ("grpc.max_reconnect_backoff_ms", LONGEST_RECONNECT_MS),
    ]
    if is_local(address):
        # gRPC would send even calls to localhost through $http_proxy.
        options.append(("grpc.enable_http_proxy", 0))
    if tls is not None and tls.server_name is not None:
        options.append(("grpc.ssl_target_name_override", tls.server_name))
    return options
