"""What every HTML page of ours has: a head, a style, and words for its languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dragoman_client.languages import Language

__all__ = ["attributes", "page", "remark"]

STYLE = """\
:root { --line: #d0d0d0; --quiet: #666; }
body { margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 "Noto Serif", Georgia, serif; }
:lang(hy) { font-family: "Noto Serif Armenian", Sylfaen, "DejaVu Serif", serif; }
:lang(fa) { font-family: "Noto Naskh Arabic", Vazirmatn, Tahoma, serif; line-height: 1.8; }
h1, h2.language, th, .remark { font-family: "Noto Sans", system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th { font-size: .85rem; color: var(--quiet); font-weight: 600; text-align: start; }
th, td { vertical-align: top; padding: .35rem .7rem; border-top: 1px solid var(--line); }
td { text-align: start; overflow-wrap: break-word; }
.remark { display: block; font-weight: normal; font-size: .8rem; color: #8a5a00; }
td[dir="rtl"] .remark { text-align: right; }
.remark::before { content: "\\26A0\\00A0"; }
"""


def page(title: str, *, language: Language, style: str, body: Iterable[str]) -> str:
    """Give one HTML page that needs nothing else; it ends with a line feed."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f"<html{attributes(language)}>",
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{STYLE}{style}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def attributes(language: Language) -> str:
    """Give the attributes that say an element's language and direction."""
    return f' lang="{escape(language.code)}" dir="{language.direction}"'


def remark(notes: Sequence[str]) -> str:
    """Give the line under a text that says what to look at, nothing where there is nothing."""
    if not notes:
        return ""
    return f'<small class="remark" lang="en" dir="ltr">{escape("; ".join(notes))}</small>'
