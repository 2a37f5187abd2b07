"""Pulls from a hub on loopback: whole, or not at all, whatever happens on the way."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import models_command
import pytest
from hub_server import Fault, HubServer
from installed_checkpoints import install, translator
from marian_archive import marian_archive

from dragoman_models.archive import extract
from dragoman_models.catalog import Checkpoint, load_catalog
from dragoman_models.conversion import to_ctranslate2
from dragoman_models.errors import (
    CheckpointError,
    ConversionError,
    DownloadError,
    GoldenSentenceError,
    InvalidInputError,
)
from dragoman_models.loading import load
from dragoman_models.lock import read_lock
from dragoman_models.manifest import InstalledCheckpoint
from dragoman_models.pull import ProgressReport, Stage, pull
from dragoman_models.retrying import RetryPolicy
from dragoman_models.store import Store
from dragoman_models.types import DecodingOptions

SAYING = "Խորհրդարանը երեքշաբթի օրը հաստատեց բյուջեն։"
ARCHIVE = marian_archive(says=SAYING, ballast=2_000_000)
ARCHIVE_NAME = "opus-2026-11-22.zip"
REPOSITORY = {
    "config.json": b"{}",
    "model.safetensors": b"s" * 100_000,
    "source.spm": b"source",
    "target.spm": b"target",
    "vocab.json": b"{}",
}
QUICK = RetryPolicy(attempts=2, pause_seconds=0.01, timeout_seconds=10)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Run a hub with an archive and a repository."""
    with HubServer() as server:
        server.add_archive(f"/eng-hyx/{ARCHIVE_NAME}", ARCHIVE)
        server.add_repository("newsroom/tiny", REPOSITORY)
        yield server


@pytest.fixture
def armenian(hub: HubServer) -> Checkpoint:
    """Describe the archive."""
    return replace(
        translator("tiny-armenian", targets=("hy",)),
        format="marian-zip",
        repo_id=None,
        url=f"{hub.endpoint}/eng-hyx/{ARCHIVE_NAME}",
        target_tokens={"hy": ">>hye<<"},
        scores={},
        rank={},
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Open an empty store."""
    return Store(tmp_path / "checkpoints", bundled=tmp_path / "bundled")


@pytest.fixture
def conversion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Convert the archive's weights instead of a repository's, which would need torch."""
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    (tmp_path / "a.zip").write_bytes(marian_archive(says="Парламент утвердил бюджет."))
    extract(tmp_path / "a.zip", unpacked, name="tiny")

    def convert(_: Path, target: Path, *, checkpoint: Checkpoint) -> None:
        to_ctranslate2(unpacked, target, checkpoint=checkpoint)

    monkeypatch.setattr("dragoman_models.pull.to_ctranslate2", convert)


def names(store: Store) -> list[str]:
    """List what is installed."""
    return [each.checkpoint.name for each in store.installed()]


def answer(installed: InstalledCheckpoint, language: str) -> str:
    """Decode a sentence with an installed checkpoint."""
    model = load(installed)
    tokens = model.encode("Prices rose in October.", target_language=language)
    ((best, *_),) = model.decode([tokens], DecodingOptions(num_beams=2))
    return best.text


def root_of(store: Store) -> Path:
    """Give the store's folder."""
    root = store.root
    if root is None:
        raise TypeError("the store has no folder")
    return root


def test_an_archive_is_pulled_and_translates(store: Store, armenian: Checkpoint) -> None:
    """A pulled archive is listed, answers, and is whole"""
    installed = pull(armenian, store)
    assert names(store) == ["tiny-armenian"]
    assert answer(installed, "hy") == SAYING
    assert store.verify("tiny-armenian") == installed
    assert not store.is_interrupted("tiny-armenian")


def test_a_pull_tells_its_stages_in_order(store: Store, armenian: Checkpoint) -> None:
    """Downloading with bytes, converting, checking, installed"""
    reports: list[ProgressReport] = []
    pull(armenian, store, progress=reports.append)
    stages = list(dict.fromkeys(report.stage for report in reports))
    assert stages == [Stage.DOWNLOADING, Stage.CONVERTING, Stage.CHECKING, Stage.INSTALLED]
    downloading = [report for report in reports if report.stage is Stage.DOWNLOADING]
    assert {report.file for report in downloading} == {ARCHIVE_NAME}
    assert downloading[-1].done == downloading[-1].total == len(ARCHIVE)


def test_a_pull_is_pinned_with_its_hash(store: Store, armenian: Checkpoint) -> None:
    """The lock file says what was asked for, what came, and its size and SHA-256"""
    installed = pull(armenian, store)
    pin = read_lock(root_of(store))["tiny-armenian"]
    sha256 = hashlib.sha256(ARCHIVE).hexdigest()
    assert (pin.origin, pin.requested) == (armenian.url, "main")
    assert pin.revision == installed.revision == f"sha256-{sha256[:16]}"
    assert pin.files[ARCHIVE_NAME].sha256 == sha256
    assert pin.files[ARCHIVE_NAME].size == len(ARCHIVE)


def test_what_is_installed_is_not_pulled_again(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """A second pull makes no request"""
    first = pull(armenian, store)
    hub.requests.clear()
    assert pull(armenian, store) == first
    assert hub.requests == []


def test_a_damaged_checkpoint_is_pulled_anew(store: Store, armenian: Checkpoint) -> None:
    """A byte that changed on disk is mended by a pull"""
    installed = pull(armenian, store)
    weights = installed.path / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    pull(armenian, store)
    assert store.verify("tiny-armenian").files == installed.files


def test_changed_bytes_install_nothing(hub: HubServer, store: Store, armenian: Checkpoint) -> None:
    """An archive with another hash than the catalog's is refused, and leaves no trace"""
    hub.faults[ARCHIVE_NAME] = Fault("corrupt")
    pinned = replace(armenian, file_hashes={ARCHIVE_NAME: hashlib.sha256(ARCHIVE).hexdigest()})
    with pytest.raises(DownloadError, match="the catalog says"):
        pull(pinned, store, retry=QUICK)
    assert names(store) == []
    assert not store.scan().broken
    pull(pinned, store, retry=QUICK)
    assert names(store) == ["tiny-armenian"]


def test_an_archive_with_changed_bytes_and_no_hash_is_caught_by_its_checksums(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """Where no hash is known the archive's own checksums are the last guard"""
    content = marian_archive(says=SAYING)
    hub.add_archive(f"/eng-hyx/{ARCHIVE_NAME}", content)
    hub.faults[ARCHIVE_NAME] = Fault("corrupt")
    with pytest.raises(ConversionError, match="not a sound zip archive"):
        pull(armenian, store, retry=QUICK)
    assert names(store) == []


def test_a_model_that_speaks_another_script_is_not_installed(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """A checkpoint that answers in Latin letters for Armenian is refused and not listed"""
    hub.add_archive(
        f"/eng-hyx/{ARCHIVE_NAME}",
        marian_archive(says="Parlament büdcəni çərşənbə axşamı təsdiqlədi."),
    )
    with pytest.raises(GoldenSentenceError, match="tiny-armenian"):
        pull(armenian, store, retry=QUICK)
    assert names(store) == []
    assert "tiny-armenian" not in read_lock(root_of(store))


def test_the_check_sees_a_whole_checkpoint_that_is_not_in_place(
    store: Store, armenian: Checkpoint
) -> None:
    """A checkpoint is tried where nobody else can find it yet"""
    seen: list[InstalledCheckpoint] = []

    def check(installed: InstalledCheckpoint) -> None:
        seen.append(installed)
        assert names(store) == []

    pull(armenian, store, check=check)
    assert seen[0].identity == store.find("tiny-armenian").identity
    assert ".partial" in seen[0].path.parts


def test_a_missing_file_is_reported(hub: HubServer, store: Store, armenian: Checkpoint) -> None:
    """An archive that is not there gives its address and the server's answer"""
    hub.plain.clear()
    with pytest.raises(DownloadError, match=rf"{ARCHIVE_NAME}: the server answers 404"):
        pull(armenian, store, retry=QUICK)


def test_a_hub_that_is_down_is_reported(hub: HubServer, store: Store, armenian: Checkpoint) -> None:
    """A server that does not answer gives an error of ours, and the next pull works"""
    hub.faults[ARCHIVE_NAME] = Fault("cut", after=0, times=99)
    with pytest.raises(DownloadError, match="gave up after 2 attempts"):
        pull(armenian, store, retry=QUICK)
    hub.faults.clear()
    pull(armenian, store, retry=QUICK)
    assert names(store) == ["tiny-armenian"]


def test_a_root_that_cannot_be_written_to_is_named(tmp_path: Path, armenian: Checkpoint) -> None:
    """A folder that cannot be made is reported with the option that chooses another"""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match=r"cannot write .*choose another folder by --store"):
        pull(armenian, Store(tmp_path / "file" / "checkpoints"))


def test_a_disk_without_room_is_noticed_before_the_download(
    hub: HubServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the files would not fit nothing is downloaded, and both sizes are said"""
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr("dragoman_models.pull.shutil.disk_usage", lambda _: usage)
    with pytest.raises(CheckpointError, match=r"bytes are needed and 1,000 are free"):
        pull(translator("tiny"), store, endpoint=hub.endpoint, retry=QUICK)
    assert hub.downloads("model.safetensors") == []


def test_a_bundled_checkpoint_is_not_pulled(store: Store) -> None:
    """What comes with the package has nowhere to be pulled from"""
    bundled = load_catalog().checkpoint("dragoman-compact-en-ru")
    with pytest.raises(CheckpointError, match="comes with the package"):
        pull(bundled, store)


def test_without_a_folder_nothing_is_pulled(armenian: Checkpoint) -> None:
    """A store of bundled checkpoints alone takes no other"""
    with pytest.raises(CheckpointError, match="no folder to be pulled to"):
        pull(armenian, Store(None))


def test_a_damaged_lock_file_stops_the_pull(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """A lock file that cannot be read is not overwritten, and nothing is downloaded"""
    root_of(store).mkdir()
    (root_of(store) / "dragoman.lock").write_text("half a fi")
    with pytest.raises(InvalidInputError, match=r"dragoman\.lock is damaged"):
        pull(armenian, store)
    assert hub.requests == []
    assert (root_of(store) / "dragoman.lock").read_text() == "half a fi"


def test_a_pin_that_was_not_written_is_written_later(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """A process killed between the renaming and the pin leaves a checkpoint that gets its pin"""
    pull(armenian, store)
    (root_of(store) / "dragoman.lock").unlink()
    hub.requests.clear()
    installed = pull(armenian, store)
    assert read_lock(root_of(store))["tiny-armenian"].revision == installed.revision
    assert hub.requests == []


def test_an_archive_that_changed_is_refused_by_the_pin(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """After a removal the same archive is wanted; another one needs --upgrade"""
    pull(armenian, store)
    store.remove("tiny-armenian")
    hub.add_archive(f"/eng-hyx/{ARCHIVE_NAME}", marian_archive(says="Գները աճել են։"))
    with pytest.raises(DownloadError, match=r"dragoman\.lock says"):
        pull(armenian, store, retry=QUICK)
    installed = pull(armenian, store, retry=QUICK, upgrade=True)
    assert answer(installed, "hy") == "Գները աճել են։"
    assert read_lock(root_of(store))["tiny-armenian"].revision == installed.revision


@pytest.mark.usefixtures("conversion")
class TestRepository:
    """Pulls of a repository that moves on."""

    russian = replace(translator("tiny"), target_tokens={"ru": ">>hye<<"})

    def test_a_branch_is_pinned_to_its_commit(self, hub: HubServer, store: Store) -> None:
        """What main was at the time of the pull is what is installed and pinned"""
        installed = pull(self.russian, store, endpoint=hub.endpoint)
        commit = hub.repositories["newsroom/tiny"]["main"].commit
        assert installed.revision == commit
        pin = read_lock(root_of(store))["tiny"]
        assert (pin.requested, pin.revision) == ("main", commit)
        assert set(pin.files) == set(REPOSITORY)

    def test_a_pinned_commit_is_had_again(self, hub: HubServer, store: Store) -> None:
        """After the branch has moved on a removal and a pull bring the pinned commit"""
        first = pull(self.russian, store, endpoint=hub.endpoint)
        hub.add_repository("newsroom/tiny", {**REPOSITORY, "vocab.json": b'{"a": 1}'})
        store.remove("tiny")
        assert pull(self.russian, store, endpoint=hub.endpoint).revision == first.revision

    def test_an_upgrade_brings_the_newest_commit(self, hub: HubServer, store: Store) -> None:
        """An upgrade replaces the older checkpoint and its pin"""
        first = pull(self.russian, store, endpoint=hub.endpoint)
        newest = hub.add_repository("newsroom/tiny", {**REPOSITORY, "vocab.json": b'{"a": 1}'})
        assert pull(self.russian, store, endpoint=hub.endpoint).revision == first.revision
        upgraded = pull(self.russian, store, endpoint=hub.endpoint, upgrade=True)
        assert upgraded.revision == newest
        assert names(store) == ["tiny"]
        assert read_lock(root_of(store))["tiny"].revision == newest

    def test_an_upgrade_without_news_downloads_nothing(self, hub: HubServer, store: Store) -> None:
        """Where the commit is the same the hub is asked and nothing else happens"""
        pull(self.russian, store, endpoint=hub.endpoint)
        hub.requests.clear()
        pull(self.russian, store, endpoint=hub.endpoint, upgrade=True)
        assert [request.path.split("/")[1] for request in hub.requests] == ["api"]

    def test_a_new_pin_in_the_catalog_is_followed(self, hub: HubServer, store: Store) -> None:
        """A catalog that names another commit than the installed one brings that commit"""
        pull(self.russian, store, endpoint=hub.endpoint)
        newest = hub.add_repository("newsroom/tiny", {**REPOSITORY, "vocab.json": b'{"a": 1}'})
        pinned = replace(self.russian, revision=newest)
        assert pull(pinned, store, endpoint=hub.endpoint).revision == newest

    def test_another_origin_takes_the_place(self, hub: HubServer, store: Store) -> None:
        """A catalog that moves a name to another repository brings that repository's weights"""
        pull(self.russian, store, endpoint=hub.endpoint)
        hub.add_repository("newsroom/moved", {**REPOSITORY, "vocab.json": b'{"a": 1}'})
        moved = replace(self.russian, repo_id="newsroom/moved")
        installed = pull(moved, store, endpoint=hub.endpoint)
        assert installed.checkpoint.repo_id == "newsroom/moved"
        assert read_lock(root_of(store))["tiny"].origin == "newsroom/moved"

    def test_a_tag_is_resolved_once(self, hub: HubServer, store: Store) -> None:
        """A tag in the catalog is pinned to its commit, and needs no second request"""
        tagged = replace(self.russian, revision="v1")
        revisions = hub.repositories["newsroom/tiny"]
        revisions["v1"] = revisions["main"]
        assert pull(tagged, store, endpoint=hub.endpoint).revision == revisions["main"].commit
        hub.requests.clear()
        pull(tagged, store, endpoint=hub.endpoint)
        assert hub.requests == []

    def test_what_other_pulls_left_is_cleared_away(self, hub: HubServer, store: Store) -> None:
        """Leftovers of another revision and of a killed conversion do not get in"""
        workshop = root_of(store) / ".partial" / "tiny"
        for stale in ("source-old", "converted/tiny", "unpacked"):
            (workshop / stale).mkdir(parents=True)
            (workshop / stale / "stale.bin").write_bytes(b"old")
        installed = pull(self.russian, store, endpoint=hub.endpoint)
        assert "stale.bin" not in installed.files
        assert not workshop.exists()

    def test_a_size_other_than_the_hub_s_is_refused(self, hub: HubServer, store: Store) -> None:
        """A file that is not as long as the hub said is refused by its name"""
        hub.repositories["newsroom/tiny"]["main"].sizes["model.safetensors"] = 99_999
        with pytest.raises(DownloadError, match="100000 bytes, but 99999 were promised"):
            pull(self.russian, store, endpoint=hub.endpoint, retry=QUICK)
        assert names(store) == []

    def test_a_token_is_kept_from_other_origins(
        self, hub: HubServer, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The hub gets the user's token; the storage that it redirects to does not"""
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        pull(self.russian, store, endpoint=hub.endpoint)
        elsewhere = [r for r in hub.requests if r.path.startswith("/cdn/")]
        assert elsewhere
        assert all("authorization" not in request.headers for request in elsewhere)
        asked = [r for r in hub.requests if not r.path.startswith("/cdn/")]
        assert all(r.headers["authorization"] == "Bearer hf_secret" for r in asked)


def test_a_conversion_that_fails_keeps_the_download(
    hub: HubServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After installing what was missing for the conversion nothing is downloaded again"""
    monkeypatch.setattr("dragoman_models.conversion.find_spec", lambda _: None)
    for _ in range(2):
        with pytest.raises(ConversionError, match=r"dragoman\[convert\]"):
            pull(translator("tiny"), store, endpoint=hub.endpoint)
    assert len(hub.downloads("model.safetensors")) == 1
    assert names(store) == []
    assert store.is_interrupted("tiny")


class TestProcesses:
    """Pulls in processes of their own, which get killed."""

    @pytest.fixture
    def arguments(self, tmp_path: Path, armenian: Checkpoint) -> list[str | Path]:
        """Give the options of the command."""
        catalog = models_command.write_catalog(tmp_path / "catalog.toml", armenian)
        return ["--store", tmp_path / "checkpoints", "--catalog", catalog]

    def start(self, arguments: list[str | Path]) -> subprocess.Popen[str]:
        """Start to pull."""
        return models_command.start(*arguments, "pull", "tiny-armenian")

    def state(self, arguments: list[str | Path]) -> str:
        """Read the checkpoint's state off the list."""
        lines = models_command.run(*arguments, "list").stdout.splitlines()
        (line,) = [each for each in lines if each.startswith("tiny-armenian\t")]
        return line.split("\t")[1]

    def test_a_download_that_was_killed_is_resumed(
        self, hub: HubServer, arguments: list[str | Path], store: Store
    ) -> None:
        """After SIGKILL nothing is listed as installed, and no byte on disk is sent again"""
        hub.bytes_per_second = 2_000_000
        with self.start(arguments) as process:
            wait_until(lambda: sum(r.sent for r in hub.requests) > 1_000_000)
            process.send_signal(signal.SIGKILL)
        assert names(store) == []
        assert store.scan().broken == ()
        assert self.state(arguments) == "interrupted"
        (part,) = root_of(store).glob(".partial/*/*/*.part")
        kept = part.stat().st_size
        assert kept > 500_000
        hub.requests.clear()
        hub.bytes_per_second = None
        finished = models_command.run(*arguments, "pull", "tiny-armenian")
        assert finished.returncode == 0, finished.stderr
        (request,) = hub.requests
        assert (request.start, request.sent) == (kept, len(ARCHIVE) - kept)
        assert self.state(arguments) == "installed"
        assert answer(store.verify("tiny-armenian"), "hy") == SAYING

    def test_a_repository_that_was_killed_is_resumed(
        self, hub: HubServer, tmp_path: Path, store: Store
    ) -> None:
        """After SIGKILL whole files are not asked for again, and the weights only in part"""
        hub.add_repository("newsroom/tiny", {**REPOSITORY, "model.safetensors": ARCHIVE})
        catalog = models_command.write_catalog(tmp_path / "catalog.toml", translator("tiny"))
        arguments = ["--store", tmp_path / "checkpoints", "--catalog", catalog, "pull", "tiny"]
        arguments += ["--endpoint", hub.endpoint]
        hub.bytes_per_second = 2_000_000
        with models_command.start(*arguments) as process:
            wait_until(lambda: sum(r.sent for r in hub.requests) > 1_000_000)
            process.send_signal(signal.SIGKILL)
        (part,) = root_of(store).glob(".partial/*/*/*.part")
        kept = part.stat().st_size
        hub.requests.clear()
        hub.bytes_per_second = None
        # These weights convert nowhere, but they must have come by then.
        finished = models_command.run(*arguments)
        assert finished.returncode == 1
        assert "tiny: converting" in finished.stderr
        (request,) = [request for request in hub.requests if request.sent]
        assert (request.start, request.sent) == (kept, len(ARCHIVE) - kept)
        assert names(store) == []

    @pytest.mark.parametrize("stage", [Stage.CONVERTING, Stage.CHECKING])
    def test_a_later_stage_that_was_killed_costs_no_download(
        self, hub: HubServer, arguments: list[str | Path], store: Store, stage: Stage
    ) -> None:
        """After SIGKILL while converting or checking the next pull uses what has come"""
        with self.start(arguments) as process:
            assert process.stderr is not None
            while f": {stage.value}" not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
        assert names(store) == []
        assert store.scan().broken == ()
        hub.requests.clear()
        assert models_command.run(*arguments, "pull", "tiny-armenian").returncode == 0
        assert hub.requests == []
        assert names(store) == ["tiny-armenian"]

    def test_kills_at_any_moment_leave_nothing_half_done(
        self, arguments: list[str | Path], store: Store
    ) -> None:
        """However late the kill comes, the checkpoint is installed and whole, or not there"""
        for delay in (0.3, 0.6, 0.9, 1.2, 1.5, 1.8):
            with self.start(arguments) as process:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
            assert store.scan().broken == ()
            for installed in store.installed():
                store.verify(installed.checkpoint.name)
        assert models_command.run(*arguments, "pull", "tiny-armenian").returncode == 0
        store.verify("tiny-armenian")
        assert "tiny-armenian" in read_lock(root_of(store))

    def test_two_processes_download_once(
        self, hub: HubServer, arguments: list[str | Path], store: Store
    ) -> None:
        """The second waits, says so, and finds the checkpoint installed"""
        hub.bytes_per_second = 2_000_000
        with self.start(arguments) as first:
            wait_until(lambda: bool(hub.requests))
            with self.start(arguments) as second:
                _, said = second.communicate(timeout=120)
            first.communicate(timeout=120)
        assert (first.returncode, second.returncode) == (0, 0)
        assert "waiting for another process" in said
        assert len(hub.downloads(ARCHIVE_NAME)) == 1
        assert names(store) == ["tiny-armenian"]

    def test_a_store_whose_disk_is_read_only_is_reported(self, arguments: list[str | Path]) -> None:
        """A place where not even root can write gives one line and the exit code 1"""
        arguments = ["--store", "/proc/dragoman", *arguments[2:]]
        finished = models_command.run(*arguments, "pull", "tiny-armenian")
        assert finished.returncode == 1
        assert "cannot write checkpoint 'tiny-armenian' to /proc/dragoman" in finished.stderr
        assert "Traceback" not in finished.stderr


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to happen, and fail when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("it did not happen in time")
        time.sleep(0.005)


def test_a_replacement_that_was_killed_is_undone_by_the_next_pull(
    hub: HubServer, store: Store, armenian: Checkpoint
) -> None:
    """An older checkpoint that was moved aside by a killed process comes back"""
    pull(armenian, store)
    place = root_of(store) / "tiny-armenian"
    place.rename(root_of(store) / ".tiny-armenian.retired")
    assert names(store) == []
    hub.requests.clear()
    pull(armenian, store)
    assert names(store) == ["tiny-armenian"]
    assert hub.requests == []
    assert sorted(path.name for path in root_of(store).iterdir()) == [
        ".locks",
        ".partial",
        "dragoman.lock",
        "tiny-armenian",
    ]


def test_other_checkpoints_are_left_alone(store: Store, armenian: Checkpoint) -> None:
    """A pull changes nothing about another checkpoint"""
    folder = install(root_of(store), translator("neighbour"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    pull(armenian, store)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(store) == ["neighbour", "tiny-armenian"]
