"""Tools around the layers: initial weights, gradient checks, data."""
