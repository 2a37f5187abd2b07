"""The pure parts of `benchmarks/peers`: packing, reading results, tables, observing."""

from __future__ import annotations

import asyncio
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece
from benchmarks.peers.environments import ENVIRONMENTS, Environment, pinned
from benchmarks.peers.measuring import LoadFailedError, loads, measure, rotated
from benchmarks.peers.observing import (
    PROBES,
    doubled_end,
    figures,
    has_unknown,
    line_breaks,
    lost,
    observe,
    probed,
)
from benchmarks.peers.packing import pack, package_name
from benchmarks.peers.report import as_markdown
from benchmarks.peers.results import (
    Described,
    Kept,
    Measured,
    Observed,
    Results,
    from_json,
    to_json,
)
from benchmarks.peers.systems import WHOLE_LIST, System, by_calls, by_list
from benchmarks.peers.trees import tree_peak_mb, tree_processor_seconds
from benchmarks.peers.weights import CHOICES, Weights, chosen
from benchmarks.serving.options import bundled

SOURCE = "The president said on Monday that the talks would continue next week."


def a_load(system: str, clients: int, number: int, seconds: float) -> Measured:
    """Make a load of 100 sentences that took so long."""
    return Measured(
        system=system,
        clients=clients,
        number=number,
        sentences=100,
        failures={},
        seconds=seconds,
        p50_seconds=0.25,
        p95_seconds=0.5,
        processor_seconds=1.5,
    )


def a_run() -> Results:
    """Make a run in which one round is 5 times, another 3 times as fast."""
    systems = ("Dragoman", "LibreTranslate", "EasyNMT, whole list")
    return Results(
        about={"machine": "2 cores"},
        systems=tuple(Described(name, f"how {name} ran", 1.25, 200.0) for name in systems),
        measured=(
            a_load("LibreTranslate", 32, 0, 5.0),
            a_load("LibreTranslate", 1, 0, 10.0),
            a_load("Dragoman", 32, 0, 1.0),
            a_load("Dragoman", 32, 1, 2.0),
            a_load("LibreTranslate", 32, 1, 6.0),
            a_load("EasyNMT, whole list", WHOLE_LIST, 0, 20.0),
        ),
        observed=(Observed("LibreTranslate", "hy", 40, 3, 95.0, 12, 11, 0, 38),),
        kept=(
            Kept("Dragoman", "ru", "a file's name", kept=True, source="a_b", target="a_b"),
            Kept("LibreTranslate", "ru", "a file's name", kept=False, source="a_b", target="a b"),
        ),
        missing={"argos": "no network"},
    )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the Armenian checkpoint with a splitter of two files."""
    folder = tmp_path_factory.mktemp("argos")
    splitter = folder / "splitter"
    (splitter / "vocab").mkdir(parents=True)
    (splitter / "config.cfg").write_text("[nlp]", encoding="utf-8")
    (splitter / "vocab" / "strings.json").write_text("[]", encoding="utf-8")
    return pack(bundled("hy"), folder, language="hy", splitter=splitter)


def test_a_package_holds_what_argos_translate_looks_for(package: Path) -> None:
    """A package is one folder with metadata, model, SentencePiece model and splitter."""
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
    assert package.name == "translate-en_hy.argosmodel"
    assert names == {
        f"{package_name('hy')}/{member}"
        for member in (
            "metadata.json",
            "sentencepiece.model",
            "model/config.json",
            "model/model.bin",
            "model/shared_vocabulary.json",
            "spacy/config.cfg",
            "spacy/vocab/strings.json",
        )
    }


def test_a_package_names_its_languages(package: Path) -> None:
    """Argos Translate finds a package by the languages in its metadata."""
    with zipfile.ZipFile(package) as archive:
        metadata = json.loads(archive.read("translate-en_hy/metadata.json"))
    assert (metadata["from_code"], metadata["to_code"]) == ("en", "hy")
    assert metadata["to_name"] == "Armenian"


def test_a_packed_model_translates_pieces_without_an_end_mark(
    package: Path, tmp_path: Path
) -> None:
    """What a package's model makes of bare pieces is what ours makes of them with `</s>`."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "translate-en_hy"
    pieces = sentencepiece.SentencePieceProcessor(
        model_file=str(folder / "sentencepiece.model")
    ).encode(SOURCE, out_type=str)
    theirs = ctranslate2.Translator(str(folder / "model")).translate_batch([pieces])
    ours = ctranslate2.Translator(str(bundled("hy"))).translate_batch([[*pieces, "</s>"]])
    assert theirs[0].hypotheses == ours[0].hypotheses


def test_the_source_side_joins_the_pieces_of_the_target_side() -> None:
    """One SentencePiece model serves both sides, once each `▁` that is left is a space."""
    folder = bundled("hy")
    target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    sentence = "Նախագահը երկուշաբթի ասել է, որ բանակցությունները կշարունակվեն։"
    pieces = target.encode(sentence, out_type=str)
    assert source.decode_pieces(pieces).replace("▁", " ").strip() == target.decode_pieces(pieces)


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """A package does not depend on when it was made."""
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        contents.append(pack(bundled("az"), tmp_path / name, language="az").read_bytes())
    assert contents[0] == contents[1]


def test_a_checkpoint_that_lacks_a_file_cannot_be_packed(tmp_path: Path) -> None:
    """A missing file is an error, never a package without it."""
    with pytest.raises(FileNotFoundError):
        pack(tmp_path, tmp_path, language="ru")


def test_every_requirement_is_pinned() -> None:
    """Each line of a peer's requirements names one version, since pip looks for no others."""
    for environment in ENVIRONMENTS.values():
        lines = environment.requirements.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if not line.startswith("#") and "==" not in line] == []


def test_pinned_versions_are_found_whatever_their_case(tmp_path: Path) -> None:
    """The header of the report asks by the names that people know."""
    path = tmp_path / "x.txt"
    path.write_text("# pins\nEasyNMT==2.0.2\ntorch==2.13.0\n", encoding="utf-8")
    assert pinned(path, "easynmt", "torch") == {"easynmt": "2.0.2", "torch": "2.13.0"}


def test_an_environment_that_is_installed_is_left_alone(tmp_path: Path) -> None:
    """A second run neither removes nor installs anything."""
    requirements = tmp_path / "x.txt"
    requirements.write_text("", encoding="utf-8")
    environment = Environment("x", tmp_path / "x", requirements)
    environment.folder.mkdir()
    # The SHA-256 of no requirements at all.
    stamp = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (environment.folder / ".installed").write_text(stamp, encoding="ascii")
    environment.install()
    assert not environment.python.exists()


def test_weights_of_the_store_take_the_place_of_one_bundled_checkpoint(tmp_path: Path) -> None:
    """Russian comes from the store, as the server is told, and the rest from the wheel."""
    shaped = Weights("shaped", tmp_path)
    assert shaped.checkpoint("ru") == tmp_path / "opus-mt-shaped"
    assert shaped.checkpoint("hy") == bundled("hy")
    assert shaped.flags == ("--store", str(tmp_path))
    assert not shaped.says_something


def test_an_unknown_name_of_weights_lists_the_choices() -> None:
    """The bundled weights are chosen by name, and so is what there is instead."""
    assert chosen("bundled").checkpoint("ru") == bundled("ru")
    with pytest.raises(ValueError, match=", ".join(CHOICES)):
        chosen("nllb")


def test_a_peer_sees_its_own_home_and_no_hub(tmp_path: Path) -> None:
    """Nothing of the user's settings reaches a peer, and nothing of a peer's the user."""
    variables = Environment("x", tmp_path, tmp_path).variables(ARGOS_BEAM_SIZE="4")
    homes = [value for name, value in variables.items() if name == "HOME" or "XDG" in name]
    assert all(Path(home).is_relative_to(tmp_path / "home") for home in homes)
    assert (variables["HF_HUB_OFFLINE"], variables["ARGOS_BEAM_SIZE"]) == ("1", "4")


def test_no_sentence_stands_in_two_loads() -> None:
    """A system that keeps its last answers gains nothing from one load for the next."""
    found = loads(16)
    texts = [text for some in found.values() for text in some]
    assert {clients: len(some) for clients, some in found.items()} == {1: 2, 8: 8, 32: 16, 0: 8}
    assert len(set(texts)) == len(texts)


def a_system(name: str = "echo", *, fails: bool = False) -> System:
    """Make a system in this process that echoes or fails."""

    async def ask(text: str, language: str) -> str:
        if fails:
            raise ConnectionRefusedError(text)
        return f"{language}: {text}"

    return System(name, "", by_calls(ask), (1,), os.getpid(), 0.0)


def test_rounds_rotate_the_order() -> None:
    """No system is always the first, which a machine that warms up would slow."""
    systems = [a_system(name) for name in "abc"]
    orders = ["".join(one.name for one in rotated(systems, number)) for number in range(4)]
    assert orders == ["abc", "bca", "cab", "abc"]


def test_a_load_is_measured_and_its_translations_kept() -> None:
    """Every text is sent once, and the clients' failures are counted."""
    system = a_system()
    found = asyncio.run(measure(system, ["one", "two"], "ru", clients=2, number=3))
    answered = asyncio.run(system.send(["one", "two"], "ru", clients=2))
    assert (found.system, found.number, found.sentences, found.failed) == ("echo", 3, 2, 0)
    assert answered.targets == {"one": "ru: one", "two": "ru: two"}


def test_a_load_that_nobody_answered_is_no_figure() -> None:
    """A system that fails altogether stops the run, with how its calls ended."""
    with pytest.raises(LoadFailedError, match="ConnectionRefusedError"):
        asyncio.run(measure(a_system(fails=True), ["one"], "ru", clients=1, number=0))


def test_in_a_whole_list_every_sentence_waits_for_the_last() -> None:
    """One call has as many latencies as sentences, all of them the whole time."""

    async def ask_all(texts: list[str], language: str) -> list[str]:
        return [f"{language}: {text}" for text in texts]

    send = by_list(ask_all)  # type: ignore[arg-type]  # a list is what the caller gives here
    answered = asyncio.run(send(["one", "two"], "ru", clients=WHOLE_LIST))
    assert answered.load.latencies == (answered.load.wall_seconds,) * 2
    assert answered.targets["two"] == "ru: two"


def test_the_tree_of_this_process_takes_time_and_memory() -> None:
    """A process is part of its own tree."""
    assert tree_processor_seconds(os.getpid()) > 0
    assert tree_peak_mb(os.getpid()) > 1


def test_results_are_read_as_they_were_written() -> None:
    """A run survives JSON, so that its tables can be written anew."""
    assert from_json(json.loads(json.dumps(to_json(a_run())))) == a_run()


def test_a_ratio_is_paired_round_by_round() -> None:
    """Each round's speeds are divided by each other before the median is taken."""
    spread = a_run().ratio("Dragoman", "LibreTranslate", clients=32)
    assert (spread.least, spread.median, spread.greatest) == (3.0, 4.0, 5.0)


def test_a_load_that_was_not_run_has_no_value() -> None:
    """Asking for it is an error, not a zero."""
    with pytest.raises(KeyError, match="EasyNMT with 32 clients"):
        a_run().ratio("Dragoman", "EasyNMT", clients=32)


def test_the_page_says_whether_the_target_is_met() -> None:
    """The ratio at 32 clients stands beside the target, and NO where it is missed."""
    page = as_markdown(a_run())
    assert "| Dragoman / LibreTranslate | 4.0 (3.0–5.0) | 4 | yes |" in page
    slower = tuple(
        replace(one, seconds=one.seconds * 2) if one.system == "Dragoman" else one
        for one in a_run().measured
    )
    page = as_markdown(replace(a_run(), measured=slower))
    assert "| Dragoman / LibreTranslate | 2.0 (1.5–2.5) | 4 | NO |" in page


def test_the_page_has_a_row_for_each_load_and_says_what_is_missing() -> None:
    """Loads stand in the order of the systems; a peer that could not be had is named."""
    lines = as_markdown(a_run()).splitlines()
    rows = [line for line in lines if line.count("|") == 8 and line[2].isupper()]
    assert [row.split(" | ")[:2] for row in rows] == [
        ["| Dragoman", "32"],
        ["| LibreTranslate", "1"],
        ["| LibreTranslate", "32"],
        ["| EasyNMT, whole list", "one call"],
    ]
    assert "| – | – |" in rows[-1]
    assert "- not measured: argos: no network" in lines


def test_the_page_says_how_calls_failed() -> None:
    """Failures are added up over the rounds, by how the calls ended."""
    failing = tuple(replace(one, failures={"UNAVAILABLE": 2}) for one in a_run().measured)
    page = as_markdown(replace(a_run(), measured=failing))
    (row,) = (line for line in page.splitlines() if line.startswith("| Dragoman | 32 |"))
    assert row.endswith("| 4 UNAVAILABLE |")
    assert failing[0].per_second == 98 / failing[0].seconds


def test_the_page_shows_each_text_in_which_something_was_lost() -> None:
    """What arrived is counted for each system; what did not is quoted."""
    page = as_markdown(a_run())
    assert "| a file's name | 1 of 1 | 0 of 1 |" in page
    assert "- LibreTranslate, ru, a file's name: `a_b` became `a b`" in page


def test_figures_are_compared_whatever_their_digits() -> None:
    """Persian digits and another decimal mark are the same figure; a changed one is lost."""
    assert figures("۱۲٫۷۵ درصد") == figures("12,75 %")
    assert not lost("Prices rose by 12.75% in 2025.", "В 2025 году цены выросли на 12,75%.")
    assert lost("Prices rose by 12.75% in 2025.", "Цены выросли на 12,75%.") == {"2025": 1}


@pytest.mark.parametrize(
    ("target", "doubled"),
    [
        ("Նա ասաց այդ մասին։.", True),
        ("آیا مذاکرات پایان یافت؟?", True),
        ("Նա ասաց այդ մասին։", False),
        ("Он сказал…", False),
        ("Он сказал...", False),
    ],
)
def test_a_second_mark_at_the_end_is_seen(target: str, *, doubled: bool) -> None:
    """A mark behind the target language's own is one too many; dots of an ellipsis are not."""
    assert doubled_end(target) is doubled


def test_line_breaks_count_with_their_indentation() -> None:
    """Two paragraphs and an indented line differ from three plain lines."""
    assert line_breaks("a\n\n  b\nc") == ["\n\n  ", "\n"]


def test_pieces_for_the_unknown_are_seen() -> None:
    """SentencePiece's own sign and the vocabulary's are both told from text."""
    assert has_unknown("Цена ⁇ 5")
    assert has_unknown("Цена <unk> 5")
    assert not has_unknown("Цена 5")


def test_a_probe_judges_what_must_arrive() -> None:
    """A system that changes nothing keeps everything; one that trims lines loses them."""
    same = {probe.text: probe.text for probe in PROBES}
    assert all(one.kept for one in probed("echo", "ru", same))
    trimmed = {text: " ".join(text.split()).replace("_", " ") for text in same}
    lost_things = {one.what for one in probed("trim", "ru", trimmed) if not one.kept}
    assert lost_things == {"line breaks and indentation", "a file's name", "an e-mail address"}


def test_translations_are_held_beside_those_of_the_bare_weights() -> None:
    """Equal ones are counted, and faults are, over the texts that both have."""
    bare = {"Two of 3.": "Два из 3.", "He left.": "Он ушёл."}
    found = observe("x", "ru", {"Two of 3.": "Два из ⁇..", "He left.": "Он ушёл."}, bare)
    assert (found.sentences, found.same, found.unknown) == (2, 1, 1)
    assert (found.with_figures, found.figures_kept) == (1, 0)
    assert 0 < found.chrf < 100
