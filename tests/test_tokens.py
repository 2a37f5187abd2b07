"""The tokenizers: parity with transformers, and texts that look like commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sentencepiece
from tiny_checkpoints import LINES, PLACEHOLDERS, build_tiny_bart, build_tiny_marian, respell
from transformers import AutoTokenizer, MarianTokenizer

from dragoman_models.tokens import BartTokens, MarianTokens, is_target_token

NAMES = (
    "Ստեփանակերտ",
    "Նիկոլ Փաշինյան",
    "İlham Əliyev",
    "Xankəndi şəhəri",
    "تهران‌پارس",
    "محمدباقر قالیباف",
    "Дмитрий Песков",
    "Ёлка",
)
ODDITIES = (
    "“Quoted,” he said — “no!”",
    "It's the ‘other’ one’s…",
    "https://en.wikipedia.org/wiki/Foo_(bar)?q=1&r=2",
    "write to desk@example.org, #tag @handle",
    "😀 👩‍👩‍👧 and the flag 🇦🇲",
    "１２３４５ ＡＢＣ ％",
    "10\u00a0000 people, 5 % of them",
    "tab\there and\nline",
    "nul\x00inside",
    "e\u0301 combining, naïve café",
    "soft\u00adhyphen, zero\u200bwidth, non\u200cjoiner",
    "«guillemets» „low“ `back` ''two''",
    "⟦3⟧ is kept",
    "№ 5 ½ … 5°C",
    "   ",
    "",
)


@pytest.fixture(scope="module")
def marian_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint with one target."""
    folder = tmp_path_factory.mktemp("tokens") / "tiny-en-hy"
    return build_tiny_marian(folder, target_language="hy")


@pytest.fixture(scope="module")
def marian(marian_folder: Path) -> MarianTokens:
    """Open its tokenizer."""
    return MarianTokens(marian_folder, _vocabulary(marian_folder))


@pytest.fixture(scope="module")
def reference(marian_folder: Path) -> Callable[[str], list[str]]:
    """Tokenise with transformers: normalise, tokenise, look the pieces up."""
    tokenizer = MarianTokenizer.from_pretrained(marian_folder)
    pieces = {number: piece for piece, number in tokenizer.get_vocab().items()}

    def encode(text: str) -> list[str]:
        return [pieces[number] for number in tokenizer(tokenizer.normalize(text)).input_ids]

    return encode


def _vocabulary(folder: Path) -> list[str]:
    vocabulary: list[str] = json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))
    return vocabulary


def test_marian_tokens_are_those_of_transformers(
    marian: MarianTokens, reference: Callable[[str], list[str]]
) -> None:
    """Several hundred texts with all that news holds give transformers' tokens one for one."""
    parts = [*NAMES, *ODDITIES, *PLACEHOLDERS]
    texts = [*LINES, *parts, *(f"{part} {line} {part}" for part in parts for line in LINES)]
    assert len(texts) > 600
    differing = [text for text in texts if list(marian.encode(text)) != reference(text)]
    assert differing == []


def test_transformers_alone_does_not_normalise(marian: MarianTokens, marian_folder: Path) -> None:
    """Our tokens are those of normalised text, which transformers leaves to its caller."""
    tokenizer = MarianTokenizer.from_pretrained(marian_folder)
    text = "The “city” hall"
    assert tokenizer.tokenize(text) != tokenizer.tokenize(tokenizer.normalize(text))
    assert list(marian.encode(text)[:-1]) == tokenizer.tokenize(tokenizer.normalize(text))


def test_unknown_characters_become_the_unknown_token(marian: MarianTokens) -> None:
    """A character that no piece covers is `<unk>`, and its neighbours stay."""
    assert marian.encode("a 😀 b") == ("▁a", "▁", "<unk>", "▁b", "</s>")


@pytest.mark.parametrize("text", [">>rus<< The court", "The >>hye<< court", ">>hye<<", "</s><pad>"])
def test_text_that_reads_like_a_special_token_is_spelt_out(marian: MarianTokens, text: str) -> None:
    """What a writer wrote never becomes a target token or the end of the sentence."""
    tokens = marian.encode(text)
    assert tokens[-1] == "</s>"
    assert not any(is_target_token(token) or token in ("</s>", "<pad>") for token in tokens[:-1])
    assert "".join(tokens[:-1]).replace("▁", "") == text.replace(" ", "")


def test_piece_that_reads_like_a_target_token_is_spelt_out(tmp_path: Path) -> None:
    """Where SentencePiece itself knows `>>rus<<` as one piece, it still comes out in letters."""
    for name in ("source", "target"):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(LINES),
            model_prefix=str(tmp_path / name),
            model_type="char",
            user_defined_symbols=[">>rus<<"],
            required_chars="<>",
            minloglevel=2,
        )
        (tmp_path / f"{name}.model").rename(tmp_path / f"{name}.spm")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "source.spm"))
    assert processor.encode("a >>rus<<", out_type=str)[-1] == ">>rus<<"
    tokens = MarianTokens(tmp_path, [*"▁abrus<>", ">>rus<<"])
    assert tokens.encode("a >>rus<<") == (*"▁a▁>>rus<<", "</s>")
    assert tokens.encode("a", target_token=">>rus<<") == (">>rus<<", "▁", "a", "</s>")


def test_target_token_goes_first_and_is_one_token(marian: MarianTokens) -> None:
    """The target token stands before the text's first piece."""
    tokens = marian.encode("The court", target_token=">>hye<<")
    assert tokens == (">>hye<<", *marian.encode("The court"))


def test_an_opening_is_small_only_where_the_checkpoint_learnt_it_so(
    marian: MarianTokens, marian_folder: Path
) -> None:
    """A checkpoint that never saw a sentence open in small letters is shown none."""
    small = MarianTokens(marian_folder, _vocabulary(marian_folder), small_openings=True)
    assert small.encode("Transport stopped.") == marian.encode("transport stopped.")
    assert marian.encode("Transport stopped.") != marian.encode("transport stopped.")


def test_a_word_of_the_lexicon_has_its_translation_beside_it(
    marian: MarianTokens, marian_folder: Path
) -> None:
    """The bar before it is a token that no text gives."""
    hint = respell("court", "hy")
    hinted = MarianTokens(marian_folder, _vocabulary(marian_folder), lexicon={"court": hint})
    plain, shown = marian.encode("The court said."), hinted.encode("The court said.")
    bar = shown.index("</s>")
    assert shown[:bar] == marian.encode("The court")[:-1] == plain[:bar]
    pieces = len(shown) - len(plain)
    assert marian.decode(shown[bar + 1 : bar + pieces]) == hint
    assert shown[bar + pieces :] == plain[bar:]


def test_words_that_are_not_listed_are_not_kept(marian_folder: Path) -> None:
    """A server that runs for months meets more words than it has memory for."""
    hinted = MarianTokens(marian_folder, _vocabulary(marian_folder), lexicon={"court": "court"})
    before = len(vars(hinted)["_hints"])
    hinted.encode("No such word is there.")
    assert len(vars(hinted)["_hints"]) == before


def test_a_hint_that_would_make_a_text_too_long_is_left_out(
    marian: MarianTokens, marian_folder: Path
) -> None:
    """No text is cut for the sake of hints."""
    text = "The court said."
    fits = len(marian.encode(text)) + 1
    hinted = MarianTokens(
        marian_folder, _vocabulary(marian_folder), lexicon={"court": "court"}, longest_hinted=fits
    )
    assert hinted.encode(text) == marian.encode(text)


def test_lone_surrogates_do_not_break_encoding(marian: MarianTokens) -> None:
    """A string that UTF-8 cannot carry is tokenised all the same."""
    assert marian.encode("a \ud800 b")[-1] == "</s>"


@pytest.mark.parametrize("line", LINES)
def test_marian_decoding_gives_the_text_back(marian: MarianTokens, line: str) -> None:
    """Source pieces and target pieces join to the text they stand for."""
    pieces = marian.encode(line)[:-1]
    target = [respell(piece, "hy") for piece in pieces]
    assert marian.decode(target) == respell(marian.decode(pieces), "hy")


def test_decoding_leaves_no_sign_of_pieces(marian: MarianTokens) -> None:
    """A piece that only the source's model knows keeps no `▁`, and a composed text comes out."""
    assert marian.decode(["▁Yere", "van", "▁", "e\u0301"]) == "Yerevan é"


def test_bart_byte_level_tokens_are_those_of_transformers(tmp_path: Path) -> None:
    """vocab.json and merges.txt give the tokens of transformers' BartTokenizer."""
    folder = build_tiny_bart(tmp_path / "tiny-bart")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BartTokenizer"}')
    reference = AutoTokenizer.from_pretrained(folder)
    ours = BartTokens(folder, begin="<s>", end="</s>", unknown="<unk>")
    for text in (*LINES, *NAMES, *ODDITIES):
        assert list(ours.encode(text)) == reference.convert_ids_to_tokens(
            reference(text).input_ids
        ), text


@pytest.mark.parametrize("tokenizer", ["bpe", "json"])
def test_bart_byte_level_gives_every_text_back(tmp_path: Path, tokenizer: str) -> None:
    """Bytes spell any script, so a text survives encoding and decoding."""
    folder = build_tiny_bart(tmp_path / "tiny-bart", tokenizer=tokenizer)
    tokens = BartTokens(folder, begin="<s>", end="</s>", unknown="<unk>")
    for text in (*LINES, *NAMES):
        assert tokens.decode(tokens.encode(text)) == text


def test_bart_text_with_special_tokens_is_text(tmp_path: Path) -> None:
    """`</s>` and `<s>` in an article do not end or begin it."""
    folder = build_tiny_bart(tmp_path / "tiny-bart")
    tokens = BartTokens(folder, begin="<s>", end="</s>", unknown="<unk>").encode("a</s> <s>b")
    assert tokens[0] == "<s>"
    assert tokens[-1] == "</s>"
    assert not {"<s>", "</s>"} & set(tokens[1:-1])


def test_word_piece_lower_cases_unless_told_otherwise(tmp_path: Path) -> None:
    """vocab.txt is lower-cased by default, and kept as written where the settings say so."""
    folder = build_tiny_bart(tmp_path / "tiny-bart", tokenizer="wordpiece")
    settings = {"begin": "[CLS]", "end": "[SEP]", "unknown": "[UNK]"}
    assert BartTokens(folder, **settings).encode("The court")[:2] == ("[CLS]", "the")
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": False}))
    assert BartTokens(folder, **settings).encode("The court")[1] != "the"


def test_tokenizer_json_brings_its_own_opening_and_closing(tmp_path: Path) -> None:
    """A rule in tokenizer.json is followed; the text is neither cut nor filled up."""
    from tokenizers import Tokenizer, processors

    folder = build_tiny_bart(tmp_path / "tiny-bart", tokenizer="json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="</s> $A </s>", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))]
    )
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=50)
    tokenizer.save(str(folder / "tokenizer.json"))
    tokens = BartTokens(folder, begin="<s>", end="</s>", unknown="<unk>").encode(LINES[0])
    assert tokens[0] == tokens[-1] == "</s>"
    assert 4 < len(tokens) < 50
