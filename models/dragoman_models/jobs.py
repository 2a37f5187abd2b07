"""One segment on its way to a model: protected, in capitals as the model knows them, tokenised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from dragoman_models import datelines, english_case, normalisation, protection
from dragoman_models.candidate import Candidate
from dragoman_models.lost_names import lost_names
from dragoman_models.terms import Terms
from dragoman_models.types import Flag, Segment, SequenceModel

__all__ = ["Job", "Jobs"]

_NO_TERMS = Terms()
_NO_NAMES: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Job:
    """Hold one segment as it stands, and as the model gets it.

    `tokens` are none where there is nothing to translate. `as_written` are names
    that come back as English writes them.
    """

    segment: Segment
    protected: protection.Protected
    tokens: tuple[str, ...]
    as_written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jobs:
    """Make the jobs of one checkpoint, target language and text.

    `placeholders` says that the checkpoint knows the marks; `spellings` how the
    article writes the words of its headlines, see `english_case.spellings`.
    """

    model: SequenceModel
    target_language: str
    terms: Terms
    placeholders: bool = True
    spellings: Mapping[str, str] = field(default_factory=dict)
    _read: dict[str, tuple[protection.Protected, tuple[str, ...]]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def count_tokens(self, text: str) -> int:
        """Count the tokens that the model gets for a source text, all marks included."""
        return len(self._understood(text)[1])

    def first(self, segment: Segment) -> Job:
        """Make a segment ready for its first search."""
        protected, tokens = self._understood(segment.text)
        needless = protected.whole is not None or not normalisation.is_translatable(protected.text)
        return Job(segment, protected, () if needless else tokens)

    def again(self, job: Job, failed: Candidate) -> Job:
        """Protect what was lost, at the cost of some fluency.

        Every figure is hidden where one was damaged; a name that is missing is put over
        what comes of it. Not for checkpoints that do not know the marks: they are good
        ones, which lose few names, and spell many in a way that the check does not know.
        """
        every_figure = Flag.NUMBER_MISMATCH in failed.flags
        names = self._lost_names(job, failed)
        if not self.placeholders or not (every_figure or names):
            return job
        protected = self._protect(job.segment.text, every_figure=every_figure, names=names)
        as_written = tuple(name for name, form in names.items() if form is None)
        return Job(job.segment, protected, self._tokens(protected), as_written)

    def _lost_names(self, job: Job, failed: Candidate) -> Mapping[str, str | None]:
        """Give the names that a candidate lacks, those of the terms left out."""
        if Flag.NAME_MISSING not in failed.flags:
            return _NO_NAMES
        lost = lost_names(job.segment.text, failed.target, language=self.target_language)
        return {name: form for name, form in lost.items() if not self.terms.find(name)}

    def _understood(self, text: str) -> tuple[protection.Protected, tuple[str, ...]]:
        """Protect and tokenise a text, once: it is counted before it is translated."""
        known = self._read.get(text)
        if known is None:
            protected = self._protect(text)
            known = self._read[text] = (protected, self._tokens(protected))
        return known

    def _protect(
        self,
        text: str,
        *,
        every_figure: bool = False,
        names: Mapping[str, str | None] = _NO_NAMES,
    ) -> protection.Protected:
        dateline = datelines.written(text, self.target_language, terms=self.terms)
        if dateline is not None:
            return protection.Protected(text, whole=dateline, language=self.target_language)
        return protection.protect(
            english_case.for_model(text, known=self.spellings),
            terms=self.terms,
            names=Terms(names) if names else _NO_TERMS,
            language=self.target_language,
            placeholders=self.placeholders,
            every_figure=every_figure,
        )

    def _tokens(self, protected: protection.Protected) -> tuple[str, ...]:
        encode = partial(self.model.encode, target_language=self.target_language)
        return normalisation.encode_known(normalisation.neutralise(protected.text), encode)
