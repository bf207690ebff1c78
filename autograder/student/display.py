"""What the checks say, as a notebook shows it: coloured, folded, and as plain text."""

from html import escape
from typing import Any

from autograder.student.maps import maps_of

_STYLE = (
    "<style>.numgrade-check{font:13px/1.5 sans-serif;max-width:56em}"
    ".numgrade-check details{border-left:4px solid #1a7f37;padding:.1em .7em;"
    "margin:.4em 0}.numgrade-check details.wrong{border-color:#b3261e}"
    ".numgrade-check summary{cursor:pointer;font-weight:600}"
    ".numgrade-check li{list-style:none;margin:.2em 0}"
    ".numgrade-check ul{margin:.2em 0;padding-left:.4em}"
    ".numgrade-check pre{font:12px/1.4 monospace;white-space:pre-wrap;"
    "margin:.1em 0 .1em 1.6em;padding:0;background:none;color:inherit}"
    ".numgrade-check .maps{display:flex;flex-wrap:wrap;gap:.2em 1.2em;"
    "margin:.3em 0 .3em 1.6em}.numgrade-check figure{margin:0}"
    ".numgrade-check figcaption{font-size:12px}</style>"
)


class CheckReport:
    """The results of the public checks, for the cell that asked.

    Parameters
    ----------
    results : dict
        As ``numgrade check --json`` prints them.
    """

    def __init__(self, results: dict[str, Any]) -> None:
        self._results = results

    def __repr__(self) -> str:
        return str(self._results["output"])

    def _repr_html_(self) -> str:
        """Return one foldable part a question; what failed is open."""
        questions: dict[str, list[dict[str, Any]]] = {}
        for test in self._results["tests"]:
            questions.setdefault(test["extra_data"]["question"], []).append(test)
        titles = self._titles()
        parts = [_part(titles.get(q, q), tests) for q, tests in questions.items()]
        return f'{_STYLE}<div class="numgrade-check">{"".join(parts)}</div>'

    def _titles(self) -> dict[str, str]:
        """Take each question's headline from the text: a line that isn't indented."""
        lines = str(self._results["output"]).splitlines()
        heads = [line for line in lines if not line.startswith(" ")]
        return {line.partition(":")[0]: line for line in heads}


def _part(headline: str, tests: list[dict[str, Any]]) -> str:
    good = all(test["status"] == "passed" for test in tests)
    kind = "right" if good else "wrong"
    folded = "" if good else " open"
    items = "".join(map(_item, tests))
    summary = f"<summary>{escape(headline)}</summary>"
    return f'<details class="{kind}"{folded}>{summary}<ul>{items}</ul></details>'


def _item(test: dict[str, Any]) -> str:
    title = test["name"].partition(": ")[2]
    mark = "✓" if test["status"] == "passed" else "✗"
    told = f"<pre>{escape(test['output'])}</pre>" if test["output"] else ""
    return f"<li>{mark} {escape(title)}{told}{maps_of(test['extra_data'])}</li>"
