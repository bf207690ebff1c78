"""Reading TOML files by a schema, with errors that name file, key and mend."""

import difflib
import re
import sys
import typing
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from autograder.errors import CourseError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_\-]+\Z")]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table: its fields are the keys that it may have."""


T = TypeVar("T", bound=Table)


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    CourseError
        If it isn't one.
    """
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CourseError(f"{file}: not valid TOML: {error}") from None
    except OSError as error:
        raise CourseError(f"{file}: can't be read: {error.strerror}") from None
    return table


def convert(table: dict[str, Any], schema: type[T], file: Path) -> T:
    """Turn what a TOML file holds into ``schema``.

    Raises
    ------
    CourseError
        Naming the file, the key and the mend.
    """
    try:
        return msgspec.convert(table, schema)
    except msgspec.ValidationError as error:
        raise CourseError(f"{file}: {_explain(error, schema)}") from None


def _explain(error: msgspec.ValidationError, schema: type[Table]) -> str:
    """Turn msgspec's message round: the key first, then what is wrong with it."""
    text, _, where = str(error).partition(" - at ")
    key = where.strip("`").removeprefix("$").removeprefix(".")
    unknown = re.search(r"unknown field `(.*)`", text, re.DOTALL)
    if unknown:
        name = unknown.group(1)
        known = _schema_at(schema, key).__struct_fields__
        close = difflib.get_close_matches(name, known, n=1)
        mend = f"did you mean {close[0]!r}?" if close else "remove it"
        return f"unknown key {name!r}{f' in {key}' if key else ''}; {mend}"
    text = text.replace("Object missing required field", "missing key")
    return f"{key or 'top level'}: {' '.join(text.split())}"


def _schema_at(schema: type[Table], key: str) -> type[Table]:
    """Return the schema of the table that a key such as ``questions[2]`` names."""
    for name in re.findall(r"[a-z_]+", key):
        hint = typing.get_type_hints(schema).get(name)
        inner = [hint, *typing.get_args(hint)]
        tables = [t for t in inner if isinstance(t, type) and issubclass(t, Table)]
        if not tables:
            return schema
        schema = tables[0]
    return schema
