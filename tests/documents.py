"""Strategies for documents as newsrooms have them: plain text, HTML and Markdown.

They are built of real words of the five languages, marks of all of them, and
the structures that the parsers know, so that what they find is what happens.
"""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["html_documents", "malformed_documents", "markdown_documents", "plain_documents"]

_WORDS = (
    *("The", "ceasefire", "held", "on", "Monday", "Mirzoyan", "U.S.", "officials", "said", "3.5"),
    *("Հայաստանի", "կառավարությունը", "հաստատեց", "և", "երեքշաբթի", "Գյումրի"),
    *("İlham", "Bakı", "razılaşdı", "çıxış", "ilə", "nazirliyi"),
    *("می‌گوید", "تهران", "وزیر", "خارجه", "۱۲", "گفت‌وگو"),
    *("Россия", "заявила", "ёлка", "подъезд", "договор", "в"),
    *("F-16", "12%", "$5", "@osce", "#COP29", "https://example.org/a?b=1&c=2", "a@b.am", "🇦🇲", "…"),
    *(
        "A.",
        "No.",
        "5",
        "a.m.",
        "Lt.",
        "Gen.",
        "(AP)",
        "—",
        "R&D",
        "x<y",
        "%s",
        "{name}",
        ">>rus<<",
    ),
)
_words = st.sampled_from(_WORDS)
_ends = st.sampled_from([".", ".", ".", "?", "!", "։", "؟", "…", "", ".”", ":", ".[3]"])
_newlines = st.sampled_from(["\n", "\n", "\r\n"])


def _phrase(most: int) -> st.SearchStrategy[str]:
    return st.lists(_words, min_size=1, max_size=most).map(" ".join)


_sentence = st.builds(lambda text, end: text + end, _phrase(9), _ends)
_paragraph = st.lists(_sentence, min_size=1, max_size=4).map(" ".join)


def _wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], joined] if len(joined) <= width else [*lines, word]
    return "\n".join(lines)


_marker = st.sampled_from(["- ", "• ", "* ", "1. ", "2) ", "(a) ", "IV. ", "[x] ", "➤ ", "— "])
_items = st.lists(st.builds(lambda a, b: a + b, _marker, _phrase(6)), min_size=1, max_size=4)
_gap = st.sampled_from(["\t", "    ", "  ", " | ", " ..... "])
_rows = st.builds(
    lambda rows, gap: "\n".join(gap.join(cells) for cells in rows),
    st.lists(st.lists(_phrase(2), min_size=2, max_size=4), min_size=1, max_size=4),
    _gap,
)
_plain_block = st.one_of(
    _paragraph,
    st.builds(_wrapped, _paragraph, st.integers(40, 80)),
    _phrase(8),
    _items.map("\n".join),
    _rows,
    _paragraph.map(lambda text: "> " + _wrapped(text, 50).replace("\n", "\n> ")),
    st.sampled_from(
        [
            *(
                "By Jane Doe, Reuters",
                "Photo: A road near Lachin",
                "- Advertisement -",
                "READ MORE",
            ),
            *(
                "* * *",
                "-----",
                "BREAKING: TALKS FAIL",
                "inter-\nnational",
                "Correction: He is 40.",
            ),
        ]
    ),
)
_separators = st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n", "\n \t\n", "\n\f\n"])

plain_documents = st.builds(
    lambda blocks, newline: "".join(a + b for a, b in blocks).replace("\n", newline),
    st.lists(st.tuples(_plain_block, _separators), max_size=8),
    _newlines,
)

_ATTRIBUTES = (
    *(
        "",
        "",
        ' class="a b"',
        " href='/x?a=1&amp;b=2'",
        ' title="5 > 4"',
        " data-x=1",
        ' lang="hy"',
    ),
    *(' alt="Լիճ"', " hidden", " STYLE='color:red'", ' aria-label="بستن"'),
)
_attribute = st.sampled_from(_ATTRIBUTES)
_escaped = _phrase(5).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
_leaf = st.one_of(
    _escaped,
    _escaped,
    _ends.map(lambda end: f"{end} "),
    st.sampled_from(
        [
            *(" ", "\n  ", "&nbsp;", "&mdash;", "<br>", "<br/>\n", "<!-- note -->", "<wbr>"),
            *('<img src="a.jpg" alt="A > B">', "<code>if (a &lt; b)</code>", "<svg><path/></svg>"),
            *(
                '<span translate="no">Sevan<b>Go</b></span>',
                "<script>a<b</script>",
                "<sup>[1]</sup>",
            ),
            *('<em class="notranslate">OSCE</em>', "<math><mi>x</mi></math>", "<kbd>F5</kbd>"),
            *("<input value='x'>", "<ruby>K<rt>k</rt></ruby>", "<b></b>", "<![CDATA[ a > b ]]>"),
        ]
    ),
)
_inline_names = st.sampled_from(
    [
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "u",
        "q",
        "mark",
        "time",
        "abbr",
        "my-tip",
        "EM",
        "Font",
    ]
)


def _element(
    names: st.SearchStrategy[str], inner: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attribute, content: f"<{name}{attribute}>{content}</{name}>",
        names,
        _attribute,
        inner,
    )


_inline = st.recursive(
    _leaf,
    lambda inner: _element(_inline_names, st.lists(inner, max_size=4).map("".join)),
    max_leaves=10,
)
_flow = st.lists(_inline, max_size=5).map("".join)
_block_names = st.sampled_from(
    [
        *(
            "p",
            "p",
            "h1",
            "h2",
            "li",
            "div",
            "blockquote",
            "td",
            "figcaption",
            "section",
            "article",
        ),
        *("P", "aside", "header", "my-card", "dd"),
    ]
)
_block = st.recursive(
    _element(_block_names, _flow),
    lambda inner: _element(
        st.sampled_from(["div", "ul", "table", "tr", "figure", "section", "body", "amp-story"]),
        st.lists(
            st.one_of(inner, st.sampled_from(["\n", " ", "<hr>", "<!-- c -->"])), max_size=4
        ).map("".join),
    ),
    max_leaves=6,
)

html_documents = st.lists(
    st.one_of(
        _block, _block, _flow, st.sampled_from(["\n", "<style>p{}</style>", "<!DOCTYPE html>"])
    ),
    max_size=4,
).map("".join)

_PIECES = (
    *(
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<br>",
        "<a href='x>y'>",
        "</a>",
        "<div>",
        "</div>",
    ),
    *(
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<td>",
        "<x-a>",
        "</x-a>",
        "<span translate=no>",
        "</span>",
    ),
    *(
        "<em class=notranslate>",
        "</em>",
        "<code>x. Y</code>",
        "<sup>[1]</sup>",
        "<img src=a>",
        "<input>",
    ),
    *(
        "<!-- c -->",
        "<script>a<b</script>",
        "<![CDATA[",
        "]]>",
        "<",
        ">",
        "&amp;",
        "&nbsp;",
        "&",
        " ",
    ),
    *("Text. ", "more text", "Բառ ", "\n", "؟ ", "U.S. "),
)
# Tags that are not closed, that cross, that close nothing.
malformed_documents = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)

_markdown_inline = st.one_of(
    _phrase(5),
    st.builds(
        lambda mark, text: mark + text + mark, st.sampled_from(["*", "**", "`", "_"]), _phrase(3)
    ),
    st.builds(lambda text: f"[{text}](https://example.org/x?a=1)", _phrase(3)),
    st.just("![A boat](boat.jpg)"),
)
_markdown_line = st.lists(_markdown_inline, min_size=1, max_size=4).map(" ".join)
_markdown_block = st.one_of(
    _markdown_line,
    st.builds(lambda level, text: "#" * level + " " + text, st.integers(1, 4), _markdown_line),
    st.lists(_markdown_line, min_size=1, max_size=3).map(lambda items: "- " + "\n- ".join(items)),
    _markdown_line.map(lambda text: f"> {text}"),
    st.sampled_from(
        ["```\ncode *x*\n```", "---", "| a | b |\n|---|---|\n| Բառ | слово |", "<div>x</div>"]
    ),
)
markdown_documents = st.builds(
    lambda blocks, newline: "\n\n".join(blocks).replace("\n", newline),
    st.lists(_markdown_block, max_size=6),
    _newlines,
)
