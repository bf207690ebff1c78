"""numgrade: release, check and grade NumPy deep-learning coursework."""

__version__ = "0.1.0.dev0"
