"""Archives for other people's graders, Gradescope and Otter, and what runs in them."""

from autograder.bundles.gradescope import build_gradescope

__all__ = ["build_gradescope"]
