"""Of the hypotheses of a search the best: each finished as it is printed, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman_models import checks, orthography
from dragoman_models.candidate import Candidate
from dragoman_models.jobs import Job
from dragoman_models.languages import LANGUAGES
from dragoman_models.marks import Work
from dragoman_models.omissions import omissions
from dragoman_models.restoration import restore
from dragoman_models.types import DigitPolicy, Flag, Hypothesis, TranslationOptions

__all__ = ["Selection"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Make candidates in one target language, and choose among them.

    A score under `low_score` is flagged.
    """

    target_language: str
    options: TranslationOptions
    low_score: float

    def choose(self, job: Job, hypotheses: Sequence[Hypothesis]) -> Candidate:
        """Take the first hypothesis that no check objects to, else the one with least faults."""
        candidates: list[Candidate] = []
        for hypothesis in hypotheses:
            candidates.append(self._candidate(job, hypothesis))
            if not candidates[-1].severity:
                break
        if not candidates:
            return _untranslated(job)
        chosen = min(candidates, key=lambda candidate: candidate.severity)
        flags = chosen.flags if chosen is candidates[0] else (*chosen.flags, Flag.RETRIED)
        return replace(
            chosen, flags=flags, alternatives=self._alternatives(job, hypotheses, chosen)
        )

    def copied(self, job: Job) -> Candidate:
        """Keep a segment that holds no words, or only ones that have their target form."""
        target = job.segment.text if job.protected.whole is None else job.protected.whole
        flags = (Flag.COPIED,) if target == job.segment.text else ()
        if self.options.digits is DigitPolicy.NATIVE:
            target = self._printed(target, job)
        return Candidate(target, 0.0, flags)

    def check(self, job: Job, target: str, *, score: float, finished: bool) -> tuple[Flag, ...]:
        """Say what is wrong with a target of the job's whole source."""
        return checks.check(
            job.segment.text,
            target,
            language=self.target_language,
            score=score,
            finished=finished,
            protected=job.protected,
            low_score=self.low_score,
        )

    def _alternatives(
        self, job: Job, hypotheses: Sequence[Hypothesis], chosen: Candidate
    ) -> tuple[Hypothesis, ...]:
        others = [one for one in hypotheses if one is not chosen.hypothesis]
        wanted = others[: self.options.num_hypotheses - 1]
        return tuple(replace(other, text=self._finish(job, other)[0]) for other in wanted)

    def _candidate(self, job: Job, hypothesis: Hypothesis) -> Candidate:
        target, missing = self._finish(job, hypothesis)
        # Marks alone are as good as nothing.
        if not any(map(str.isalnum, target)) or checks.says_nothing(job.segment.text, target):
            return _untranslated(job)
        flags = self.check(job, target, score=hypothesis.score, finished=hypothesis.finished)
        if missing and Flag.PROTECTED_TERM_MISSING not in flags:
            flags = (*flags, Flag.PROTECTED_TERM_MISSING)
        omitted = omissions(job.segment.text, job.tokens, hypothesis.left_out)
        if omitted:
            flags = (*flags, Flag.OMISSION)
        if self._is_transcribing and any(name in target for name in job.as_written):
            flags = (*flags, Flag.NAME_AS_WRITTEN)
        return Candidate(
            target,
            hypothesis.score,
            flags,
            hypothesis=hypothesis,
            tokens=job.tokens,
            left_out=omitted,
        )

    @property
    def _is_transcribing(self) -> bool:
        return LANGUAGES[self.target_language].script != "Latn"

    def _finish(self, job: Job, hypothesis: Hypothesis) -> tuple[str, bool]:
        """Return the target as it is printed, and whether a protected term is missing from it."""
        work = Work(job.tokens, hypothesis) if hypothesis.alignment else None
        restored = restore(hypothesis.text, job.protected, work=work)
        # A name that stands in Latin letters at a guessed place tells so by its own flag.
        missing = set(restored.missing).difference(job.as_written)
        return self._printed(restored.text, job), bool(missing)

    def _printed(self, text: str, job: Job) -> str:
        return orthography.finish(
            text,
            language=self.target_language,
            source=job.segment.text,
            digits=self.options.digits,
            kept=tuple(item.target for item in job.protected.items if item.verbatim),
        )


def _untranslated(job: Job) -> Candidate:
    """Fall back on the source, and say so: an empty target would be a silent loss."""
    return Candidate(job.segment.text, 0.0, (Flag.UNTRANSLATED,))
