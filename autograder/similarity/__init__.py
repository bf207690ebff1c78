"""Finding submissions that are alike in what students wrote, and nothing else."""

from autograder.similarity.own import Work, own_code, read_work
from autograder.similarity.pairs import Pair, Passage, find_pairs
from autograder.similarity.write import called, where, write_pairs

__all__ = [
    "Pair",
    "Passage",
    "Work",
    "called",
    "find_pairs",
    "own_code",
    "read_work",
    "where",
    "write_pairs",
]
