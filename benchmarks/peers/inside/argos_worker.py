"""Translate with Argos Translate on lines of JSON; runs in LibreTranslate's environment.

A line in is `{"texts": [...], "language": "ru"}`, a line out `{"targets": [...]}`; one
text is one call of `translate`, which takes no more.
"""

from __future__ import annotations

import json
import sys

from argostranslate import translate  # type: ignore[import-not-found,import-untyped,unused-ignore]


def main() -> None:
    """Answer each line, until there are no more."""
    for line in sys.stdin:
        asked = json.loads(line)
        translation = translate.get_translation_from_codes("en", asked["language"])
        targets = [translation.translate(text) for text in asked["texts"]]
        print(json.dumps({"targets": targets}), flush=True)


if __name__ == "__main__":
    main()
