"""Install Argos packages by Argos Translate's own code: `install_packages.py FILE...`."""

from __future__ import annotations

import sys

from argostranslate import package  # type: ignore[import-not-found,import-untyped,unused-ignore]

if __name__ == "__main__":
    for path in sys.argv[1:]:
        package.install_from_path(path)
