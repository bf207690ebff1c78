"""The layers: each a forward that returns a cache and a backward that takes it."""

# ruff: noqa: I001 - the order in which students meet the layers

from .affine import affine_backward, affine_forward
from .relu import relu_backward, relu_forward
from .losses import softmax_loss, svm_loss
from .normalization import (
    batchnorm_backward,
    batchnorm_backward_alt,
    batchnorm_forward,
    layernorm_backward,
    layernorm_forward,
)
from .dropout import dropout_backward, dropout_forward
from .convolution import conv_backward_naive, conv_forward_naive, conv_output_size
from .pooling import max_pool_backward_naive, max_pool_forward_naive, pool_output_size
from .spatial import (
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    spatial_groupnorm_backward,
    spatial_groupnorm_forward,
)

__all__ = [
    "affine_backward",
    "affine_forward",
    "batchnorm_backward",
    "batchnorm_backward_alt",
    "batchnorm_forward",
    "conv_backward_naive",
    "conv_forward_naive",
    "conv_output_size",
    "dropout_backward",
    "dropout_forward",
    "layernorm_backward",
    "layernorm_forward",
    "max_pool_backward_naive",
    "max_pool_forward_naive",
    "pool_output_size",
    "relu_backward",
    "relu_forward",
    "softmax_loss",
    "spatial_batchnorm_backward",
    "spatial_batchnorm_forward",
    "spatial_groupnorm_backward",
    "spatial_groupnorm_forward",
    "svm_loss",
]
