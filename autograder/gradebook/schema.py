"""The gradebook's tables. Rows are added and never changed, so history is kept.

The one exception is the row of a mark whose comment somebody is typing. Order is told
by numbers counted up, never by the clock, which may jump.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: Raised when the tables change; an older gradebook is refused rather than guessed at.
VERSION = 1

metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

#: One row a student and assignment: what the other tables speak of.
submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assignment", String, nullable=False),
    Column("name", String, nullable=False),
    UniqueConstraint("assignment", "name"),
)

#: One row each time that a submission was graded; the highest ``attempt`` counts.
#: ``outcome`` is the whole outcome as JSON: checks, feedback, layers.
gradings = Table(
    "gradings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("token", String, nullable=False, unique=True),
    Column("content", String, nullable=False),
    Column("grader", String, nullable=False),
    Column("course", String, nullable=False),
    Column("data", String, nullable=False),
    Column("settings", String, nullable=False),
    Column("status", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", String, nullable=False),
    UniqueConstraint("submission", "attempt"),
)

#: Points a question in one grading; null where it wasn't graded.
scores = Table(
    "scores",
    metadata,
    Column("grading", ForeignKey("gradings.id"), primary_key=True),
    Column("question", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("points", Float),
    Column("max_points", Float, nullable=False),
)

#: Marks that people give; the highest ``revision`` counts.
marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False),
    Column("question", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("points", Float),
    Column("reasons", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("person", String, nullable=False),
    Column("at", String, nullable=False),
    UniqueConstraint("submission", "question", "revision"),
)

#: The answer that a mark was given for, where that is known.
marked_answers = Table(
    "marked_answers",
    metadata,
    Column("mark", ForeignKey("marks.id"), primary_key=True),
    Column("answer", String, nullable=False),
)

#: What told when a submission came in, a row a source; the highest ``look`` counts.
#: ``at`` is ISO 8601 with an offset, "" where only ``late`` was told.
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False),
    Column("look", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("at", String, nullable=False),
    Column("late", Integer, nullable=False),
    UniqueConstraint("submission", "look", "source"),
)

#: One row each time that somebody graded: the submissions and options, as JSON.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assignment", String, nullable=False),
    Column("request", Text, nullable=False),
    Column("at", String, nullable=False),
)
