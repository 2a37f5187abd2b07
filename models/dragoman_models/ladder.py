"""The retry ladder: segments through a checkpoint, until the checks are content.

The rungs, each climbed only by the segments that still fail: the next
hypothesis of the same search; a search that protects what was lost, and may not
repeat itself; the segment in smaller parts; the other checkpoints that are loaded
for the language. The best that was seen is returned with its flags, so nothing is
lost. No segment is the cause of more than MOST_SEARCHES, or of more than the options
allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman_models import protection
from dragoman_models.candidate import Candidate, better
from dragoman_models.jobs import Job, Jobs
from dragoman_models.memory import SegmentMemory, memory_key
from dragoman_models.rejoining import mended
from dragoman_models.searches import attentive, first_search, second_search
from dragoman_models.segmentation import join, segment
from dragoman_models.selection import Selection
from dragoman_models.terms import Terms
from dragoman_models.tuning import Tuning
from dragoman_models.types import (
    DecodeRequest,
    DecodingOptions,
    Flag,
    Segment,
    SequenceModel,
    Steps,
    TranslationOptions,
)

__all__ = ["MOST_SEARCHES", "Candidate", "SegmentTranslator"]

# Sources of fewer tokens are not cut further: their halves mean nothing alone.
MIN_TOKENS_TO_SPLIT = 12
MOST_PARTS = 4
MOST_OTHERS = 2
MOST_SEARCHES = 2 + MOST_PARTS + MOST_OTHERS
_UNTUNED = Tuning()


@dataclass(frozen=True, slots=True)
class SegmentTranslator:
    """Translate segments into one language with one checkpoint.

    `placeholders` says that the checkpoint was trained to copy the marks that
    stand for protected stretches. `house_terms` are those of the house's
    glossary, which give way to the options' own.
    `others` are checkpoints to turn to where this one fails, best first;
    `tunings` says by a checkpoint's name what was measured of it. What `memory`
    knows of is not translated again. `spellings` says how the article writes the
    words of its headlines, see `english_case.spellings`.
    """

    model: SequenceModel
    target_language: str
    options: TranslationOptions = field(default_factory=TranslationOptions)
    placeholders: bool = True
    house_terms: Terms | None = None
    others: tuple[SequenceModel, ...] = ()
    tunings: Mapping[str, Tuning] = field(default_factory=dict)
    memory: SegmentMemory | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    jobs: Jobs = field(init=False)
    selection: Selection = field(init=False)

    def __post_init__(self) -> None:
        """Make ready, once for all segments, what makes jobs and what chooses candidates."""
        jobs = Jobs(
            self.model,
            self.target_language,
            Terms.of(self.options.do_not_translate, self.options.glossary, under=self.house_terms),
            placeholders=self.placeholders,
            spellings=self.spellings,
        )
        object.__setattr__(self, "jobs", jobs)
        low_score = self._tuning.low_score(self.target_language)
        selection = Selection(self.target_language, self.options, low_score)
        object.__setattr__(self, "selection", selection)

    def count_tokens(self, text: str) -> int:
        """Count the tokens that the model gets for a source text, all marks included."""
        return self.jobs.count_tokens(text)

    def translate(
        self, segments: Sequence[Segment], *, with_alignment: bool = False
    ) -> Steps[list[Candidate]]:
        """Give every segment one target, in order; copy those that hold nothing to translate."""
        jobs = [self.jobs.first(segment) for segment in segments]
        best = {
            index: self.selection.copied(job) for index, job in enumerate(jobs) if not job.tokens
        }
        keys = self._keys(jobs, with_alignment=with_alignment)
        best |= self._recalled(keys)
        pending = {index: job for index, job in enumerate(jobs) if index not in best}
        first = self._first_search(with_alignment=with_alignment)
        spent: Counter[int] = Counter()
        yield from self._climb(pending, best, dict.fromkeys(pending, first), spent)
        failing = self._failing(pending, best, spent)
        again = {index: self.jobs.again(job, best[index]) for index, job in failing.items()}
        ways = {
            index: second_search(first, best[index].flags, protects=again[index] is not job)
            for index, job in failing.items()
        }
        yield from self._climb(again, best, ways, spent)
        yield from self._split(self._failing(failing, best, spent), best, spent)
        yield from self._ask_others(failing, best, spent, with_alignment=with_alignment)
        self._keep(keys, pending, best)
        return [best[index] for index in range(len(jobs))]

    def _keys(self, jobs: Sequence[Job], *, with_alignment: bool) -> dict[int, bytes]:
        """Make the memory's key of each segment that a model is needed for."""
        if self.memory is None:
            return {}
        models = [(each.identity, self.tunings.get(each.identity.name)) for each in self._models]
        # The terms stand in what is protected of a text; the rest of them do not matter to it.
        asked = replace(self.options, do_not_translate=(), glossary={})
        shared = (models, self.target_language, asked, with_alignment)
        return {
            index: memory_key(*shared, job.segment.text, job.protected)
            for index, job in enumerate(jobs)
            if job.tokens
        }

    @property
    def _models(self) -> tuple[SequenceModel, ...]:
        return (self.model, *self.others)

    def _recalled(self, keys: Mapping[int, bytes]) -> dict[int, Candidate]:
        if self.memory is None:
            return {}
        found = {index: self.memory.recall(key) for index, key in keys.items()}
        return {index: candidate for index, candidate in found.items() if candidate is not None}

    def _keep(
        self, keys: Mapping[int, bytes], fresh: Collection[int], best: Mapping[int, Candidate]
    ) -> None:
        if self.memory is not None:
            for index in fresh:
                self.memory.keep(keys[index], best[index])

    def _failing(
        self, jobs: Mapping[int, Job], best: Mapping[int, Candidate], spent: Counter[int]
    ) -> dict[int, Job]:
        """Give the jobs that a check objects to and that may cost another search."""
        return {
            index: job
            for index, job in jobs.items()
            if best[index].failures and spent[index] < self._most_searches
        }

    @property
    def _most_searches(self) -> int:
        return self.options.max_searches or MOST_SEARCHES

    def _climb(
        self,
        pending: Mapping[int, Job],
        best: dict[int, Candidate],
        ways: Mapping[int, DecodingOptions],
        spent: Counter[int],
    ) -> Steps[None]:
        """Decode the pending jobs once more, and keep what is better than the best so far."""
        if not pending:
            return
        spent.update(pending.keys())
        answers = yield [
            DecodeRequest(
                self.model.identity.name,
                job.tokens,
                attentive(ways[index], wanted=job.protected.wants_attention),
            )
            for index, job in pending.items()
        ]
        for (index, job), hypotheses in zip(pending.items(), answers, strict=True):
            best[index] = better(best.get(index), self.selection.choose(job, hypotheses))

    def _split(
        self, pending: Mapping[int, Job], best: dict[int, Candidate], spent: Counter[int]
    ) -> Steps[None]:
        """Decode each pending job in parts of half its length."""
        parts = {
            index: halves
            for index, job in pending.items()
            if 1 < len(halves := self._halves(job)) <= self._most_parts(spent[index])
        }
        if not parts:
            return
        spent.update({index: len(halves) for index, halves in parts.items()})
        jobs = dict(
            enumerate(self.jobs.first(part) for halves in parts.values() for part in halves)
        )
        answered = {
            index: self.selection.copied(job) for index, job in jobs.items() if not job.tokens
        }
        waiting = {index: job for index, job in jobs.items() if job.tokens}
        ways = dict.fromkeys(waiting, self._first_search(with_alignment=True))
        yield from self._climb(waiting, answered, ways, Counter())
        answers = iter(answered[index] for index in range(len(jobs)))
        for index, halves in parts.items():
            joined = self._joined(pending[index], halves, [next(answers) for _ in halves])
            best[index] = better(best[index], joined)

    def _most_parts(self, spent: int) -> int:
        return min(MOST_PARTS, self._most_searches - spent)

    def _ask_others(
        self,
        pending: Mapping[int, Job],
        best: dict[int, Candidate],
        spent: Counter[int],
        *,
        with_alignment: bool,
    ) -> Steps[None]:
        """Decode each pending job with the other checkpoints, until one is content."""
        for model in self.others[:MOST_OTHERS]:
            other = replace(
                self,
                model=model,
                placeholders=protection.knows_placeholders(model.encode),
                others=(),
            )
            jobs = {
                index: other.jobs.first(job.segment)
                for index, job in self._failing(pending, best, spent).items()
            }
            fit = {
                index: job
                for index, job in jobs.items()
                if 0 < len(job.tokens) <= model.max_source_tokens
            }
            way = other._first_search(with_alignment=with_alignment)  # noqa: SLF001 - of this very class
            yield from other._climb(  # noqa: SLF001 - of this very class
                fit, best, dict.fromkeys(fit, way), spent
            )

    def _halves(self, job: Job) -> tuple[Segment, ...]:
        if len(job.tokens) < MIN_TOKENS_TO_SPLIT:
            return ()
        limit = len(job.tokens) // 2 + 2
        return segment(job.segment.text, max_tokens=limit, count_tokens=self.count_tokens)

    def _joined(
        self, job: Job, halves: Sequence[Segment], answers: Sequence[Candidate]
    ) -> Candidate:
        targets = [answer.target for answer in answers]
        target = join(halves, mended(halves, targets, language=self.target_language))
        score = sum(answer.score for answer in answers) / len(answers)
        finished = all(Flag.TRUNCATED not in answer.flags for answer in answers)
        flags = dict.fromkeys(self.selection.check(job, target, score=score, finished=finished))
        # What a part lost stands in brackets behind it, where the check of the whole finds it;
        # what it left out stands nowhere.
        for flag in (Flag.PROTECTED_TERM_MISSING, Flag.OMISSION):
            if any(flag in answer.flags for answer in answers):
                flags[flag] = None
        omitted = tuple(words for answer in answers for words in answer.left_out)
        return Candidate(target, score, (*flags, Flag.SPLIT), left_out=omitted)

    @property
    def _tuning(self) -> Tuning:
        return self.tunings.get(self.model.identity.name, _UNTUNED)

    def _first_search(self, *, with_alignment: bool) -> DecodingOptions:
        return first_search(
            self.model,
            self.options,
            self._tuning,
            self.target_language,
            with_alignment=with_alignment,
        )
