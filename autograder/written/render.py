"""Students' Markdown as HTML that can do nothing: no script, no link, no address.

All text is escaped, by markdown-it where it is Markdown, by ``html.escape`` elsewhere.
"""

import base64
import binascii
import html
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.inert import inert
from autograder.written.answers import Part
from autograder.written.mathml import to_mathml
from autograder.written.pictures import check_picture


def render_markdown(text: str) -> str:
    """Return Markdown with formulas as HTML."""
    try:
        return str(_markdown().render(inert(text)))
    except (RecursionError, ValueError, IndexError):
        return f"<pre>{html.escape(inert(text))}</pre>"


def render_line(text: str) -> str:
    """Return one line of Markdown as HTML without a paragraph around it."""
    return str(_markdown().renderInline(inert(text)))


def render_part(part: Part, number: int) -> str:
    """Return a part of an answer as HTML; ``number`` is a picture's."""
    if part.kind == "text":
        return f'<div class="text">{render_markdown(part.text)}</div>'
    if part.kind == "picture":
        return _picture(part, number)
    label = "Code" if part.kind == "code" else "Output"
    text = html.escape(inert(part.text))
    return (
        f'<figure class="{part.kind}"><figcaption>{label}</figcaption>'
        f'<pre tabindex="0" aria-label="{label}">{text}</pre></figure>'
    )


def _picture(part: Part, number: int) -> str:
    try:
        picture = check_picture(base64.b64decode(part.text, validate=True))
    except (binascii.Error, ValueError):
        picture = None
    if picture is None:
        return '<p class="note">A picture is damaged and not shown.</p>'
    data = base64.b64encode(picture.data).decode("ascii")
    return (
        f'<figure class="picture"><img src="data:{picture.media};base64,{data}" '
        f'alt="Picture {number} of the answer" width="{picture.width}" '
        f'height="{picture.height}"><figcaption>Picture {number}</figcaption></figure>'
    )


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    markdown.enable(["table", "strikethrough"])
    markdown.use(
        dollarmath_plugin,
        allow_labels=False,
        double_inline=True,
        renderer=lambda tex, options: to_mathml(tex, options["display_mode"]),
    )
    markdown.use(amsmath_plugin, renderer=lambda tex: to_mathml(tex, display=True))
    rules = {
        "link_open": _nothing,
        "link_close": _address,
        "image": _image,
        "heading_open": lambda *_: '<p class="heading">',
        "heading_close": lambda *_: "</p>\n",
    }
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _nothing(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    return ""


def _address(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """Show where a link leads instead of leading there."""
    opening = next(t for t in reversed(tokens[:place]) if t.type == "link_open")
    address = str(opening.attrGet("href") or "")[:500]
    return f' <span class="address">({html.escape(address)})</span>'


def _image(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    address = str(tokens[place].attrGet("src") or "")[:500]
    return f'<span class="address">[picture at {html.escape(address)}]</span>'
