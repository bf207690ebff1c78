"""``numgrade data``: fetch, verify and synthesise the courses' data sets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from autograder.errors import UsageError

EXIT_BAD = 1  # verify found a missing or damaged file

app = typer.Typer(
    help="Fetch, verify and synthesise CIFAR-10, CIFAR-100, MNIST, Fashion-MNIST.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="cifar10, cifar100, mnist or fashion-mnist.")]
Dest = Annotated[Path, typer.Option(help="Folder for the data set's own folder.")]


@app.command()
def fetch(
    name: Name,
    dest: Dest,
    mirror: Annotated[
        str, typer.Option(metavar="URL", help="Address to use, not the publisher's.")
    ] = "",
    source: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--from", help="Archive or folder to take it from."),
    ] = None,
) -> None:
    """Bring the real data set there, unless it is there and good.

    Downloads are kept in a cache; NUMGRADE_DATA chooses its folder.
    """
    from autograder.cli.news import News
    from autograder.data import Places, cache_folder, fetch_from, find_dataset
    from autograder.data import fetch as fetch_dataset

    if mirror and source is not None:
        raise UsageError("--mirror and --from exclude each other")
    dataset = find_dataset(name)
    with _disk_trouble(), News() as news:
        if source is not None:
            worked = fetch_from(dataset, dest, source, news)
        else:
            places = Places(cache_folder(), mirror)
            worked = fetch_dataset(dataset, dest, places, news)
    how = "is complete" if worked else "was there and good"
    print(f"{dataset.title} {how}: {_folders(dest, dataset.folders)}")


@app.command()
def verify(
    name: Name,
    dest: Dest,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Compare each file with the publisher's; exit with 1 if one is missing or bad."""
    from autograder.data import State, find_dataset
    from autograder.data import verify as verify_dataset

    with _disk_trouble():
        files = verify_dataset(find_dataset(name), dest)
    if as_json:
        rows = [{"file": str(path), "state": state.value} for path, state in files]
        print(json.dumps(rows, indent=1))
    else:
        for path, state in files:
            print(f"{state.value:9} {path}")
    if any(state in (State.MISSING, State.DAMAGED) for _, state in files):
        raise typer.Exit(EXIT_BAD)


@app.command()
def synth(
    name: Name,
    dest: Dest,
    train: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Training images; default: few."),
    ] = None,
    test: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Test images; default: few."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Makes other images.")] = 0,
) -> None:
    """Draw a stand-in: the same files, filled with synthetic images."""
    from autograder.data import Size, find_dataset, synthesise

    dataset = find_dataset(name)
    small = dataset.synthetic
    size = Size(
        small.train if train is None else train, small.test if test is None else test
    )
    with _disk_trouble():
        synthesise(dataset, dest, size, seed)
    print(
        f"{dataset.title} stand-in, SYNTHETIC: {size.train} + {size.test} images; "
        f"{_folders(dest, dataset.folders)}"
    )


def _folders(dest: Path, folders: tuple[str, ...]) -> str:
    return ", ".join(str(dest / folder) for folder in folders)


@contextmanager
def _disk_trouble() -> Iterator[None]:
    """Say what the disk refuses in one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{error.filename or 'the disk'}: {error.strerror}") from None
