"""A CI service's recipe, copied to where the service looks for it."""

from pathlib import Path

from autograder.recipe import recipe

#: What the recipes call the assignment.
EXAMPLE = "dl-a1"

#: Service -> folder of its recipe -> where that belongs in a course; ``{id}`` is the
#: assignment's folder, for what students' repositories get.
PLACES = {
    "github": {
        "workflows": ".github/workflows",
        "actions": ".github/actions",
        "student": "assignments/{id}/github",
    },
    "gitlab": {"": ""},
}


def add_service(root: Path, service: str, assignment_id: str) -> list[Path]:
    """Copy the recipe of one of ``PLACES`` into a course; what is there is kept.

    Returns
    -------
    list of Path
        The files written.
    """
    source = recipe(service)
    written = []
    for folder, place in PLACES[service].items():
        for file in sorted((source / folder).rglob("*.yml")):
            inside = file.relative_to(source / folder)
            target = root / place.format(id=assignment_id) / inside
            if not target.exists():
                text = file.read_text(encoding="utf-8")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text.replace(EXAMPLE, assignment_id), "utf-8")
                written.append(target)
    return written
