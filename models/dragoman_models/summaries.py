"""Summaries of an article in its own language, by a BART checkpoint or by extraction.

A sentence that a checkpoint wrote is returned only when the article supports
it; otherwise the sentence of the article that it came nearest to stands in its
place, flagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman_models import extractive
from dragoman_models.datelines import dateline_end
from dragoman_models.raised import without_markup
from dragoman_models.respelling import needs_respelling, respell
from dragoman_models.segmentation import segment
from dragoman_models.support import nearest_sentence, unsupported_words
from dragoman_models.types import (
    Article,
    CheckpointIdentity,
    DecodeRequest,
    DecodingOptions,
    Flag,
    Hypothesis,
    Role,
    SequenceModel,
    Steps,
    Summary,
    SummaryLength,
    SummarySentence,
    TranslationOptions,
)

__all__ = ["EXTRACTIVE_IDENTITY", "MAX_WORDS", "Summarizer", "extracted", "sentences_of"]

EXTRACTIVE_IDENTITY = CheckpointIdentity("extractive", "1")

# The contract's lengths, in words.
MAX_WORDS = {
    SummaryLength.HEADLINE: 16,
    SummaryLength.BRIEF: 60,
    SummaryLength.PARAGRAPH: 130,
}
# Subword tokens to write for each length: a word of news is about 1.3 tokens.
_NEW_TOKENS = {
    SummaryLength.HEADLINE: 32,
    SummaryLength.BRIEF: 90,
    SummaryLength.PARAGRAPH: 190,
}
_TOLD = frozenset({Role.LEAD, Role.BODY, Role.QUOTE, Role.LIST_ITEM})
_EXTRACTED = (Flag.EXTRACTIVE,)
_SHORTENED = (Flag.EXTRACTIVE, Flag.TRUNCATED)
_CLAUSE_MARKS = ",;:—– "
_REPLACED = (Flag.UNSUPPORTED_REPLACED, Flag.EXTRACTIVE)


@dataclass(frozen=True, slots=True)
class Summarizer:
    """Summarize articles with a checkpoint, or by extraction where `model` is None.

    `prompts` maps a length to what the model wants before the text; a length
    that a model with prompts has none for is left to extraction.
    """

    model: SequenceModel | None
    options: TranslationOptions | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)

    def summarize(self, article: Article, *, length: SummaryLength) -> Steps[Summary]:
        """Return a summary of whole sentences that keeps to the length's words."""
        headline = _headline(article)
        sentences = sentences_of(article)
        if not sentences and headline is not None:
            sentences = (headline,)
        has_headline = length is SummaryLength.HEADLINE and headline is not None
        if self.model is None or has_headline or not sentences or not self._writes(length):
            return extracted(sentences, length=length, headline=headline)
        source = self._source(self.model, sentences, self.prompts.get(length.value, ""))
        answers = yield [DecodeRequest(self.model.identity.name, source, self._decoding(length))]
        written = _best_supported(answers[0], sentences, length=length)
        if not written or _words(written) > MAX_WORDS[length]:
            return extracted(sentences, length=length, headline=headline)
        return Summary(length, written, self.model.identity)

    def _writes(self, length: SummaryLength) -> bool:
        return not self.prompts or length.value in self.prompts

    def _source(
        self, model: SequenceModel, sentences: Sequence[str], prompt: str
    ) -> tuple[str, ...]:
        """Tokenise the opening of an article, as many whole sentences as the model takes."""
        tokens: tuple[str, ...] = ()
        taken: list[str] = []
        for sentence in sentences:
            longer = model.encode(prompt + " ".join((*taken, sentence)))
            if len(longer) > model.max_source_tokens:
                break
            taken.append(sentence)
            tokens = longer
        return tokens or self._clipped(model, sentences[0], prompt)

    @staticmethod
    def _clipped(model: SequenceModel, sentence: str, prompt: str) -> tuple[str, ...]:
        """Tokenise the first part of a sentence that alone is too long for the model."""
        parts = segment(
            sentence,
            max_tokens=model.max_source_tokens,
            count_tokens=lambda text: len(model.encode(prompt + text)),
        )
        return model.encode(prompt + parts[0].text)

    def _decoding(self, length: SummaryLength) -> DecodingOptions:
        asked = None if self.options is None else self.options.num_beams
        beams = asked or (self.model.num_beams if self.model else 1)
        return DecodingOptions(
            num_beams=beams,
            # What one hypothesis invents another may not have.
            num_hypotheses=beams,
            max_new_tokens=_NEW_TOKENS[length],
            # The settings that the public summarizers were measured with.
            no_repeat_ngram_size=3,
            length_penalty=2.0,
        )


def extracted(sentences: Sequence[str], *, length: SummaryLength, headline: str | None) -> Summary:
    """Choose sentences of an article as its summary."""
    if length is SummaryLength.HEADLINE and headline is not None:
        chosen: tuple[str, ...] = (headline,)
    else:
        indices = extractive.summarize(sentences, length=length, headline=headline)
        chosen = tuple(sentences[index] for index in indices)
    told = tuple(_extract(sentence, MAX_WORDS[length]) for sentence in chosen)
    return Summary(length, told, EXTRACTIVE_IDENTITY)


def _extract(sentence: str, most_words: int) -> SummarySentence:
    """Take a sentence of the article; of one that alone is too long its opening, and say so."""
    if len(sentence.split()) <= most_words:
        return SummarySentence(sentence, _EXTRACTED)
    parts = segment(sentence, max_tokens=most_words, count_tokens=lambda text: len(text.split()))
    opening = parts[0].text
    whole = opening.rstrip(_CLAUSE_MARKS)
    # A clause ends at a mark of its own; other words were cut off in its middle.
    ending = "" if whole != opening else "…"
    return SummarySentence(f"{whole}{ending}", _SHORTENED)


def sentences_of(article: Article) -> tuple[str, ...]:
    """List the sentences of an article's running text, or of all of it where there is none."""
    told = [without_markup(section) for section in article.sections if section.role in _TOLD]
    texts = told or [without_markup(section) for section in article.sections]
    return tuple(_sentences(texts))


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of texts; the dateline before one is no part of what it tells."""
    for text in texts:
        for one in segment(text, max_tokens=len(text) + 1, count_tokens=len):
            dateline = dateline_end(one.text)
            told = one.text if dateline is None else one.text[dateline[1] :]
            if any(character.isalpha() for character in told):
                yield told


def _headline(article: Article) -> str | None:
    return next(
        (without_markup(one) for one in article.sections if one.role is Role.HEADLINE), None
    )


def _best_supported(
    hypotheses: Sequence[Hypothesis], sentences: Sequence[str], *, length: SummaryLength
) -> tuple[SummarySentence, ...]:
    """Take the first hypothesis of those of which fewest sentences had to be replaced."""
    written = [_supported(each, sentences, length=length) for each in hypotheses]
    return min(filter(None, written), key=_replacements, default=())


def _words(sentences: Sequence[SummarySentence]) -> int:
    return sum(len(sentence.text.split()) for sentence in sentences)


def _replacements(sentences: Sequence[SummarySentence]) -> int:
    return sum(Flag.UNSUPPORTED_REPLACED in sentence.flags for sentence in sentences)


def _supported(
    hypothesis: Hypothesis, sentences: Sequence[str], *, length: SummaryLength
) -> tuple[SummarySentence, ...]:
    """Check what the model wrote, sentence by sentence, and keep to the length's words."""
    source = " ".join(sentences)
    kept: list[SummarySentence] = []
    words = 0
    for sentence in _finished_sentences(
        hypothesis, source, stopped=length is not SummaryLength.HEADLINE
    ):
        checked = _checked(sentence, source, sentences)
        words += len(checked.text.split())
        if kept and words > MAX_WORDS[length]:
            break
        if checked.text not in {one.text for one in kept}:
            kept.append(checked)
    return tuple(kept)


def _finished_sentences(hypothesis: Hypothesis, source: str, *, stopped: bool) -> list[str]:
    """List a hypothesis's sentences, without a last one that decoding cut off."""
    text = hypothesis.text.strip()
    if needs_respelling(text):
        # Such checkpoints are trained on headlines and standfirsts, which have no full stop.
        stop = "." if stopped and text[-1:].isalnum() else ""
        text = f"{respell(text, source)}{stop}"
    sentences = list(_sentences([text]))
    return sentences if hypothesis.finished else sentences[:-1]


def _checked(sentence: str, source: str, sentences: Sequence[str]) -> SummarySentence:
    if not unsupported_words(sentence, source):
        return SummarySentence(sentence)
    return SummarySentence(sentences[nearest_sentence(sentence, sentences)], _REPLACED)
