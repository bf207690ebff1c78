"""Data sets: fetch, verify and synthesise CIFAR-10, CIFAR-100, MNIST, Fashion-MNIST.

Reads and writes files of data; knows nothing of courses, submissions or grading. What
it reads it never trusts: archives are unpacked by name, pickles read as arrays only.
"""

from autograder.data.fetch import Places, Reporter, cache_folder, fetch, fetch_from
from autograder.data.read import is_synthetic, read_images
from autograder.data.registry import Dataset, datasets, find_dataset
from autograder.data.synth import Size, synthesise
from autograder.data.verify import File, State, verify

__all__ = [
    "Dataset",
    "File",
    "Places",
    "Reporter",
    "Size",
    "State",
    "cache_folder",
    "datasets",
    "fetch",
    "fetch_from",
    "find_dataset",
    "is_synthetic",
    "read_images",
    "synthesise",
    "verify",
]
