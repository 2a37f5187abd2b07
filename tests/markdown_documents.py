"""Generated Markdown, and translations of it that need no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from dragoman_models import markup
from dragoman_models.segmentation import join, segment
from dragoman_models.types import Article, Hypothesis, TranslatedSection

WORDS = (
    *("border", "The", "U.N.", "2026", "AT&T", "a*b", "snake_case", "~100", "[sic]", "100%", "#1"),
    *("x|y", "«Bakı»", "Երևան", "it's", '"so"', "1.", "-", "+", "*", "_", "`", "<b", "&amp;", "\\"),
    *("!", "www.a.am/b_c*d", "e@x.az", "=", "---", ">", "[^1]", "](", "é", "می‌رود", "😀"),
)
TARGET_WORDS = (
    *("граница", "закрыта", "Սահմանը", "փակ", "է։", "ի՞նչ", "sərhəd", "مرز", "می‌شود", "«слово»,"),
    *(
        "«ՄԱԿ»-ի",
        "S-300",
        "5",
        "*",
        "_x_",
        "**",
        "[",
        "]",
        "](u)",
        "`",
        "#",
        "# ",
        "1.",
        "2) ",
        "-",
    ),
    *("+", ">", "|", "<b>", "<", "&lt;", "\\", "~~", "~", "!", "---", "===", "```", "^", ":", "!["),
    *("http://a.b/c_d_e", "https://x.am/*y*", "(", ")", '"', "\u00a0"),
)
INLINE = (
    *("**{}**", "*{}*", "_{}_", "__{}__", "~~{}~~", "***{}***", "[{}](http://a.am/x_y)"),
    *("[{}](<u v> 'title')", "[{}][ref]", "[ref]", "`co de`", "``a ` b``", "![{}](i.png)"),
    *("<https://a.az>", "<b>{}</b>", "<br>", "<!-- {} -->", "&nbsp;", "\\*{}\\*", "{}  \n{}"),
    *("{}\\\n{}", "{}\n{}", "[^1]", "**[{}](u)**", "[**{}**](u)", "*a **{}** c*", "<kbd>{}</kbd>"),
)
BLOCKS = (
    *("{}", "# {}", "## {} ##", "{}\n===", "{}\n---", "- {}\n- {}", "1. {}\n2. {}", "* {}\n\n  {}"),
    *("> {}", "> {}\n> {}", "> - {}\n>   {}", "- {}\n  - {}\n    - {}", "- [x] {}", "***", "---"),
    *("```py\n{}\n```", "    {}", "<div>\n{}\n</div>", "| {} | {} |\n|---|:-:|\n| {} | {} |"),
    *("> a | b\n> - | -\n> {} | {}", "[ref]: /u 'T'", "![{}](a.png)\n*{}*", "\t{}", "{}"),
)


@st.composite
def _inline(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
    text = " ".join(words)
    for form in draw(st.lists(st.sampled_from(INLINE), max_size=2)):
        text = draw(st.sampled_from(["{} {}", "{}{}"])).format(text, form.replace("{}", words[0]))
    return text


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Generate a document of blocks that news has, and of some that it has not."""
    blocks: list[str] = []
    for form in draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5)):
        parts = form.split("{}")
        pieces = [draw(_inline()) for _ in parts[1:]]
        blocks.append("".join(a + b for a, b in zip(parts, [*pieces, ""], strict=True)))
    front = draw(st.sampled_from(["", "", "---\ntitle: The *border*\n---\n"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    between = draw(st.sampled_from(["\n\n", "\n"]))
    return (front + between.join(blocks) + "\n").replace("\n", end)


targets = (
    st.lists(st.sampled_from(TARGET_WORDS), min_size=1, max_size=8).map(" ".join).filter(str.strip)
)


@dataclass(frozen=True, slots=True)
class Told:
    """Be a translation whose words are given, with an alignment or without."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def translated(article: Article, answers: Sequence[str]) -> dict[int, TranslatedSection]:
    """Put the answers, over and over, for the segments of an article."""
    done: dict[int, TranslatedSection] = {}
    for index, section in enumerate(article.sections):
        segments = segment(section.text, max_tokens=60, count_tokens=lambda text: len(text.split()))
        told = [Told(answers[(index + n) % len(answers)]) for n in range(len(segments))]
        offsets = markup.project(section, segments, told) if section.tags else ()
        done[index] = TranslatedSection(join(segments, [one.target for one in told]), offsets)
    return done
