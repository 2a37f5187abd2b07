"""Translate with EasyNMT 2.0.2 on lines of JSON; runs in EasyNMT's environment.

A line in is `{"texts": [...], "language": "ru"}`, a line out `{"targets": [...]}`;
the texts are one call of `translate`. The working folder holds the weights at the
relative path that EasyNMT builds for a pair of languages,
`Helsinki-NLP/opus-mt-en-ru`, so its code runs unchanged and finds them without a
hub: `easynmt_worker.py THREADS BEAMS`.
"""

from __future__ import annotations

import json
import sys

import torch
from easynmt import EasyNMT  # type: ignore[import-not-found,import-untyped,unused-ignore]
from easynmt.models.OpusMT import OpusMT  # type: ignore[import-not-found,import-untyped,unused-ignore]


def main() -> None:
    """Answer each line, until there are no more."""
    threads, beams = map(int, sys.argv[1:3])
    torch.set_num_threads(threads)
    model = EasyNMT(translator=OpusMT(), device="cpu")
    for line in sys.stdin:
        asked = json.loads(line)
        targets = model.translate(
            asked["texts"], source_lang="en", target_lang=asked["language"], beam_size=beams
        )
        print(json.dumps({"targets": targets}), flush=True)


if __name__ == "__main__":
    main()
