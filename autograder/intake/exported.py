"""What Gradescope's "Export Submissions" says of when each submission came in."""

from datetime import datetime, timezone
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from autograder.errors import UsageError

#: Lies beside the submissions' folders.
METADATA = "submission_metadata.yml"


def export_time(path: Path) -> datetime | None:
    """Return when the submission at ``path`` came in; None if no export tells.

    Raises
    ------
    UsageError
        If there is an export's file that can't be read.
    """
    file = path.absolute().parent / METADATA
    if not file.is_file():
        return None
    return _exported(file, file.stat().st_mtime_ns).get(path.name)


@cache
def _loader() -> Any:
    """Return what reads YAML as plain data, whatever Ruby objects it says they are."""
    import yaml  # which a browser that checks a notebook hasn't got

    def untagged(loader: Any, tag: str, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    # in C where it is there: an export holds all that was printed by all submissions
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    plain: Any = type("PlainLoader", (base,), {})
    plain.add_multi_constructor("!", untagged)
    return plain


@lru_cache(maxsize=4)
def _exported(file: Path, changed: int) -> dict[str, datetime]:
    """Return folder -> time of Gradescope's export; ``changed`` tells its states."""
    import yaml

    try:
        table = yaml.load(file.read_bytes(), _loader())
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = str(error).splitlines()[0]
        raise UsageError(
            f"{file}: can't be read: {why}; export it again, or move it away"
        ) from None
    found = table if isinstance(table, dict) else {}
    times = {
        str(name): _moment(facts.get(":created_at"))
        for name, facts in found.items()
        if isinstance(facts, dict)
    }
    return {name: at for name, at in times.items() if at is not None}


def _moment(value: Any) -> datetime | None:
    """Return a time as Ruby writes it, by itself or as an object's ``utc``."""
    if isinstance(value, dict):
        value = value.get("utc", value.get("time"))
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)
