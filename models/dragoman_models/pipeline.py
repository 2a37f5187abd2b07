"""The composition: an article through the models into translations and summaries.

Nothing here computes or waits. Each method returns `Steps`: a generator that
asks for hypotheses and is answered by whoever drives it (see `run`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman_models import article as articles
from dragoman_models import english_case, languages, markup, protection
from dragoman_models.errors import CheckpointMissingError
from dragoman_models.ladder import Candidate, SegmentTranslator
from dragoman_models.memory import SegmentMemory
from dragoman_models.raised import Shown
from dragoman_models.rejoining import mended
from dragoman_models.segmentation import join, segment, spaced
from dragoman_models.summaries import Summarizer
from dragoman_models.terms import Terms
from dragoman_models.tuning import Tuning
from dragoman_models.types import (
    Article,
    ArticleTranslation,
    DecodeRequest,
    Flag,
    Hypothesis,
    Section,
    SectionTranslation,
    Segment,
    SegmentTranslation,
    SequenceModel,
    Steps,
    Summary,
    SummaryLength,
    SummarySentence,
    T,
    TranslatedSection,
    TranslationOptions,
)

__all__ = ["Pipeline", "run"]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Translate and summarize articles with the models that are loaded.

    `models` maps a checkpoint's name to the loaded model, `translators` a target
    language to the name of the checkpoint that serves it; `summarizer` names the
    checkpoint that writes summaries, or is None for extractive ones; `prompts` are
    that checkpoint's, see `Summarizer`. `house_terms` holds a glossary's terms for
    each language, under those of the options. `others` lists for a target language
    the loaded checkpoints that are asked where the first fails, best first, and
    `tunings` says by a checkpoint's name what was measured of it. What `memory`
    knows of is not translated again.
    """

    models: Mapping[str, SequenceModel]
    translators: Mapping[str, str]
    summarizer: str | None = None
    install_commands: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    house_terms: Mapping[str, Terms] = field(default_factory=dict)
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tunings: Mapping[str, Tuning] = field(default_factory=dict)
    memory: SegmentMemory | None = None

    def translate(
        self, article: Article, *, target: str, options: TranslationOptions | None = None
    ) -> Steps[ArticleTranslation]:
        """Translate every section of an article, in order, into one language.

        Raises:
            UnsupportedLanguageError: the target is no language of ours.
            CheckpointMissingError: no checkpoint for the target is loaded.
        """
        known = english_case.spellings(section.text for section in article.sections)
        translator = replace(self._translator(target, options), spellings=known)
        plan = [self._segments(section, translator) for section in article.sections]
        segments = [one for section in plan for one in section]
        aligned = any(section.tags for section in article.sections)
        candidates = yield from translator.translate(segments, with_alignment=aligned)
        return _assembled(article, plan, candidates, translator)

    def summarize(
        self,
        article: Article,
        *,
        length: SummaryLength = SummaryLength.BRIEF,
        options: TranslationOptions | None = None,
    ) -> Steps[Summary]:
        """Summarize an article in its own language; every sentence is supported by it."""
        model = None if self.summarizer is None else self.models[self.summarizer]
        summarizer = Summarizer(model, options, self.prompts)
        return (yield from summarizer.summarize(article, length=length))

    def translate_summary(
        self, summary: Summary, *, target: str, options: TranslationOptions | None = None
    ) -> Steps[Summary]:
        """Translate a summary sentence by sentence.

        Raises:
            UnsupportedLanguageError: the target is no language of ours.
            CheckpointMissingError: no checkpoint for the target is loaded.
        """
        translator = self._translator(target, options)
        plan = [
            segment(
                sentence.text,
                max_tokens=translator.model.max_source_tokens,
                count_tokens=translator.count_tokens,
            )
            for sentence in summary.sentences
        ]
        candidates = yield from translator.translate([one for part in plan for one in part])
        answers = iter(candidates)
        sentences = tuple(
            _translated_sentence(sentence, part, [next(answers) for _ in part], target)
            for sentence, part in zip(summary.sentences, plan, strict=True)
        )
        return Summary(summary.length, sentences, summary.checkpoint)

    def _translator(self, target: str, options: TranslationOptions | None) -> SegmentTranslator:
        languages.target_language(target)
        name = self.translators.get(target)
        if name is None:
            command = self.install_commands.get(target, "dragoman models list")
            raise CheckpointMissingError(
                target, f"no checkpoint is installed for en-{target}; run: {command}"
            )
        model = self.models[name]
        return SegmentTranslator(
            model,
            target,
            options or TranslationOptions(),
            placeholders=protection.knows_placeholders(model.encode),
            house_terms=self.house_terms.get(target),
            others=tuple(self.models[other] for other in self.others.get(target, ())),
            tunings=self.tunings,
            memory=self.memory,
        )

    @staticmethod
    def _segments(section: Section, translator: SegmentTranslator) -> tuple[Segment, ...]:
        return segment(
            section.text,
            max_tokens=translator.model.max_source_tokens,
            count_tokens=translator.count_tokens,
            datelines_in=translator.target_language,
        )


def run(steps: Steps[T], models: Mapping[str, SequenceModel]) -> T:
    """Drive steps to their end in this thread, by calling the models.

    Requests of one yield that share a checkpoint and options are decoded as one batch.
    """
    try:
        requests = next(steps)
        while True:
            requests = steps.send(_decoded(requests, models))
    except StopIteration as stop:
        result: T = stop.value
        return result


def _decoded(
    requests: Sequence[DecodeRequest], models: Mapping[str, SequenceModel]
) -> list[tuple[Hypothesis, ...]]:
    answers: dict[int, tuple[Hypothesis, ...]] = {}
    for key in dict.fromkeys((request.checkpoint, request.options) for request in requests):
        indices = [
            index
            for index, request in enumerate(requests)
            if (request.checkpoint, request.options) == key
        ]
        checkpoint, options = key
        batch = [requests[index].tokens for index in indices]
        answers.update(zip(indices, models[checkpoint].decode(batch, options), strict=True))
    return [answers[index] for index in range(len(requests))]


def _assembled(
    article: Article,
    plan: Sequence[Sequence[Segment]],
    candidates: Sequence[Candidate],
    translator: SegmentTranslator,
) -> ArticleTranslation:
    answers = iter(candidates)
    translated: dict[int, TranslatedSection] = {}
    sections: list[SectionTranslation] = []
    for index, (section, segments) in enumerate(zip(article.sections, plan, strict=True)):
        own = _rejoined(segments, [next(answers) for _ in segments], translator.target_language)
        translated[index] = _translated_section(section, segments, own)
        sections.append(_section_translation(section, segments, own, translated[index]))
    return ArticleTranslation(
        target_language=translator.target_language,
        text=articles.assemble(article, translated),
        sections=tuple(sections),
        checkpoint=translator.model.identity,
        dropped=article.dropped,
        flags=article.flags,
    )


def _rejoined(
    segments: Sequence[Segment], candidates: Sequence[Candidate], language: str
) -> list[Candidate]:
    """Mend the targets of a cut sentence's parts, and of sentences that run into each other."""
    targets: Sequence[str] = [one.target for one in candidates]
    if any(one.split for one in segments):
        targets = mended(segments, targets, language=language)
    targets = spaced(segments, targets)
    return [
        one if one.target == target else replace(one, target=target)
        for one, target in zip(candidates, targets, strict=True)
    ]


def _translated_section(
    section: Section, segments: Sequence[Segment], candidates: Sequence[Candidate]
) -> TranslatedSection:
    targets = [candidate.target for candidate in candidates]
    offsets = markup.project(section, segments, candidates) if section.tags else ()
    return TranslatedSection(join(segments, targets), offsets)


def _section_translation(
    section: Section,
    segments: Sequence[Segment],
    candidates: Sequence[Candidate],
    translated: TranslatedSection,
) -> SectionTranslation:
    shown = Shown(section, translated)
    return SectionTranslation(
        role=section.role,
        source_start=section.start,
        source_end=section.end,
        target_text=shown.target(0, len(translated.text)),
        segments=tuple(
            _segment_translation(section, one, candidate, shown, target_start)
            for one, candidate, target_start in zip(
                segments, candidates, _starts(segments, candidates), strict=True
            )
        ),
    )


def _starts(segments: Sequence[Segment], candidates: Sequence[Candidate]) -> Iterator[int]:
    """Say where each segment's target begins in the section's, see `segmentation.join`."""
    place = 0
    for one, candidate in zip(segments, candidates, strict=True):
        place += len(one.lead)
        yield place
        place += len(candidate.target) + len(one.separator)


def _segment_translation(
    section: Section, one: Segment, candidate: Candidate, shown: Shown, target_start: int
) -> SegmentTranslation:
    start, end = _source_span(section, one)
    return SegmentTranslation(
        source_start=start,
        source_end=end,
        source_text=shown.source(one.start, one.end),
        target_text=shown.target(target_start, target_start + len(candidate.target)),
        score=candidate.score,
        flags=_with_split(candidate.flags, one),
        alternatives=tuple(
            replace(other, text=shown.other(other.text)) for other in candidate.alternatives
        ),
        left_out=candidate.left_out,
    )


def _source_span(section: Section, one: Segment) -> tuple[int, int]:
    if not section.source_offsets or one.start == one.end:
        return section.start + one.start, section.start + one.end
    return section.source_offsets[one.start], section.source_offsets[one.end - 1] + 1


def _with_split(flags: tuple[Flag, ...], one: Segment) -> tuple[Flag, ...]:
    return (*flags, Flag.SPLIT) if one.split and Flag.SPLIT not in flags else flags


def _translated_sentence(
    sentence: SummarySentence,
    segments: Sequence[Segment],
    candidates: Sequence[Candidate],
    language: str,
) -> SummarySentence:
    flags = dict.fromkeys(sentence.flags)
    for one, candidate in zip(segments, candidates, strict=True):
        flags.update(dict.fromkeys(_with_split(candidate.flags, one)))
    targets = [one.target for one in _rejoined(segments, candidates, language)]
    return SummarySentence(join(segments, targets), tuple(flags))
