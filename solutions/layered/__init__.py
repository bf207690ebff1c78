"""Layers as classes, with images in the layout (N, C, H, W)."""
