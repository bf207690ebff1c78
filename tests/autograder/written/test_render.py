"""What students write is shown, and can't do anything."""

import re
from html.parser import HTMLParser

import pytest

from autograder.written import Part
from autograder.written.mathml import to_mathml
from autograder.written.render import render_line, render_markdown, render_part

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](data:text/html,<script>) ![z](https://evil/x.png)",
    '<https://evil.example/?q="><script>',
    '[a](https://x.example/"onclick="alert(1) "t")',
    '```"><script>alert(1)</script>\nx\n```',
    "$\\text{<script>alert(1)</script>}$",
    '$\\href{javascript:alert(1)}{x}$ $\\class{x" onload="y}{b}$ $\\style{x}{y}$',
    "$$\\mathrm{</math><img src=x onerror=alert(1)>}$$",
    "\\begin{align}<svg onload=alert(1)>\\end{align}",
    "$\\text{&lt;script&gt;}$ &lt;script&gt; &#60;script>",
    "| <b> | a |\n|---|---|\n| <i onclick=x> | $<u>$ |",
    "# <style>*{display:none}</style>",
    "\x1b[31mred\x1b[0m \u202eevil\u202c \x00 \x07",
    "[r]: javascript:alert(1)\n[r] ![r]",
    "> " * 500 + "deep",
    "*" * 3000 + "a" + "*" * 3000,
    "[" * 5000,
    "$" * 999,
    "$" + "{" * 3000 + "$",
    "$" + "\\frac{1}{" * 400 + "}" * 400 + "$",
]

TAGS = set(
    re.findall(
        r"\w+",
        "p em strong s code pre ul ol li table thead tbody tr th td blockquote hr br "
        "span div math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup "
        "munder mover munderover mtable mtr mtd mstyle mpadded figure figcaption",
    )
)


class Tags(HTMLParser):
    """Notes every tag and attribute that a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "code", "output"])
def test_hostile_text_becomes_no_element_that_acts(text, kind):
    seen = Tags()
    html = render_part(Part(kind, text), 1)
    seen.feed(html)
    assert seen.tags <= TAGS
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert not seen.attributes & {"href", "src", "style", "id", "name", "action"}
    assert not re.search("[\x00-\x08\x1b\u202e]", html)


def test_markdown_is_shown_as_it_is_meant():
    text = "## Why\n\nIt is **small**:\n\n- one\n- two\n\n| a |\n|---|\n| 1 |"
    html = render_markdown(text)
    for piece in (
        '<p class="heading">Why</p>',
        "<strong>small</strong>",
        "<li>one</li>",
        "<td>1</td>",
    ):
        assert piece in html


def test_a_link_shows_where_it_would_lead():
    html = render_markdown("see [this](https://a.example/b)")
    assert html == (
        '<p>see this <span class="address">(https://a.example/b)</span></p>\n'
    )


@pytest.mark.parametrize(
    ("tex", "piece"),
    [
        (
            r"\frac{1}{N}",
            "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>N</mi></mrow></mfrac>",
        ),
        (r"\begin{aligned}a&=b\\c&=d\end{aligned}", "<mtable"),
        (r"\begin{gather}a\\b\end{gather}", "<mtable"),
        (r"\nabla_W \mathcal{L}", "<msub>"),
        ("x < y", "<mo>&lt;</mo>"),
    ],
)
def test_formulas_become_mathml(tex, piece):
    html = to_mathml(tex, display=True)
    assert html.startswith('<math display="block">')
    assert piece in html


@pytest.mark.parametrize("tex", [r"\frac{", "a_b_c", "x" * 5000, "{" * 200, ""])
def test_a_formula_that_cannot_be_read_is_shown_as_it_is_written(tex):
    html = to_mathml(tex, display=False)
    assert html == f'<code class="tex">${tex}$</code>' or html.startswith("<math")


def test_a_reason_is_one_line():
    assert render_line("the *kink*").startswith("the <em>kink</em>")


def test_a_picture_that_is_none_is_not_shown():
    bad = Part("picture", "PHN2Zy8+", "image/svg+xml")
    assert "<img" not in render_part(bad, 1)
    bad = Part("picture", "not base64", "image/png")
    assert "damaged" in render_part(bad, 1)
