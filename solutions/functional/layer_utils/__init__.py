"""Layers that are often used one after the other, as one."""

from .affine_relu import affine_relu_backward, affine_relu_forward

__all__ = ["affine_relu_backward", "affine_relu_forward"]
