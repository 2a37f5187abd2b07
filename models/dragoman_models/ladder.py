"""The retry ladder: segments through one checkpoint, until the checks are content.

The rungs, each climbed only by the segments that still fail: the next
hypothesis of the same search; a search that may not repeat itself; the segment
in smaller parts. The best that was seen is returned with its flags, so the cost
is bounded and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman_models import checks, normalisation, orthography, protection
from dragoman_models.segmentation import join, segment
from dragoman_models.types import (
    DecodeRequest,
    DecodingOptions,
    Flag,
    Hypothesis,
    Segment,
    SequenceModel,
    Steps,
    TranslationOptions,
)

__all__ = ["Candidate", "Job", "SegmentTranslator"]

# What sends a segment up the ladder. The other flags inform and do not condemn.
FAILURES = frozenset(
    {
        Flag.UNTRANSLATED,
        Flag.WRONG_SCRIPT,
        Flag.REPETITION,
        Flag.LENGTH_RATIO,
        Flag.NUMBER_MISMATCH,
        Flag.PROTECTED_TERM_MISSING,
        Flag.TRUNCATED,
    }
)

# Sources of fewer tokens are not cut further: their halves mean nothing alone.
MIN_TOKENS_TO_SPLIT = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one possible translation of a segment and what the checks say of it.

    `tokens` are the source tokens that `hypothesis` was decoded from; both are
    None for a text that no single search gave.
    """

    target: str
    score: float
    flags: tuple[Flag, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None

    @property
    def failures(self) -> int:
        """Count the flags that send a segment up the ladder."""
        return sum(flag in FAILURES for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Job:
    """Hold one segment on its way: as it stands, and as the model gets it."""

    segment: Segment
    protected: protection.Protected
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentTranslator:
    """Translate segments into one language with one checkpoint.

    `placeholders` says that the checkpoint was trained to copy the marks that
    stand for protected stretches.
    """

    model: SequenceModel
    target_language: str
    options: TranslationOptions = field(default_factory=TranslationOptions)
    placeholders: bool = True

    def count_tokens(self, text: str) -> int:
        """Count the tokens that the model gets for a source text, all marks included."""
        return len(self._tokens(self._protect(text)))

    def translate(
        self, segments: Sequence[Segment], *, with_alignment: bool = False
    ) -> Steps[list[Candidate]]:
        """Give every segment one target, in order; copy those that hold nothing to translate."""
        jobs = [self._job(segment) for segment in segments]
        best = {index: _copied(job) for index, job in enumerate(jobs) if not job.tokens}
        pending = {index: job for index, job in enumerate(jobs) if job.tokens}
        first = self._decoding(with_alignment=with_alignment)
        yield from self._climb(pending, best, first)
        failing = _failing(pending, best)
        constrained = replace(first, no_repeat_ngram_size=3, repetition_penalty=1.2)
        yield from self._climb(failing, best, constrained)
        yield from self._split(_failing(failing, best), best)
        return [best[index] for index in range(len(jobs))]

    def _climb(
        self, pending: Mapping[int, Job], best: dict[int, Candidate], decoding: DecodingOptions
    ) -> Steps[None]:
        """Decode the pending jobs once more, and keep what is better than the best so far."""
        if not pending:
            return
        answers = yield [
            DecodeRequest(self.model.identity.name, job.tokens, decoding)
            for job in pending.values()
        ]
        for (index, job), hypotheses in zip(pending.items(), answers, strict=True):
            best[index] = _better(best.get(index), self._choose(job, hypotheses))

    def _split(self, pending: Mapping[int, Job], best: dict[int, Candidate]) -> Steps[None]:
        """Decode each pending job in parts of half its length."""
        parts = {
            index: halves for index, job in pending.items() if len(halves := self._halves(job)) > 1
        }
        if not parts:
            return
        jobs = dict(enumerate(self._job(part) for halves in parts.values() for part in halves))
        answered = {index: _copied(job) for index, job in jobs.items() if not job.tokens}
        waiting = {index: job for index, job in jobs.items() if job.tokens}
        yield from self._climb(waiting, answered, self._decoding(with_alignment=False))
        answers = iter(answered[index] for index in range(len(jobs)))
        for index, halves in parts.items():
            joined = self._joined(pending[index], halves, [next(answers) for _ in halves])
            best[index] = _better(best[index], joined)

    def _halves(self, job: Job) -> tuple[Segment, ...]:
        if len(job.tokens) < MIN_TOKENS_TO_SPLIT:
            return ()
        limit = len(job.tokens) // 2 + 2
        return segment(job.segment.text, max_tokens=limit, count_tokens=self.count_tokens)

    def _joined(
        self, job: Job, halves: Sequence[Segment], answers: Sequence[Candidate]
    ) -> Candidate:
        target = join(halves, [answer.target for answer in answers])
        score = sum(answer.score for answer in answers) / len(answers)
        finished = all(Flag.TRUNCATED not in answer.flags for answer in answers)
        flags = dict.fromkeys(self._check(job, target, score=score, finished=finished))
        # What a part lost stands in brackets behind it, where the check of the whole finds it.
        if any(Flag.PROTECTED_TERM_MISSING in answer.flags for answer in answers):
            flags[Flag.PROTECTED_TERM_MISSING] = None
        return Candidate(target, score, (*flags, Flag.SPLIT))

    def _choose(self, job: Job, hypotheses: Sequence[Hypothesis]) -> Candidate:
        """Take the first hypothesis that no check objects to, else the one with fewest failures."""
        candidates: list[Candidate] = []
        for hypothesis in hypotheses:
            candidates.append(self._candidate(job, hypothesis))
            if not candidates[-1].failures:
                break
        if not candidates:
            return _untranslated(job)
        chosen = min(candidates, key=lambda candidate: candidate.failures)
        flags = chosen.flags if chosen is candidates[0] else (*chosen.flags, Flag.RETRIED)
        return replace(
            chosen, flags=flags, alternatives=self._alternatives(job, hypotheses, chosen)
        )

    def _alternatives(
        self, job: Job, hypotheses: Sequence[Hypothesis], chosen: Candidate
    ) -> tuple[Hypothesis, ...]:
        others = [one for one in hypotheses if one is not chosen.hypothesis]
        wanted = others[: self.options.num_hypotheses - 1]
        return tuple(replace(other, text=self._finish(job, other.text)[0]) for other in wanted)

    def _candidate(self, job: Job, hypothesis: Hypothesis) -> Candidate:
        target, missing = self._finish(job, hypothesis.text)
        if not target.strip():
            return _untranslated(job)
        flags = self._check(job, target, score=hypothesis.score, finished=hypothesis.finished)
        if missing and Flag.PROTECTED_TERM_MISSING not in flags:
            flags = (*flags, Flag.PROTECTED_TERM_MISSING)
        return Candidate(target, hypothesis.score, flags, hypothesis=hypothesis, tokens=job.tokens)

    def _finish(self, job: Job, text: str) -> tuple[str, bool]:
        """Return the target as it is printed, and whether a protected term is missing from it."""
        restored = protection.restore(text, job.protected)
        finished = orthography.finish(
            restored.text, language=self.target_language, source=job.segment.text
        )
        return finished, bool(restored.missing)

    def _check(self, job: Job, target: str, *, score: float, finished: bool) -> tuple[Flag, ...]:
        return checks.check(
            job.segment.text,
            target,
            language=self.target_language,
            score=score,
            finished=finished,
            protected=job.protected,
        )

    def _job(self, segment: Segment) -> Job:
        protected = self._protect(segment.text)
        needless = protected.whole is not None or not normalisation.is_translatable(protected.text)
        return Job(segment, protected, () if needless else self._tokens(protected))

    def _protect(self, text: str) -> protection.Protected:
        return protection.protect(
            orthography.for_model(text),
            do_not_translate=self.options.do_not_translate,
            glossary=self.options.glossary,
            placeholders=self.placeholders,
        )

    def _tokens(self, protected: protection.Protected) -> tuple[str, ...]:
        text = normalisation.neutralise(protected.text)
        return self.model.encode(text, target_language=self.target_language)

    def _decoding(self, *, with_alignment: bool) -> DecodingOptions:
        beams = self.options.num_beams or max(self.model.num_beams, self.options.num_hypotheses)
        return DecodingOptions(
            num_beams=beams,
            # Every beam's hypothesis is at hand when the search ends: the first rung is free.
            num_hypotheses=beams,
            max_new_tokens=self.options.max_new_tokens,
            return_alignment=with_alignment,
        )


def _copied(job: Job) -> Candidate:
    """Keep a segment that holds no words, or only protected ones in their target form."""
    whole = job.protected.whole
    return Candidate(job.segment.text if whole is None else whole, 0.0, (Flag.COPIED,))


def _untranslated(job: Job) -> Candidate:
    """Fall back on the source, and say so: an empty target would be a silent loss."""
    return Candidate(job.segment.text, 0.0, (Flag.UNTRANSLATED,))


def _failing(jobs: Mapping[int, Job], best: Mapping[int, Candidate]) -> dict[int, Job]:
    return {index: job for index, job in jobs.items() if best[index].failures}


def _better(old: Candidate | None, new: Candidate) -> Candidate:
    """Keep the old candidate unless the new one fails fewer checks."""
    if old is None:
        return new
    if new.failures >= old.failures:
        return old
    flags = dict.fromkeys((*new.flags, Flag.RETRIED))
    return replace(new, flags=tuple(flags), alternatives=old.alternatives)
