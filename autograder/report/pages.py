"""Filling in pages: one file each, with no address outside of it."""

from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

_TEMPLATES = "autograder.report"


def render(template: str, page: Any) -> str:
    """Return the page ``template`` filled in with ``page``; all text is escaped."""
    return _environment().get_template(template).render(page=page)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    folder = resources.files(_TEMPLATES) / "templates"
    for name, file in (("style", "style.css"), ("script", "table.js")):
        text = (folder / file).read_text(encoding="utf-8")
        # our own text, and no student's: it may stand as it is
        environment.globals[name] = Markup(text)
    return environment
