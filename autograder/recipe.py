"""Where the recipes for CI services are: of an installed numgrade, or of its source."""

from pathlib import Path

from autograder.errors import UsageError

RECIPES = ("docker", "github", "gitlab")


def recipe(name: str) -> Path:
    """Return the folder of a recipe: github, gitlab or docker.

    Raises
    ------
    UsageError
        If there is no such recipe.
    """
    if name not in RECIPES:
        raise UsageError(f"no recipe {name!r}; there are: {', '.join(RECIPES)}")
    package = Path(__file__).parent
    installed = package / "recipes" / name
    return installed if installed.is_dir() else package.parent / "ci" / name
