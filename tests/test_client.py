"""The Python client against a double of the server, over real sockets."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from certificates import Authority
from client_doubles import CHECKPOINT, PHRASES, Script, invalid, overloaded, serving, status
from google.rpc import error_details_pb2

from dragoman.v1.types_pb2 import (
    DIGIT_POLICY_KEEP,
    DIGIT_POLICY_NATIVE,
    DIGIT_POLICY_WESTERN,
    FURNITURE_POLICY_DROP,
    FURNITURE_POLICY_KEEP,
    SUMMARY_LENGTH_BRIEF,
    SUMMARY_LENGTH_HEADLINE,
    SUMMARY_LENGTH_PARAGRAPH,
)
from dragoman_client import (
    TLS,
    CancelledError,
    Client,
    ClientError,
    DeadlineExceededError,
    GlossaryEntry,
    InvalidRequestError,
    LimitExceededError,
    OverloadedError,
    ServerError,
    UnauthenticatedError,
    UnavailableError,
)
from dragoman_client.channel import is_local
from dragoman_client.requests import DigitsName
from dragoman_client.retry import RETRY_POLICIES

MONDAY = "The talks will resume on Monday."
BORDER = "The border was closed."
ARTICLE = f"Border closed\n\n{BORDER}\n\n{MONDAY}\n"


@pytest.fixture
def script() -> Script:
    """Give the script of the double."""
    return Script()


@pytest.fixture
def address(script: Script) -> Iterator[str]:
    """Serve the double."""
    with serving(script) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    """Open a client of the double."""
    with Client(address, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Make an authority of certificates."""
    return Authority(tmp_path_factory.mktemp("authority"))


def unused_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("localhost", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_translates_texts_into_every_language(client: Client) -> None:
    """Each text comes back once a language, in order."""
    response = client.translate_text([MONDAY, BORDER], to=["hy", "az", "fa", "ru"])
    assert [(each.content_index, each.target_text) for each in response.translations] == [
        (index, PHRASES[text][language])
        for index, text in enumerate([MONDAY, BORDER])
        for language in ("hy", "az", "fa", "ru")
    ]
    assert response.translations[0].checkpoint == CHECKPOINT


def test_a_lone_text_and_a_lone_language_are_not_taken_apart(
    client: Client, script: Script
) -> None:
    """A `str` where several may stand is one text, not its letters."""
    client.translate_text(MONDAY, to="ru")
    assert list(script.requests[0].contents) == [MONDAY]
    assert list(script.requests[0].target_language_codes) == ["ru"]


def test_every_option_reaches_the_server(client: Client, script: Script) -> None:
    """What the caller asks for stands in the request."""
    client.translate_text(
        [MONDAY],
        to=["fa"],
        source_language="en",
        mime_type="text/html",
        num_beams=6,
        num_hypotheses=2,
        max_new_tokens=99,
        do_not_translate=["Dragoman"],
        glossary=[GlossaryEntry(source_term="talks", target_term="مذاکرات")],
        digits="native",
        labels={"desk": "politics"},
    )
    request = script.requests[0]
    assert request.source_language_code == "en"
    assert request.mime_type == "text/html"
    assert (request.decoding.num_beams, request.decoding.num_hypotheses) == (6, 2)
    assert request.decoding.max_new_tokens == 99
    assert list(request.do_not_translate) == ["Dragoman"]
    assert request.glossary[0].target_term == "مذاکرات"
    assert request.digit_policy == DIGIT_POLICY_NATIVE
    assert request.labels == {"desk": "politics"}


def test_unset_options_are_left_to_the_checkpoint(client: Client, script: Script) -> None:
    """An option that the caller leaves out is absent, and not 0."""
    client.translate_text(MONDAY, to="ru")
    decoding = script.requests[0].decoding
    assert not decoding.HasField("num_beams")
    assert not decoding.HasField("max_new_tokens")


def test_an_article_comes_language_by_language(client: Client) -> None:
    """A translated article is a stream of one message a language, as each is done."""
    responses = list(client.translate_article(ARTICLE, to=["hy", "ru"]))
    assert [each.translation.target_language_code for each in responses] == ["ru", "hy"]
    assert responses[0].translation.target_text.startswith("Граница закрыта\n\n")


@pytest.mark.parametrize(
    ("keep", "policy"), [(True, FURNITURE_POLICY_KEEP), (False, FURNITURE_POLICY_DROP)]
)
def test_the_furniture_policy_is_sent(
    client: Client, script: Script, *, keep: bool, policy: int
) -> None:
    """Page furniture is dropped unless the caller wants it."""
    list(client.translate_article(ARTICLE, to="ru", keep_furniture=keep))
    assert script.requests[0].furniture_policy == policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("headline", SUMMARY_LENGTH_HEADLINE),
        ("brief", SUMMARY_LENGTH_BRIEF),
        ("paragraph", SUMMARY_LENGTH_PARAGRAPH),
    ],
)
def test_summary_lengths_go_by_name(client: Client, script: Script, name: str, value: int) -> None:
    """The three lengths are named by words."""
    client.summarize(ARTICLE, to="az", length=name)
    assert script.requests[0].length == value


def test_an_unknown_summary_length_lists_the_choices(client: Client) -> None:
    """A wrong length is refused before any call, with the lengths that would do."""
    with pytest.raises(InvalidRequestError, match="headline, brief, paragraph"):
        client.summarize(ARTICLE, length="tiny")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("western", DIGIT_POLICY_WESTERN),
        ("native", DIGIT_POLICY_NATIVE),
        ("keep", DIGIT_POLICY_KEEP),
    ],
)
def test_digits_go_by_name_in_every_call(
    client: Client, script: Script, name: DigitsName, value: int
) -> None:
    """The four calls that translate take the same three words."""
    client.translate_text(MONDAY, to="fa", digits=name)
    list(client.translate_article(ARTICLE, to="fa", digits=name))
    client.summarize(ARTICLE, to="fa", digits=name)
    list(client.process_article(ARTICLE, to="fa", digits=name))
    assert [request.digit_policy for request in script.requests] == [value] * 4


def test_digits_are_western_unless_asked_otherwise(client: Client, script: Script) -> None:
    """A caller who says nothing gets what the contract's default is."""
    client.translate_text(MONDAY, to="fa")
    assert script.requests[0].digit_policy == DIGIT_POLICY_WESTERN


def test_unknown_digits_list_the_choices(client: Client) -> None:
    """Wrong digits are refused before any call, with those that would do."""
    with pytest.raises(InvalidRequestError, match="western, native, keep") as caught:
        client.translate_text(MONDAY, to="fa", digits="roman")
    assert [field for field, _ in caught.value.violations] == ["digit_policy"]


def test_a_summary_without_languages_is_in_the_articles_own(client: Client) -> None:
    """No target language means the source's."""
    assert client.summarize(ARTICLE).summaries[0].text == BORDER


def test_processing_an_article_gives_progress_and_parts(client: Client) -> None:
    """One call gives progress, summaries and translations."""
    parts = [part.WhichOneof("part") for part in client.process_article(ARTICLE, to="fa")]
    assert parts == ["progress", "summary", "translation"]


def test_lists_and_detects_languages(client: Client) -> None:
    """The languages are the server's, and so is the guess."""
    codes = [language.language_code for language in client.list_languages().languages]
    assert codes == ["hy", "az", "fa", "ru"]
    assert client.detect_language(MONDAY).languages[0].language_code == "en"


def test_health_of_the_server_and_of_a_service(client: Client) -> None:
    """Health is the standard service's status name."""
    assert client.health() == "SERVING"
    assert client.health("dragoman.v1.TranslationService") == "SERVING"


def test_health_of_a_service_that_does_not_exist(client: Client) -> None:
    """A name that the server does not have is an answer, and no error."""
    assert client.health("dragoman.v1.Nothing") == "SERVICE_UNKNOWN"


def test_the_api_key_travels_as_a_bearer_token(address: str, script: Script) -> None:
    """The key stands in the metadata of every call."""
    script.api_key = "k-123"
    with Client(address, api_key="k-123") as client:
        client.translate_text(MONDAY, to="ru")
    assert script.metadata[0]["authorization"] == "Bearer k-123"


def test_a_wrong_api_key_is_unauthenticated(address: str, script: Script) -> None:
    """The server's refusal of a key is an error of its own, with the server's words."""
    script.api_key = "right"
    with (
        Client(address, api_key="wrong") as client,
        pytest.raises(UnauthenticatedError, match="no such API key"),
    ):
        client.translate_text(MONDAY, to="ru")


@pytest.mark.parametrize("address", ["news.example.org:50051", "10.0.0.7:50051", "[2001:db8::1]:1"])
def test_a_key_is_not_sent_in_the_clear_to_another_machine(address: str) -> None:
    """Without TLS a key goes nowhere but to this machine."""
    with pytest.raises(ValueError, match="without TLS can be read"):
        Client(address, api_key="k-123")


def test_a_key_in_the_clear_can_be_allowed() -> None:
    """Whoever trusts the network says so."""
    Client("10.0.0.7:50051", api_key="k-123", allow_insecure_key=True).close()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("localhost:1", True),
        ("127.0.0.53:1", True),
        ("[::1]:1", True),
        ("ipv6:[::1]:1", True),
        ("ipv6:%5B::1%5D:1", True),
        ("dns:///localhost:1", True),
        ("unix:/run/dragoman.sock", True),
        ("localhost.example.org:1", False),
        ("127.0.0.1.example.org:1", False),
        ("dns://127.0.0.1/example.org:1", False),
        ("192.168.1.1:1", False),
    ],
)
def test_what_counts_as_this_machine(address: str, *, local: bool) -> None:
    """Loopback addresses and Unix sockets are local, names that look like them are not."""
    assert is_local(address) is local


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "ключ"])
def test_a_key_that_metadata_cannot_carry_is_refused(key: str) -> None:
    """A key is checked before it is put into metadata."""
    with pytest.raises(ValueError, match="printable ASCII"):
        Client("localhost:1", api_key=key)


@pytest.mark.parametrize("address", ["http://localhost:50051", "", "grpcs://news.example.org"])
def test_a_url_is_no_address(address: str) -> None:
    """A URL in place of an address is refused with an example."""
    with pytest.raises(ValueError, match="localhost:50051"):
        Client(address)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_is_above_zero(timeout: float) -> None:
    """A timeout that could never be met is refused."""
    with pytest.raises(ValueError, match="above 0"):
        Client(timeout=timeout)


def test_the_key_is_not_in_the_repr() -> None:
    """A client and its TLS settings can be logged."""
    client = Client("localhost:1", api_key="secret-key")
    client.close()
    tls = TLS(certificate_chain=b"chain", private_key=b"secret-key")
    assert "secret-key" not in repr(client) + repr(tls)


def test_a_closed_client_says_so(address: str) -> None:
    """A call after the end of the `with` block is refused in words."""
    with Client(address) as client:
        pass
    client.close()
    with pytest.raises(ClientError, match="is closed"):
        client.list_languages()


def test_violations_are_pairs_and_in_the_message(client: Client, script: Script) -> None:
    """A refused request names every field, for programs and for readers."""
    script.failures.append(
        invalid(("target_language_codes[0]", "unsupported: xx"), ("contents", "none"))
    )
    with pytest.raises(InvalidRequestError) as caught:
        client.translate_text([], to="xx")
    assert caught.value.violations == (
        ("target_language_codes[0]", "unsupported: xx"),
        ("contents", "none"),
    )
    assert "the request is not valid; target_language_codes[0]: unsupported: xx" in str(
        caught.value
    )
    assert caught.value.code == "INVALID_ARGUMENT"
    assert isinstance(caught.value.__cause__, grpc.RpcError)


def test_the_request_id_of_the_details_is_kept(client: Client, script: Script) -> None:
    """An error says under which id the server's log has it, when its details do."""
    info = error_details_pb2.RequestInfo(request_id="c-77")
    script.failures.append(status(grpc.StatusCode.INTERNAL, "internal error", info))
    with pytest.raises(ServerError) as caught:
        client.translate_text(MONDAY, to="ru")
    assert caught.value.request_id == "c-77"


def test_the_request_id_of_the_metadata_is_kept(client: Client, script: Script) -> None:
    """An error without details takes the id from the trailing metadata."""
    script.api_key = "right"
    with pytest.raises(UnauthenticatedError) as caught:
        client.translate_text(MONDAY, to="ru")
    assert caught.value.request_id == "call-1"


def test_a_lone_surrogate_is_refused_before_the_call(client: Client, script: Script) -> None:
    """Text that UTF-8 cannot say is an invalid request."""
    with pytest.raises(InvalidRequestError, match="cannot be encoded"):
        client.translate_text("a\ud800b", to="ru")
    assert not script.requests


def test_an_unavailable_server_is_tried_again(client: Client, script: Script) -> None:
    """A unary call that found the server away is repeated."""
    script.failures += [status(grpc.StatusCode.UNAVAILABLE, "away")] * 2
    assert client.translate_text(MONDAY, to="ru").translations
    assert len(script.requests) == 3


def test_retries_end(address: str, script: Script) -> None:
    """After `retries` repetitions the error is the caller's."""
    script.failures += [status(grpc.StatusCode.UNAVAILABLE, "away")] * 9
    with Client(address, retries=1) as client, pytest.raises(UnavailableError, match="away"):
        client.translate_text(MONDAY, to="ru")
    assert len(script.requests) == 2


def test_retries_can_be_turned_off(address: str, script: Script) -> None:
    """With `retries=0` every error is the caller's at once."""
    script.failures += [overloaded(0.01), status(grpc.StatusCode.UNAVAILABLE, "away")]
    with Client(address, retries=0) as client:
        with pytest.raises(OverloadedError):
            client.translate_text(MONDAY, to="ru")
        with pytest.raises(UnavailableError):
            client.translate_text(MONDAY, to="ru")
    assert len(script.requests) == 2


def test_an_overloaded_server_is_given_the_time_it_asks_for(client: Client, script: Script) -> None:
    """A call that was turned away comes back when the server said, and not before."""
    script.failures.append(overloaded(0.4))
    started = time.monotonic()
    assert client.translate_text(MONDAY, to="ru").translations
    assert time.monotonic() - started >= 0.4


def test_overload_beyond_the_deadline_is_the_callers(client: Client, script: Script) -> None:
    """A pause that the deadline does not allow is not begun; the error says how long it is."""
    script.failures.append(overloaded(30))
    with pytest.raises(OverloadedError) as caught:
        client.translate_text(MONDAY, to="ru", timeout=5)
    assert caught.value.retry_after == 30
    assert len(script.requests) == 1


def test_a_dropped_call_is_tried_again_a_second_later(client: Client, script: Script) -> None:
    """What gRPC cancels at a server's full door is not lost, and does not come back at once."""
    script.failures.append(status(grpc.StatusCode.CANCELLED, "CANCELLED"))
    started = time.monotonic()
    assert client.translate_text(MONDAY, to="ru").translations
    assert time.monotonic() - started >= 1.0


def test_a_call_that_is_dropped_again_and_again_is_the_callers(
    address: str, script: Script
) -> None:
    """After `retries` repetitions the error says that the call was cancelled."""
    script.failures += [status(grpc.StatusCode.CANCELLED, "CANCELLED")] * 3
    with Client(address, retries=1) as client, pytest.raises(CancelledError, match="CANCELLED"):
        client.translate_text(MONDAY, to="ru")
    assert len(script.requests) == 2


def test_a_size_limit_is_not_overload(script: Script) -> None:
    """A message over a size limit is not sent again, for it would fail again."""
    with serving(script, options=[("grpc.max_receive_message_length", 1000)]) as address:
        with Client(address) as client, pytest.raises(LimitExceededError, match="larger than max"):
            client.translate_text("a" * 2000, to="ru")
        with Client(address, max_message_bytes=50) as client, pytest.raises(LimitExceededError):
            client.list_languages()


@pytest.mark.parametrize(
    "code",
    [
        code
        for code in grpc.StatusCode
        if code not in {grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
    ],
)
def test_other_statuses_are_never_repeated(
    client: Client, script: Script, code: grpc.StatusCode
) -> None:
    """Every status becomes an error of the tree with the server's words, after one call."""
    script.failures.append(status(code, f"words about {code.name}"))
    with pytest.raises(ClientError, match=f"words about {code.name}") as caught:
        client.translate_text(MONDAY, to="ru")
    assert caught.value.code == code.name
    assert len(script.requests) == 1


def test_a_stream_that_has_not_begun_is_tried_again(client: Client, script: Script) -> None:
    """A stream is repeated while nothing of it was handed on."""
    script.failures.append(status(grpc.StatusCode.UNAVAILABLE, "away"))
    assert len(list(client.translate_article(ARTICLE, to=["hy", "ru"]))) == 2


def test_a_stream_that_has_begun_is_never_repeated(client: Client, script: Script) -> None:
    """After its first message a stream's failure is the caller's."""
    script.late_failure = status(grpc.StatusCode.UNAVAILABLE, "went away")
    received = []
    with pytest.raises(UnavailableError, match="went away"):
        received.extend(client.translate_article(ARTICLE, to=["hy", "ru"]))
    assert len(script.requests) == 1


def test_leaving_a_stream_ends_the_call_at_the_server(client: Client, script: Script) -> None:
    """A caller who stops in the middle leaves no work behind."""
    stream = client.translate_article(ARTICLE, to=["hy", "ru"])
    next(stream)
    stream.close()
    assert script.cancelled.wait(5)


def test_the_deadline_of_a_stream_counts_from_its_first_message(
    client: Client, script: Script
) -> None:
    """An iterator may wait; its call has not begun."""
    stream = client.translate_article(ARTICLE, to="ru", timeout=2)
    time.sleep(0.3)
    assert not script.requests
    assert len(list(stream)) == 1


def test_a_call_ends_at_its_deadline(client: Client, script: Script) -> None:
    """A server that takes too long costs the caller no more than the timeout."""
    script.seconds = 10
    started = time.monotonic()
    with pytest.raises(DeadlineExceededError):
        client.translate_text(MONDAY, to="ru", timeout=0.3)
    assert time.monotonic() - started < 5


def test_no_server_is_unavailable_within_the_deadline() -> None:
    """An address that nobody listens at is an error, after a few tries."""
    with Client(f"localhost:{unused_port()}", timeout=10) as client:
        started = time.monotonic()
        with pytest.raises(UnavailableError):
            client.list_languages()
        assert time.monotonic() - started < 5


def test_a_server_that_comes_late_is_found(script: Script) -> None:
    """A call made while the server starts is answered once it listens."""
    port = unused_port()
    answers = []

    def call() -> None:
        with Client(f"localhost:{port}", timeout=20) as client:
            answers.append(client.translate_text(MONDAY, to="ru"))

    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.3)
    with serving(script, port=port):
        thread.join(15)
    assert answers


def test_health_is_not_tried_again() -> None:
    """A probe reports an absent server at once."""
    with Client(f"localhost:{unused_port()}") as client:
        started = time.monotonic()
        with pytest.raises(UnavailableError):
            client.health()
        assert time.monotonic() - started < 1.5


def test_every_method_has_a_retry_policy() -> None:
    """The table of policies names each method of the contract, and the health check."""
    from dragoman.v1 import article_pb2, summarization_pb2, translation_pb2

    methods = [
        method.name
        for module in (article_pb2, summarization_pb2, translation_pb2)
        for service in module.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    ]
    assert sorted(RETRY_POLICIES) == sorted([*methods, "Check"])


def test_calls_over_tls(script: Script, authority: Authority) -> None:
    """A server whose authority is trusted is called, with the key."""
    script.api_key = "k-123"
    with (
        serving(script, identity=authority.identity("server")) as address,
        Client(address, tls=TLS.from_files(ca=authority.certificate), api_key="k-123") as client,
    ):
        assert client.translate_text(MONDAY, to="hy").translations


def test_mutual_tls(script: Script, authority: Authority) -> None:
    """A server that asks for a certificate gets the client's, and refuses one without."""
    mine = authority.identity("desk")
    with serving(
        script, identity=authority.identity("server"), client_authority=authority
    ) as address:
        known = TLS.from_files(ca=authority.certificate, certificate=mine.certificate, key=mine.key)
        with Client(address, tls=known) as client:
            assert client.list_languages().languages
        anonymous = TLS.from_files(ca=authority.certificate)
        with Client(address, tls=anonymous, retries=0) as client, pytest.raises(UnavailableError):
            client.list_languages()


def test_another_name_in_the_certificate(script: Script, authority: Authority) -> None:
    """A certificate for another name is trusted only when that name is expected."""
    identity = authority.identity("named", "news.example.org")
    roots = authority.certificate.read_bytes()
    with serving(script, identity=identity) as address:
        with (
            Client(address, tls=TLS(root_certificates=roots), retries=0) as client,
            pytest.raises(UnavailableError),
        ):
            client.list_languages()
        expected = TLS(root_certificates=roots, server_name="news.example.org")
        with Client(address, tls=expected) as client:
            assert client.list_languages().languages


def test_plain_text_to_a_tls_port_is_unavailable(script: Script, authority: Authority) -> None:
    """A client without TLS is told that the server cannot be reached, and does not hang."""
    with (
        serving(script, identity=authority.identity("server")) as address,
        Client(address, timeout=10, retries=1) as client,
        pytest.raises(UnavailableError),
    ):
        client.list_languages()


def test_half_of_an_identity_is_refused() -> None:
    """A client's certificate without its key cannot be used."""
    with pytest.raises(ValueError, match="go together"):
        TLS(certificate_chain=b"chain")


def test_something_else_at_the_address_is_an_error_in_words() -> None:
    """A server that is no gRPC server gives an error of the tree."""
    with socket.create_server(("localhost", 0)) as listener:

        def answer() -> None:
            for _ in itertools.repeat(None, 3):
                connection, _ = listener.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        address = f"localhost:{listener.getsockname()[1]}"
        with Client(address, timeout=5, retries=0) as client, pytest.raises(ClientError):
            client.list_languages()


def test_an_unimplemented_method_is_a_servers_error(client: Client, script: Script) -> None:
    """A gRPC server without our services is a server's error, whatever it says."""
    script.failures.append(status(grpc.StatusCode.UNIMPLEMENTED, ""))
    with pytest.raises(ServerError, match="UNIMPLEMENTED and nothing more"):
        client.translate_text(MONDAY, to="ru")


def test_a_proxy_in_the_environment_is_not_asked_for_this_machine(address: str) -> None:
    """Calls to localhost go to localhost, whatever http_proxy says."""
    program = f"from dragoman_client import Client; Client({address!r}).list_languages()"
    environment = os.environ | {"http_proxy": f"http://localhost:{unused_port()}"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()


def test_one_client_serves_several_threads(client: Client) -> None:
    """Threads may share a client."""
    answers: list[str] = []

    def call(text: str) -> None:
        answers.append(client.translate_text(text, to="az").translations[0].target_text)

    threads = [threading.Thread(target=call, args=(text,)) for text in [MONDAY, BORDER] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == sorted([PHRASES[MONDAY]["az"], PHRASES[BORDER]["az"]] * 4)


def test_certificates_that_cannot_be_read_name_the_file(tmp_path: Path) -> None:
    """A missing certificate is an error with its path."""
    with pytest.raises(FileNotFoundError, match=r"absent\.pem"):
        TLS.from_files(ca=tmp_path / "absent.pem")
