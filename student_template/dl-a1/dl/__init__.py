"""Functional layers: a forward that returns a cache, a backward that takes it."""
