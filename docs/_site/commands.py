"""The page of commands, made from the command line itself when the site is built."""

from typing import Any

from typer.main import get_command

from autograder.cli.app import app

PLACE = "<!-- commands -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the commands where a page asks for them (called by mkdocs)."""
    if PLACE not in markdown:
        return markdown
    return markdown.replace(PLACE, "\n".join(_group(get_command(app), "numgrade")))


def _group(group: Any, name: str) -> list[str]:
    lines: list[str] = []
    for word, command in group.commands.items():
        full = f"{name} {word}"
        if hasattr(command, "commands"):
            lines += _group(command, full)
        else:
            lines += _command(command, full)
    return lines


def _command(command: Any, name: str) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    words = " ".join(p.metavar or p.name.upper() for p in arguments)
    lines = [
        f"## {name}",
        "",
        command.help or "",
        "",
        f"    {name} [OPTIONS] {words}",
        "",
    ]
    rows = [
        f"| `{_cell(p.metavar or p.name.upper())}` | {_cell(p.help)} |"
        for p in arguments
    ]
    rows += [
        f"| `{', '.join(p.opts)}` | {_cell(p.help)}{_default(p)} |" for p in options
    ]
    if rows:
        lines += ["| | |", "|---|---|", *rows, ""]
    return lines


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def _default(option: Any) -> str:
    value = option.default
    shown = isinstance(value, int | float) and not isinstance(value, bool)
    return f" Default: {value}." if shown else ""
