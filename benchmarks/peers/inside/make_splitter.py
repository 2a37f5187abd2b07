"""Write spaCy's English pipeline of rules alone; runs in LibreTranslate's environment.

Argos Translate's own splitters, MiniSBD and Stanza, download a model on first use.
With `ARGOS_CHUNK_TYPE=SPACY` it loads the pipeline that a package brings and adds
spaCy's rule-based sentencizer, which needs none: `make_splitter.py FOLDER`.
"""

from __future__ import annotations

import sys

import spacy  # type: ignore[import-not-found,import-untyped,unused-ignore]

if __name__ == "__main__":
    spacy.blank("en").to_disk(sys.argv[1])
