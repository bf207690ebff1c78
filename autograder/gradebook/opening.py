"""Opening a gradebook: a SQLite file by default, a PostgreSQL database by its URL."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)

from autograder.errors import NumgradeError
from autograder.gradebook.schema import VERSION, about, metadata

FILE = "gradebook.sqlite"
PATIENCE = 60.0  # s to wait for another process that is writing, a server restarting
_PAUSE = 0.2  # s between tries to reach it
_LOCK = 0x6E756D6772616465  # "numgrade", as the number of a lock

T = TypeVar("T")


class GradebookError(NumgradeError):
    """The gradebook can't be opened, read or written."""


@dataclass(frozen=True)
class Gradebook:
    """An open gradebook, for any number of threads. Use as a context manager."""

    engine: Engine

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give its connections up."""
        self.engine.dispose()

    def write(self, work: Callable[[Connection], T], patience: float = PATIENCE) -> T:
        """Do ``work`` in one transaction: all that it writes is kept, or nothing is.

        A server that has gone away is waited for ``patience`` seconds, and the work
        done once more; so it must notice what an earlier try has left.

        Raises
        ------
        GradebookError
            If the database fails: disk full, server gone for good.
        """

        def once() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        return self._insist(once, patience)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Look at one state of it, whoever writes meanwhile; wait as ``write`` does.

        Raises
        ------
        GradebookError
            If the database fails.
        """
        engine = self.engine.execution_options(numgrade_reads=True)

        def once() -> T:
            with engine.connect() as connection:
                return work(connection)

        return self._insist(once, PATIENCE)

    def _insist(self, once: Callable[[], T], patience: float) -> T:
        """Try until a server is there; other troubles are told at once."""
        give_up = time.monotonic() + patience
        while True:
            try:
                return once()
            except OperationalError as error:
                if self._is_sqlite or time.monotonic() >= give_up:
                    raise _told(error) from None
            except IntegrityError:
                raise  # the caller's matter: another one was first
            except DBAPIError as error:
                raise _told(error) from None
            time.sleep(_PAUSE)

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"


def _told(error: DBAPIError) -> GradebookError:
    first = str(error.orig).strip().partition("\n")[0]
    mend = "make room there" if "full" in first.lower() else "see that it can be used"
    return GradebookError(f"the gradebook can't be used: {first}; {mend}, then go on")


def open_gradebook(where: Path | str, create: bool = True) -> Gradebook:
    """Open a gradebook, and make its tables if there are none.

    Parameters
    ----------
    where : Path or str
        A folder of results, whose ``gradebook.sqlite`` is meant; or the URL of a
        database: ``postgresql://user@host/name``, ``sqlite:////path/file``.
    create : bool
        Whether a file that isn't there is made.

    Raises
    ------
    GradebookError
        If it can't be opened, is none, or is another version's.
    """
    url = _url(where)
    file = url.database if url.drivername.startswith("sqlite") else None
    if not create and file and not Path(file).is_file():
        raise GradebookError(f"no gradebook {file}; numgrade grade makes it")
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except NoSuchModuleError:
        raise GradebookError(
            f"gradebook {url.render_as_string()}: no such kind of database; "
            "use sqlite or postgresql"
        ) from None
    except ImportError as error:
        raise GradebookError(
            f"gradebook: {error}; install it with pip install 'numgrade[postgresql]'"
        ) from None
    if url.drivername.startswith("sqlite"):
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    book = Gradebook(engine)
    try:
        _prepare(book)
    except NumgradeError:
        book.close()
        raise
    return book


def _url(where: Path | str) -> URL:
    if isinstance(where, str) and "://" in where:
        try:
            url = make_url(where)
        except ArgumentError:
            raise GradebookError(
                "the gradebook's address can't be read; write "
                "postgresql://user@host/name"
            ) from None
        if url.drivername == "postgresql":  # which other drivers claim, too
            return url.set(drivername="postgresql+psycopg")
        return url
    return URL.create("sqlite", database=str(Path(where) / FILE))


def _set_up_sqlite(connection: Any, record: Any) -> None:
    """Survive a kill at any moment, and let others read while one writes."""
    connection.isolation_level = None  # we say where transactions begin
    for setting in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"busy_timeout = {int(1000 * PATIENCE)}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    # who will write takes the lock at once: no two can wait for each other later on
    reads = connection.get_execution_options().get("numgrade_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare(book: Gradebook) -> None:
    """Make the tables, or see that they are ours."""

    def prepare(connection: Connection) -> str:
        if connection.dialect.name == "postgresql":  # no two make the tables at once
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        metadata.create_all(connection)
        wanted = select(about.c.value).where(about.c.key == "version")
        found = connection.scalar(wanted)
        if found is None:
            row = {"key": "version", "value": str(VERSION)}
            connection.execute(insert(about).values(row))
        return found or str(VERSION)

    version = book.write(prepare, patience=0)
    if version != str(VERSION):
        raise GradebookError(
            f"the gradebook is of version {version}, this numgrade writes {VERSION}; "
            "grade into another --out"
        )
