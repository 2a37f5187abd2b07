"""What a checkpoint consists of at a hub."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hub_server import Fault, HubServer, Repository
from installed_checkpoints import summarizer, translator

from dragoman_models.catalog import Checkpoint
from dragoman_models.download import Promise
from dragoman_models.errors import CheckpointError, DownloadError
from dragoman_models.hub import Remote, resolve
from dragoman_models.retrying import RetryPolicy

MARIAN = {
    "config.json": b"{}",
    "generation_config.json": b"{}",
    "model.safetensors": b"s" * 100_000,
    "pytorch_model.bin": b"p" * 100_000,
    "rust_model.ot": b"r",
    "source.spm": b"source",
    "target.spm": b"target",
    "tf_model.h5": b"t",
    "tokenizer_config.json": b"{}",
    "vocab.json": b"{}",
    "run.py": b"import os",
    "folder/config.json": b"{}",
}
BART = {"config.json": b"{}", "model.safetensors": b"s", "vocab.json": b"{}", "merges.txt": b""}
QUICK = RetryPolicy(attempts=2, pause_seconds=0.01, timeout_seconds=5)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Run a hub with a Marian and a BART repository."""
    with HubServer() as server:
        server.add_repository("newsroom/tiny", MARIAN)
        server.add_repository("newsroom/tiny-brief", BART)
        yield server


def ask(hub: HubServer, checkpoint: Checkpoint, revision: str = "main") -> Remote:
    """Resolve a checkpoint at the hub."""
    return resolve(checkpoint, revision=revision, endpoint=hub.endpoint, retry=QUICK)


def names(remote: Remote) -> set[str]:
    """List the files to download."""
    return {file.name for file in remote.files}


def test_only_the_needed_files_are_listed(hub: HubServer) -> None:
    """One file of weights, the settings and the tokenizer; nothing that could be run"""
    assert names(ask(hub, translator())) == {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "source.spm",
        "target.spm",
        "tokenizer_config.json",
        "vocab.json",
    }


def test_a_branch_is_resolved_to_its_commit(hub: HubServer) -> None:
    """What is downloaded is a commit, so that a later push cannot mix two states"""
    remote = ask(hub, translator())
    assert remote.revision == hub.repositories["newsroom/tiny"]["main"].commit
    assert all(f"/resolve/{remote.revision}/" in file.url for file in remote.files)


def test_an_older_commit_can_be_asked_for(hub: HubServer) -> None:
    """A pinned commit is had after the branch has moved on"""
    old = ask(hub, translator()).revision
    hub.add_repository("newsroom/tiny", {**MARIAN, "vocab.json": b'{"a": 1}'})
    assert ask(hub, translator(), old).revision == old
    assert ask(hub, translator()).revision != old


def test_older_weights_are_taken_where_there_are_no_others(hub: HubServer) -> None:
    """A repository without safetensors gives its PyTorch weights"""
    files = {name: data for name, data in MARIAN.items() if name != "model.safetensors"}
    hub.add_repository("newsroom/tiny", files)
    found = names(ask(hub, translator()))
    assert "pytorch_model.bin" in found


def test_large_files_have_a_sha256_and_small_ones_a_git_hash(hub: HubServer) -> None:
    """Each file has the hash that the hub gives for its kind"""
    files = {file.name: file for file in ask(hub, translator()).files}
    sha256 = hashlib.sha256(MARIAN["model.safetensors"]).hexdigest()
    assert files["model.safetensors"].promises == (Promise("sha256", sha256, hub.endpoint),)
    assert files["vocab.json"].promises == (
        Promise("git", "9e26dfeeb6e641a33dae4961196235bdb965b21b", hub.endpoint),
    )
    assert files["model.safetensors"].size == 100_000


def test_a_hash_in_the_catalog_is_a_promise_too(hub: HubServer) -> None:
    """What the catalog pins must hold beside what the hub says"""
    pinned = replace(translator(), file_hashes={"vocab.json": "0" * 64})
    (file,) = [each for each in ask(hub, pinned).files if each.name == "vocab.json"]
    assert file.promises[-1] == Promise("sha256", "0" * 64, "the catalog")


def test_an_archive_is_one_file_with_the_catalog_s_hash(hub: HubServer) -> None:
    """A plain archive is not looked up, and has the promises that the catalog makes"""
    url = f"{hub.endpoint}/eng-hyx/opus-2021-09-30.zip?download=1"
    hashes = {"opus-2021-09-30.zip": "0" * 64}
    checkpoint = replace(
        translator(), format="marian-zip", repo_id=None, url=url, file_hashes=hashes
    )
    remote = ask(hub, checkpoint, "2021-09-30")
    assert remote.revision == "2021-09-30"
    assert [file.name for file in remote.files] == ["opus-2021-09-30.zip"]
    assert remote.files[0].promises[0].by == "the catalog"
    assert hub.requests == []


@pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json", "config.json"])
def test_a_marian_repository_without_a_file_is_refused_by_its_name(
    hub: HubServer, name: str
) -> None:
    """What a family needs and a repository lacks is named before anything is downloaded"""
    hub.add_repository("newsroom/tiny", {n: d for n, d in MARIAN.items() if n != name})
    with pytest.raises(CheckpointError, match=f"lacks {name}"):
        ask(hub, translator())


def test_a_repository_without_weights_is_refused(hub: HubServer) -> None:
    """Weights of other libraries are of no use"""
    files = {n: d for n, d in MARIAN.items() if n not in ("model.safetensors", "pytorch_model.bin")}
    hub.add_repository("newsroom/tiny", files)
    with pytest.raises(CheckpointError, match=r"neither model\.safetensors nor pytorch_model\.bin"):
        ask(hub, translator())


def test_a_bart_tokenizer_comes_in_one_file_or_in_two(hub: HubServer) -> None:
    """Either form of tokenizer will do, and one of them must be there"""
    assert {"vocab.json", "merges.txt"} <= names(ask(hub, summarizer()))
    rest = {"config.json": b"{}", "model.safetensors": b"s"}
    hub.add_repository("newsroom/tiny-brief", {**rest, "tokenizer.json": b"{}"})
    assert "tokenizer.json" in names(ask(hub, summarizer()))
    hub.add_repository("newsroom/tiny-brief", {**rest, "vocab.json": b"{}"})
    with pytest.raises(CheckpointError, match=r"lacks tokenizer\.json or merges\.txt"):
        ask(hub, summarizer())


def test_an_absent_repository_is_named(hub: HubServer) -> None:
    """A repository that is not there is reported with what may be done"""
    with pytest.raises(DownloadError, match="newsroom/absent: there is no such repository"):
        ask(hub, replace(translator(), repo_id="newsroom/absent"))


def test_an_absent_revision_is_named(hub: HubServer) -> None:
    """A commit that the hub no longer has is reported by its name"""
    with pytest.raises(DownloadError, match=f"no revision '{'0' * 40}'"):
        ask(hub, translator(), "0" * 40)


@pytest.mark.parametrize("commit", ["1" * 40, "main", ""])
def test_a_hub_that_gives_another_commit_is_not_believed(hub: HubServer, commit: str) -> None:
    """What was pinned must be what comes, whatever the hub makes of the name"""
    hub.repositories["newsroom/tiny"]["0" * 40] = Repository(MARIAN, commit)
    with pytest.raises(DownloadError, match=f"gives '{commit}' for revision '{'0' * 40}'"):
        ask(hub, translator(), "0" * 40)


def test_a_name_that_is_no_repository_is_refused(hub: HubServer) -> None:
    """A malformed name is refused without a request"""
    with pytest.raises(DownloadError, match="cannot ask"):
        ask(hub, replace(translator(), repo_id="a/b/c"))
    assert hub.requests == []


def test_a_busy_hub_is_asked_again(hub: HubServer) -> None:
    """A hub that cannot at the moment is asked again, and then answers"""
    hub.faults["main"] = Fault("status", status=503, times=1)
    assert ask(hub, translator()).revision
    assert len(hub.requests) == 2


def test_a_hub_that_stays_busy_is_given_up(hub: HubServer) -> None:
    """After the attempts of the policy the status is reported"""
    hub.faults["main"] = Fault("status", status=503, times=9)
    with pytest.raises(DownloadError, match=r"answers 503.*gave up after 2 attempts"):
        ask(hub, translator())


def test_a_hub_that_is_down_is_named() -> None:
    """A refused connection is reported with the hub's address"""
    with HubServer() as server:
        endpoint = server.endpoint
    with pytest.raises(DownloadError, match=f"cannot ask {endpoint} for newsroom/tiny"):
        resolve(translator(), revision="main", endpoint=endpoint, retry=QUICK)


def test_something_else_than_a_hub_is_recognised(hub: HubServer) -> None:
    """A log-in page in the place of the hub's answer is said to be no hub's"""
    hub.add_archive("/portal/api/models/newsroom/tiny/revision/main", b"<html>log in</html>")
    with pytest.raises(DownloadError, match="does not answer as a hub does"):
        resolve(translator(), revision="main", endpoint=f"{hub.endpoint}/portal", retry=QUICK)


def test_a_token_goes_to_the_hub(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's token is sent with what is downloaded from the hub, and is not shown"""
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    files = ask(hub, translator()).files
    assert all(file.headers == {"Authorization": "Bearer hf_secret"} for file in files)
    assert "hf_secret" not in repr(files)
    assert hub.requests[0].headers["authorization"] == "Bearer hf_secret"
