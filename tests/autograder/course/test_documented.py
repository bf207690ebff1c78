"""docs/assignment-toml.md names every key that the schema knows, and no other."""

import re
import typing
from pathlib import Path

import pytest

from autograder.course import Assignment
from autograder.course.tables import Table
from autograder.course.tools import DEFAULTS

TEXT = (Path(__file__).parents[3] / "docs" / "assignment-toml.md").read_text()


def sections():
    """Return each section's keys: "The assignment", "files", "training" and so on."""
    found = {}
    for part in TEXT.split("\n## ")[1:]:
        title = part.partition("\n")[0]
        key = re.match(r"`\[+(\w+)\]+`", title)
        name = key[1] if key else title
        # tables within tables begin with what they say
        head, *inner = re.split(r"^(?=`\w+` says )", part, flags=re.MULTILINE)
        found[name] = keys_of(head)
        found |= {text.split("`")[1]: keys_of(text) for text in inner}
    return found


def keys_of(text):
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def table_in(hint):
    """Return the schema's class in a field's type, None if it holds plain values."""
    if isinstance(hint, type) and issubclass(hint, Table):
        return hint
    inner = map(table_in, typing.get_args(hint))
    return next(filter(None, inner), None)


def tables(schema, name="The assignment"):
    """Yield each table of the schema: its name in the text, its class."""
    yield name, schema
    for field, hint in typing.get_type_hints(schema).items():
        inner = table_in(hint)
        if inner is not None:
            yield from tables(inner, field)


TABLES = dict(tables(Assignment))


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_documented_and_no_other(name):
    keys = set(TABLES[name].__struct_fields__) - {"folder"}
    if name == "The assignment":
        keys -= {*TABLES, "tools"}  # sections of their own
        keys -= {field for field in keys if f"## `[[{field}]]`" in TEXT}
    assert set(sections()[name]) == keys


def test_every_section_is_a_table_of_the_schema():
    assert set(sections()) == {*TABLES, "tools"}


def test_the_defaults_of_tools_are_those_in_the_text():
    assert all(f'`{name} = "{range_}"`' in TEXT for name, range_ in DEFAULTS.items())
