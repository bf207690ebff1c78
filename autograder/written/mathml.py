"""Formulas as MathML: what a student's TeX may become, and nothing else.

latex2mathml neither escapes text nor refuses attributes such as ``href``, so its tree
is written out here, element by element, from lists of what is known to be harmless.
"""

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

MAX_TEX = 4_000  # characters of a formula; longer ones are shown as they are written
_MAX_DEPTH = 60

_TAG = re.compile(
    r"math|mrow|m[ino]|mtext|mspace|mfrac|msqrt|mroot|msu[bp]|msubsup|munder|mover|"
    r"munderover|mmultiscripts|mprescripts|none|mtable|mt[rd]|mstyle|mpadded|mphantom|"
    r"menclose"
)
_ATTRIBUTE = re.compile(
    r"accent(under)?|column(align|lines|spacing)|display(style)?|fence|form|[lr]space|"
    r"linebreak|linethickness|m(ath|ax|in)size|mathvariant|movablelimits|notation|"
    r"row(lines|spacing)|scriptlevel|separator|stretchy|width"
)
_PLAIN = re.compile(r"[\w\s.%+-]{0,60}\Z")

#: Environments that latex2mathml doesn't know, and those that lay out alike.
_ENVIRONMENTS = {
    "aligned": "align*",
    "align": "align*",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "gathered": "matrix",
    "gather": "matrix",
    "gather*": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]+\*?)\}")
_NUMBERED = re.compile(r"\\(?:begin|end)\{equation\*?\}|\\(?:label|tag)\{[^{}]*\}")


def to_mathml(tex: str, display: bool) -> str:
    """Return a formula as MathML; as code where it can't be read as one."""
    try:
        if len(tex) > MAX_TEX:
            raise ValueError("too long")
        mode = "block" if display else "inline"
        return _write(convert_to_element(_known(tex), display=mode), 0)
    except Exception:  # a library for right TeX meets what students write
        mark = "$$" if display else "$"
        return f'<code class="tex">{html.escape(mark + tex + mark)}</code>'


def _known(tex: str) -> str:
    def rename(match: re.Match[str]) -> str:
        word, name = match.groups()
        return rf"\{word}{{{_ENVIRONMENTS.get(name, name)}}}"

    return _ENVIRONMENT.sub(rename, _NUMBERED.sub("", tex))


def _write(element: Element, depth: int) -> str:
    """Write an element out; one that isn't known as a row of what it holds."""
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    tag = element.tag if _TAG.fullmatch(element.tag) else "mrow"
    attributes = "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in element.attrib.items()
        if _ATTRIBUTE.fullmatch(name) and _PLAIN.match(value)
    )
    # some texts come escaped, others don't
    text = html.escape(html.unescape(element.text or ""), quote=False)
    inside = "".join(_write(child, depth + 1) for child in element)
    return f"<{tag}{attributes}>{text}{inside}</{tag}>"
