"""Normalise English punctuation as Moses does, and as OPUS-MT's checkpoints were trained on.

The rules are those of `normalize-punctuation.perl` of the Moses decoder
(Koehn et al. 2007) as `sacremoses.MosesPunctNormalizer("en")` ports them, in
the same order; the tests hold the two side by side. That port looks 46 patterns
up for each text and imports in 0.4 s; here most rules are plain replacements,
and those that a text has no character for are passed over.
"""

from __future__ import annotations

import re

__all__ = ["normalise_punctuation"]

_BEFORE_MARK = re.compile(r"\) ([.!:?;,])")
_FIGURE_PERCENT = re.compile(r"(\d) %")
_QUOTE_BEFORE_STOP = re.compile(r'"([,.]+)')
_SPACED_FIGURES = re.compile(r"(\d)\u00a0(\d)")

# Each letter by itself; `''` and `...` come of pairs and are made later or here.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("„“”", '"'),
        **dict.fromkeys("´‘‚’", "'"),
        "–": "-",
        "—": " - ",
        "…": "...",
    }
)
_NO_BREAK_RULES = (
    ("\u00a0«\u00a0", '"'),
    ("«\u00a0", '"'),
    ("«", '"'),
    ("\u00a0»\u00a0", '"'),
    ("\u00a0»", '"'),
    ("»", '"'),
    ("\u00a0%", "%"),
    ("nº\u00a0", "nº "),
    ("\u00a0:", ":"),
    ("\u00a0ºC", " ºC"),
    ("\u00a0cm", " cm"),
    ("\u00a0?", "?"),
    ("\u00a0!", "!"),
    ("\u00a0;", ";"),
    (",\u00a0", ", "),
)


def _single_spaced(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _bracketed(text: str) -> str:
    """Put a space outside of brackets and none inside, nor between `)` and a mark."""
    text = _single_spaced(text.replace("(", " (").replace(")", ") "))
    text = _BEFORE_MARK.sub(r")\1", text)
    return text.replace("( ", "(").replace(" )", ")")


def _typewritten(text: str) -> str:
    """Write the marks of print with those of a typewriter."""
    text = _single_spaced(text.translate(_MARKS)).replace("''", '"')
    if "\u00a0" in text or "«" in text or "»" in text:
        for written, normal in _NO_BREAK_RULES:
            text = text.replace(written, normal)
        text = _single_spaced(text)
    return text


def normalise_punctuation(text: str) -> str:
    r"""Return English `text` with straight quotes, plain dashes and single spaces.

    As Moses does it, a full stop or a comma goes before the quotation mark that
    it follows (`"Yes".` becomes `"Yes."`), and a no-break space between two
    figures becomes a point. Line feeds stay, `\r` goes.
    """
    text = text.replace("\r", "")
    text = _bracketed(text) if "(" in text or ")" in text else _single_spaced(text)
    if " %" in text:
        text = _FIGURE_PERCENT.sub(r"\1%", text)
    text = text.replace(" :", ":").replace(" ;", ";").replace("`", "'")
    # Two apostrophes come apart from their neighbours, printed quotes do not.
    text = _typewritten(_single_spaced(text.replace("''", ' " ')))
    if '"' in text:
        text = _QUOTE_BEFORE_STOP.sub(r'\1"', text)
    if "\u00a0" in text:
        text = _SPACED_FIGURES.sub(r"\1.\2", text)
    return text.strip()
