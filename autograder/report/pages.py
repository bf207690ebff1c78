"""Filling in pages: one file each, with no address outside of it."""

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

_TEMPLATES = "autograder.report"


def render(template: str, page: Any) -> str:
    """Return the page ``template`` filled in with ``page``; all text is escaped."""
    return _environment().get_template(template).render(page=page)


def breakable(name: str) -> Markup:
    """Let a long name such as ``batchnorm_backward`` break after its underscores."""
    return Markup("_<wbr>").join(name.split("_"))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["breakable"] = breakable
    folder = resources.files(_TEMPLATES) / "templates"
    files = (("style", "style.css"), ("figures_style", "figures.css"))
    for name, file in (*files, ("script", "table.js")):
        text = (folder / file).read_text(encoding="utf-8")
        # our own text, and no student's: it may stand as it is
        environment.globals[name] = Markup(text)
        digest = hashlib.sha256(text.encode()).digest()
        environment.globals[f"{name}_digest"] = base64.b64encode(digest).decode()
    return environment
