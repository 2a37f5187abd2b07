"""How CTranslate2 is best run on these cores: threads, batch sizes, compute types, beams."""

from __future__ import annotations

import statistics

from benchmarks.serving import ceiling, inputs
from benchmarks.serving.ceiling import Setting
from benchmarks.serving.options import Options, bundled
from benchmarks.serving.sheets import Part, Sheet
from benchmarks.serving.workers import Worker, working

__all__ = ["best_setting", "measure"]

_BATCH_TOKENS = (256, 512, 1024, 2048)
_COMPUTE_TYPES = ("int8_float32", "int16", "float32", "bfloat16")
_BEAMS = (1, 2)
# What all settings are first tried on; the slowest take some 40 ms a sentence.
_PER_SECOND = 60.0
_CAREFUL_PER_SECOND = 120.0


async def measure(options: Options) -> Part:
    """Search the same sentences under every setting, setting after setting, round after round."""
    sheet = Sheet(
        "Bare CTranslate2, everything at once, by setting",
        "The threads are batches at once x threads of each. Single calls are the same settings"
        " with one sentence at a time.",
    )
    texts = inputs.sentences(options.sentences(_PER_SECOND))
    with working() as worker:
        usable = worker.run(ceiling.compute_types)
        settings = [one for one in _settings(options.cores) if one.compute_type in usable]
        for _ in range(options.rounds):
            for setting in settings:
                sheet.add(str(setting), _figures(worker, texts, setting, options))
    missing = sorted(set(_COMPUTE_TYPES) - set(usable))
    note = f"{sheet.note} Not to be had on this CPU: {', '.join(missing) or 'none'}."
    return Part(sheets=(Sheet(sheet.title, note, sheet.rows),))


def best_setting(worker: Worker, options: Options) -> Setting:
    """Find the batch size at which a load of this length is translated fastest here."""
    texts = inputs.sentences(options.sentences(_CAREFUL_PER_SECOND))
    settings = [Setting(options.cores, 1, tokens) for tokens in _BATCH_TOKENS]
    folder = bundled(options.target)

    def speed(setting: Setting) -> float:
        runs = [worker.run(ceiling.search_all, folder, texts, setting) for _ in range(2)]
        return max(run.per_second for run in runs)

    return max(settings, key=speed)


def _settings(cores: int) -> list[Setting]:
    threads = [(cores, 1), (1, cores), (1, 1)]
    own = Setting(cores, 1, 512)
    return [
        *(Setting(inter, intra, 512) for inter, intra in dict.fromkeys(threads)),
        *(Setting(cores, 1, tokens) for tokens in _BATCH_TOKENS if tokens != own.batch_tokens),
        Setting(cores, 1, 512, shortlist=True),
        *(Setting(cores, 1, 512, compute_type=name) for name in _COMPUTE_TYPES),
        *(Setting(cores, 1, 512, num_beams=beams) for beams in _BEAMS),
    ]


def _figures(
    worker: Worker, texts: list[str], setting: Setting, options: Options
) -> dict[str, float]:
    folder = bundled(options.target)
    done = worker.run(ceiling.search_all, folder, texts, setting)
    single = worker.run(ceiling.one_by_one, folder, texts[:20], setting)
    return {
        "sentences/s": done.per_second,
        "target tokens/s": done.target_tokens / done.seconds,
        "CPU ms a sentence": 1000 * done.processor_seconds / done.sentences,
        "single call, p50 ms": 1000 * statistics.median(single.latencies),
    }
