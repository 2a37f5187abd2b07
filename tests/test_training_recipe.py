"""The whole recipe on a toy corpus: prepare, tokenize, train, resume, average, export, evaluate."""

from __future__ import annotations

import csv
import json
import lzma
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

import ctranslate2  # noqa: E402
from training import evaluate, export, recipe  # noqa: E402
from training.alignment import train_aligner  # noqa: E402
from training.average import mixed_with_parent  # noqa: E402
from training.bundle import bundle_folder, read_description, revision  # noqa: E402
from training.model import Shape, bridge, build_model, inherit, load_parent  # noqa: E402
from training.prepare import read_pairs  # noqa: E402
from training.tokenizer import Vocabulary, learn_pieces, save_vocabulary  # noqa: E402
from transformers import MarianMTModel, MarianTokenizer  # noqa: E402

from dragoman_models.moses import normalise_punctuation  # noqa: E402

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]

NEWSWIRE = Path(__file__).parent.parent / "training" / "data" / "newswire"


@dataclass(frozen=True)
class Workshop:
    """The folders of one toy run."""

    corpus: Path
    evaluation: Path
    runs: Path
    run: Path
    bundled: Path


def _write_xz(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


def _lay_out_corpus(root: Path) -> tuple[Path, Path]:
    """Make a corpus of the repository's held-out newswire, in the layout of the real one."""
    corpus, evaluation = root / "corpus", root / "eval"
    (corpus / "news5").mkdir(parents=True)
    evaluation.mkdir()
    shutil.copy(NEWSWIRE / "newswire5.test.tsv", corpus / "news5" / "newswire5.train.tsv")
    shutil.copy(NEWSWIRE / "articles5.test.tsv", corpus / "news5" / "articles5.train.tsv")
    shutil.copy(NEWSWIRE / "newswire5.dev.tsv", evaluation)
    for language, rain in (("ru", "Шел дождь."), ("hy", "Անձրև էր գալիս։")):
        path = evaluation / f"flores200.dev.en-{language}.tsv"
        path.write_text(f"Rain fell.\t{rain}\n", "utf-8")
    _write_xz(corpus / "parallel" / "tatoeba.en-ru.tsv.xz", "It is late.\tУже поздно.\n")
    (corpus / "parallel" / "MANIFEST.tsv").write_text(
        "file\tlanguage\tlicence\n"
        "tatoeba.en-ru.tsv.xz\tru\tCC-BY-2.0 FR\n"
        "secret.en-ru.tsv.xz\tru\tnot stated\n",
        "utf-8",
    )
    (corpus / "coverage.train.tsv").write_text(
        "en\thy\tru\nThe crisis has a role.\t\tКризис играет роль.\n", "utf-8"
    )
    for part in ("train", "dev"):
        own = "She stayed here.\t\tОна осталась здесь.\n" if part == "train" else ""
        (corpus / f"short.{part}.tsv").write_text(
            f"en\thy\tru\nHe left home.\t\tОн ушел из дома.\n{own}", "utf-8"
        )
    article = json.dumps({"document": "Talks went on for a second day.", "title": "Talks"})
    _write_xz(corpus / "summarization" / "guardian_standfirst.train.jsonl.xz", article + "\n")
    return corpus, evaluation


def _make(workshop: Workshop, budget: str, *sets: str) -> None:
    recipe.main(
        [
            *("--languages", "ru", "hy", "--budget", budget, "--runs", str(workshop.runs)),
            *("--corpus", str(workshop.corpus), "--eval", str(workshop.evaluation)),
            *("--coverage", str(workshop.corpus)),
            *("--bundled", str(workshop.bundled), "--sets", *sets),
            *("--source-size", "700", "--target-size", "700"),
            *("--train-options", "--batch-tokens 256 --warmup 20"),
        ]
    )


def _log(workshop: Workshop) -> list[dict[str, float]]:
    with (workshop.run / "log.csv").open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Make two languages, and then give both more time; the tests look at what that left."""
    root = tmp_path_factory.mktemp("recipe")
    corpus, evaluation = _lay_out_corpus(root)
    done = Workshop(corpus, evaluation, root / "runs", root / "runs" / "ru", root / "bundled")
    _make(done, "3s")
    spent = max(_log(done)[-1]["seconds"], 1.5)
    _make(done, f"{2 * spent + 4}s", "newswire5-dev")
    return done


def test_a_shipped_checkpoint_is_trained_further(workshop: Workshop, tmp_path: Path) -> None:
    """A run begins with what is shipped, which knows more than three seconds teach."""
    recipe.main(
        [
            *("--languages", "ru", "--from-shipped", "--budget", "3s", "--sets"),
            *("--corpus", str(workshop.corpus), "--eval", str(workshop.evaluation)),
            *("--coverage", str(workshop.corpus), "--runs", str(tmp_path)),
            *("--bundled", str(tmp_path / "bundled"), "--train-options", "--batch-tokens 256"),
        ]
    )
    further = Workshop(workshop.corpus, workshop.evaluation, tmp_path, tmp_path / "ru", tmp_path)
    assert _log(further)[-1]["dev_news_loss"] < _log(workshop)[-1]["dev_news_loss"] - 2
    shipped, made = bundle_folder("ru"), bundle_folder("ru", tmp_path / "bundled")
    assert (made / "source.spm").read_bytes() == (shipped / "source.spm").read_bytes()
    assert (made / "model.bin").read_bytes() != (shipped / "model.bin").read_bytes()


def test_preparing_leaves_out_what_has_no_licence(workshop: Workshop) -> None:
    """The file without a licence does not even exist here, so reading it would fail."""
    pairs = read_pairs(workshop.runs / "data" / "ru.tsv")
    assert {pair.group for pair in pairs} == {"news", "coverage", "short", "prose", "phrases"}
    assert len(pairs) > 200


def test_preparing_leaves_out_what_is_held_out(workshop: Workshop) -> None:
    """A short sentence of both files is one to choose on."""
    pairs = read_pairs(workshop.runs / "data" / "ru.tsv")
    assert [pair.source for pair in pairs if pair.group == "short"] == ["She stayed here."]


def test_english_pieces_come_first_and_padding_last(workshop: Workshop) -> None:
    """Children find their parent's English rows, and CTranslate2 its padding row."""
    vocabulary = Vocabulary(workshop.runs / "tokenizers" / "en-ru")
    english = [vocabulary.source_model.id_to_piece(i) for i in range(700)]
    assert [vocabulary.ids[piece] for piece in english] == list(range(700))
    assert vocabulary.pad_id == len(vocabulary) - 1
    assert vocabulary.pad_id not in vocabulary.target_ids


def test_a_resumed_run_goes_on(workshop: Workshop) -> None:
    """The second start added steps to the first, in one log, and stopped at its budget."""
    first, second = _log(workshop)[:2]
    assert 0 < first["step"] < second["step"]
    assert first["seconds"] + 1.9 <= second["seconds"]
    assert first["target_tokens"] < second["target_tokens"]
    assert second["dev_news_loss"] < first["dev_news_loss"]
    assert (workshop.run / "log.png").stat().st_size > 1000


def test_only_the_last_snapshots_are_averaged(workshop: Workshop) -> None:
    """Snapshots of the first, shorter budget are gone."""
    first = _log(workshop)[0]["step"]
    steps = [int(path.stem.partition("-")[2]) for path in workshop.run.glob("weights-*.pt")]
    assert 0 < len(steps) <= 5
    assert min(steps) > first


def test_a_child_learns_from_its_parent(workshop: Workshop) -> None:
    """Both languages are exported, with the same English pieces."""
    folders = [bundle_folder(language, workshop.bundled) for language in ("ru", "hy")]
    assert len({(folder / "source.spm").read_bytes() for folder in folders}) == 1
    assert len({(folder / "target.spm").read_bytes() for folder in folders}) == 2


def test_padding_stays_zero(workshop: Workshop) -> None:
    """Marian's decoder starts from the padding row, which CTranslate2 takes to be zero."""
    model, vocabulary = load_parent(workshop.run / "hf")
    assert not model.model.shared.weight[vocabulary.pad_id].any()


def test_transformers_and_ctranslate2_agree(workshop: Workshop, tmp_path: Path) -> None:
    """Unmodified transformers and a conversion in float32 give a target the same probabilities."""
    folder = workshop.run / "hf"
    model, marian = MarianMTModel.from_pretrained(folder), MarianTokenizer.from_pretrained(folder)
    sentence = "The president said on Monday that the talks would continue next week."
    encoded = marian([marian.normalize(sentence)], return_tensors="pt")
    ours = Vocabulary(folder).encode_source([normalise_punctuation(sentence)])
    assert encoded["input_ids"].tolist() == ours
    targets = Vocabulary(folder).encode_target(["Переговоры продолжатся на следующей неделе."])
    started = torch.tensor([[model.config.pad_token_id, *targets[0][:-1]]])
    with torch.no_grad():
        logits = model(**encoded, decoder_input_ids=started).logits
    wanted = torch.tensor(targets)[..., None]
    theirs = logits.log_softmax(dim=-1).gather(-1, wanted)[0, :, 0].tolist()
    pieces = [[marian.decoder[i] for i in line] for line in (*ours, targets[0][:-1])]
    export.convert(folder, tmp_path / "converted", quantization="float32")
    translator = ctranslate2.Translator(str(tmp_path / "converted"))
    (scored,) = translator.score_batch(pieces[:1], pieces[1:])
    assert scored.log_probs == pytest.approx(theirs, abs=1e-3)


def test_the_export_describes_itself(workshop: Workshop) -> None:
    """The description names every file, and its revision is theirs."""
    folder = bundle_folder("ru", workshop.bundled)
    description = read_description(folder)
    assert {"model.bin", "config.json", "source.spm", "target.spm"} <= set(description["files"])
    assert description["golden"]["source"]
    assert description["revision"] == revision(description["files"])
    assert sum(file["size"] for file in description["files"].values()) < 12_000_000


def test_evaluation_needs_only_the_export(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table is printed and the figures land in the description."""
    evaluate.main(
        [
            *("--languages", "ru", "--sets", "articles5-test", "--record", "--details"),
            *("--bundled", str(workshop.bundled), "--output", str(workshop.run / "items")),
        ]
    )
    assert "| ru | articles5-test | 61 |" in capsys.readouterr().out
    scores = read_description(bundle_folder("ru", workshop.bundled))["scores"]
    assert set(scores["articles5-test"]) >= {"BLEU", "chrF", "numbers_kept"}
    assert len((workshop.run / "items" / "articles5-test.ru.jsonl").read_text().splitlines()) == 61


def test_a_child_inherits_layers_and_english_rows(workshop: Workshop) -> None:
    """What differs after inheriting is the rows of pieces the parent does not have."""
    parent, theirs = load_parent(workshop.run / "hf")
    child = build_model(theirs, Shape())
    assert inherit(child, theirs, parent, theirs) == len(theirs)
    for name, value in parent.state_dict().items():
        assert torch.equal(child.state_dict()[name], value), name


def test_a_bridged_piece_starts_at_its_translation(tmp_path: Path) -> None:
    """A new piece takes the place of the parent's piece that translates the same English one."""
    theirs, own = _toy_vocabulary(tmp_path / "ru", "ru"), _toy_vocabulary(tmp_path / "hy", "hy")
    parent, child = build_model(theirs, Shape()), build_model(own, Shape())
    rain, russian, armenian = own.ids["▁rain"], theirs.ids["▁дождь"], own.ids["▁անձրև"]
    aligners = tuple(
        train_aligner([[rain]] * 20, [[target]] * 20, len(vocabulary))
        for target, vocabulary in ((armenian, own), (russian, theirs))
    )
    inherit(child, own, parent, theirs)
    assert bridge(child, own, parent, theirs, aligners=aligners) == 1
    angle = torch.cosine_similarity(
        child.model.shared.weight[armenian], parent.model.shared.weight[russian], dim=0
    )
    assert float(angle) == pytest.approx(1.0, abs=1e-4)


def _toy_vocabulary(folder: Path, language: str) -> Vocabulary:
    words = {"ru": "дождь снег ветер", "hy": "անձրև ձյուն քամի"}
    folder.mkdir()
    for name, text in (("en", "rain snow wind"), (language, words[language])):
        size = 260 if name == "en" else 200
        learn_pieces([text] * 50, folder / name, size=size, normalisation="identity")
    save_vocabulary(folder / "en.model", folder / f"{language}.model", folder, language)
    return Vocabulary(folder)


def test_a_parent_is_mixed_in_by_its_share(workshop: Workshop) -> None:
    """Every weight lies between the run's and its parent's, and what bars pieces stays."""
    folder = workshop.run / "hf"
    parent, vocabulary = load_parent(folder)
    state = {name: value + 1.0 for name, value in parent.state_dict().items()}
    mixed = mixed_with_parent(state, folder, vocabulary, share=0.25)
    for name, value in parent.state_dict().items():
        distance = 1.0 if name == "final_logits_bias" else 0.75
        torch.testing.assert_close(mixed[name], value + distance)


def test_a_parent_of_another_language_is_not_mixed_in(workshop: Workshop) -> None:
    """Its rows are other pieces."""
    folder = workshop.run / "hf"
    armenian = Vocabulary(workshop.runs / "tokenizers" / "en-hy")
    with pytest.raises(ValueError, match="another vocabulary"):
        mixed_with_parent({}, folder, armenian, share=0.3)
