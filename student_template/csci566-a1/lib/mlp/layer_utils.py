"""Layers of a fully connected network, their container and the loss."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np


# --- What all layers share: name, parameters, gradients, the last forward's input ---


class Layer:
    """A layer that remembers its forward pass for the backward pass that follows it.

    Attributes
    ----------
    name : str
        Unique in a network; parameters are called ``<name>_w`` and ``<name>_b``.
    params, grads : dict of str to array
        Parameters and their gradients under the same names; empty for layers that
        learn nothing. A gradient is None until the first backward pass.
    meta : array or None
        Input of the last forward pass; a backward pass uses it up.

    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray | None] = {}
        self.meta: np.ndarray | None = None

    def add_weights(self, w: np.ndarray, b: np.ndarray) -> None:
        """Register weights and biases as ``<name>_w`` and ``<name>_b``."""
        self.w_name = self.name + "_w"
        self.b_name = self.name + "_b"
        self.params = {self.w_name: w, self.b_name: b}
        self.grads = {self.w_name: None, self.b_name: None}

    def remember(self, feat: np.ndarray, output: np.ndarray) -> None:
        """Keep a forward pass's input, and the shape that its gradient will have."""
        self.meta = feat
        self.output_shape = output.shape

    def recall(self, dprev: np.ndarray) -> np.ndarray:
        """Return the last forward's input and forget it: one backward a forward.

        `dprev` is the gradient of the loss with respect to that forward's output.
        """
        if self.meta is None:
            raise ValueError(f"{self.name}: backward was called without a forward")
        if dprev.shape != self.output_shape:
            raise ValueError(
                f"{self.name}: the gradient is {dprev.shape}, but the output was "
                f"{self.output_shape}"
            )
        feat, self.meta = self.meta, None
        return feat


def reset_seed(seed: int) -> None:
    """Seed ``np.random``, from which the layers draw their first weights."""
    np.random.seed(seed)


# --- The container that holds a network's layers and finds their parameters by name ---


class sequential:  # noqa: N801
    """Layers in the order in which they are applied.

    The layers own the parameters. ``params`` and ``grads`` are one flat view of them
    all, as of the last ``gather_params`` and ``gather_grads``.

    Attributes
    ----------
    layers : list of Layer
    params, grads : dict of str to array
        Parameters and gradients of all layers.
    paramName2Indices : dict of str to int
        Position of the layer that owns a parameter.
    layer_names : dict of str to int
        Position of a layer.

    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = list(layers)
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray | None] = {}
        self.paramName2Indices: dict[str, int] = {}
        self.layer_names: dict[str, int] = {}
        for index, layer in enumerate(layers):
            if layer.name in self.layer_names:
                raise ValueError(f"two layers are named {layer.name!r}")
            self.layer_names[layer.name] = index
            for name in layer.params:
                self.paramName2Indices[name] = index
        self.gather_params()
        self.gather_grads()

    def assign(self, name: str, val: np.ndarray) -> None:
        """Make `val` itself, not a copy, the layer's parameter `name`."""
        self.layers[self.paramName2Indices[name]].params[name] = val

    def assign_grads(self, name: str, val: np.ndarray) -> None:
        """Make `val` itself, not a copy, the layer's gradient of parameter `name`."""
        self.layers[self.paramName2Indices[name]].grads[name] = val

    def get_params(self, name: str) -> np.ndarray:
        """Return parameter `name` as last gathered."""
        return self.params[name]

    def get_grads(self, name: str) -> np.ndarray | None:
        """Return the gradient of parameter `name` as last gathered."""
        return self.grads[name]

    def gather_params(self) -> None:
        """Collect the parameters of all layers in ``params``."""
        for layer in self.layers:
            self.params.update(layer.params)

    def gather_grads(self) -> None:
        """Collect the gradients of all layers in ``grads``."""
        for layer in self.layers:
            self.grads.update(layer.grads)

    def apply_l1_regularization(self, lam: float) -> None:
        r"""Add the gradient of an L1 penalty to each layer's gradients.

        .. math:: \tilde J(\theta) = J(\theta) + \lambda \sum_k |\theta_k|
        """
        # TODO (l1_regularization, 2 points): write this part.
        raise NotImplementedError(
            "sequential.apply_l1_regularization is not written yet: question "
            "l1_regularization in problem_1, formula in the docstring above"
        )

    def apply_l2_regularization(self, lam: float) -> None:
        r"""Add the gradient of an L2 penalty to each layer's gradients.

        .. math:: \tilde J(\theta) = J(\theta) + \lambda \sum_k \theta_k^2
        """
        # TODO (l2_regularization, 1 point): write this part.
        raise NotImplementedError(
            "sequential.apply_l2_regularization is not written yet: question "
            "l2_regularization in problem_1, formula in the docstring above"
        )

    def load(self, pretrained: Mapping[str, np.ndarray]) -> None:
        """Copy the parameters that `pretrained` has under the same names."""
        for layer in self.layers:
            for name, param in layer.params.items():
                if name not in pretrained:
                    continue
                shape = pretrained[name].shape
                if shape != param.shape:
                    raise ValueError(f"{name} is {param.shape}, but {shape} was loaded")
                layer.params[name] = pretrained[name].copy()
                print(f"Loading Params: {name} Shape: {shape}")


# --- The affine layer, and the flattening of images that comes before it ---


class flatten(Layer):  # noqa: N801
    """Lay each sample's features out as one row: (N, d1, ..., dk) to (N, D)."""

    def __init__(self, name: str = "flatten") -> None:
        super().__init__(name)

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Flatten all axes but the first.

        Parameters
        ----------
        feat : (N, d1, ..., dk)

        Returns
        -------
        output : (N, D), D the product of d1, ..., dk

        """
        # TODO (fc_forward, 2 points): write this part.
        raise NotImplementedError(
            "flatten.forward is not written yet: question fc_forward in problem_1, "
            "formula in the docstring above"
        )
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Give the upstream gradient (N, D) the input's shape (N, d1, ..., dk)."""
        feat = self.recall(dprev)
        # TODO (fc_backward, 2 points): write this part.
        raise NotImplementedError(
            "flatten.backward is not written yet: question fc_backward in problem_1, "
            "formula in the docstring above"
        )
        return dfeat


class fc(Layer):  # noqa: N801
    r"""A fully connected layer.

    .. math:: Y = X W + b

    Parameters
    ----------
    input_dim, output_dim : int
        Numbers of features D and M.
    init_scale : float
        Standard deviation of the initial weights, drawn from ``np.random``; biases
        begin at zero.
    name : str

    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        init_scale: float = 0.002,
        name: str = "fc",
    ) -> None:
        super().__init__(name)
        self.input_dim = input_dim
        self.output_dim = output_dim
        w = init_scale * np.random.randn(input_dim, output_dim)
        self.add_weights(w, np.zeros(output_dim))

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Apply the layer to each row.

        Parameters
        ----------
        feat : (N, D)

        Returns
        -------
        output : (N, M)

        """
        if feat.ndim != 2 or feat.shape[1] != self.input_dim:
            raise ValueError(
                f"{self.name} takes (N, {self.input_dim}), not {feat.shape}"
            )
        # TODO (fc_forward, 2 points): write this part.
        raise NotImplementedError(
            "fc.forward is not written yet: question fc_forward in problem_1, formula "
            "in the docstring above"
        )
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Store the gradients of weights and biases, return that of the input.

        Parameters
        ----------
        dprev : (N, M)
            Gradient of the loss with respect to this layer's output.

        Returns
        -------
        dfeat : (N, D)

        """
        feat = self.recall(dprev)
        # TODO (fc_backward, 2 points): write this part.
        raise NotImplementedError(
            "fc.backward is not written yet: question fc_backward in problem_1, formula"
            " in the docstring above"
        )
        return dfeat


# --- The smooth rectifier GeLU ---


SQRT_2_OVER_PI = math.sqrt(2 / math.pi)
CUBIC_WEIGHT = 0.044715


class gelu(Layer):  # noqa: N801
    r"""Gaussian error linear unit in its tanh approximation.

    .. math:: y = \tfrac12 x (1 + \tanh u), \quad
              u = \sqrt{2/\pi}\,(x + 0.044715\,x^3)

    Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, section 2.
    """

    def __init__(self, name: str = "gelu") -> None:
        super().__init__(name)

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Apply the function to each element of `feat`, an array of any shape."""
        # TODO (gelu_forward, 2 points): write this part.
        raise NotImplementedError(
            "gelu.forward is not written yet: question gelu_forward in problem_1, "
            "formula in the docstring above"
        )
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Multiply the upstream gradient by the derivative dy/dx; x was `feat`."""
        feat = self.recall(dprev)
        # TODO (gelu_backward, 2 points): write this part.
        raise NotImplementedError(
            "gelu.backward is not written yet: question gelu_backward in problem_1, "
            "formula in the docstring above"
        )
        return dfeat


# --- Dropout ---


class dropout(Layer):  # noqa: N801
    r"""Inverted dropout: in training keep each feature with probability `keep_prob`.

    .. math:: y = \frac{m}{p}\,x, \quad m \sim \mathrm{Bernoulli}(p)

    The division by p keeps the expected output equal to the input, so testing needs
    no change. Srivastava et al., JMLR 15, 2014, section 10.

    Parameters
    ----------
    keep_prob : float
        The probability p, in [0, 1]; 0 and 1 both mean no dropout.
    seed : int, optional
        Seed of the layer's own generator ``rng``.
    name : str

    Attributes
    ----------
    kept : array of bool or None
        The mask m of the last forward pass, None where nothing was dropped.

    """

    def __init__(
        self, keep_prob: float, seed: int | None = None, name: str = "dropout"
    ) -> None:
        if not 0 <= keep_prob <= 1:
            raise AssertionError(f"keep_prob {keep_prob} is not within [0, 1]")
        super().__init__(name)
        self.keep_prob = float(keep_prob)  # NumPy's float64 would promote float32
        self.kept: np.ndarray | None = None
        self.is_training = False
        self.rng = np.random.RandomState(seed)

    def forward(
        self, feat: np.ndarray, is_training: bool = True, seed: int | None = None
    ) -> np.ndarray:
        """Drop features of `feat`, an array of any shape, if in training.

        A `seed` starts the generator anew, which makes the same mask again.
        """
        if seed is not None:
            self.rng = np.random.RandomState(seed)
        # TODO (dropout_forward, 2 points): write this part.
        raise NotImplementedError(
            "dropout.forward is not written yet: question dropout_forward in problem_1,"
            " formula in the docstring above"
        )
        self.kept = kept
        self.is_training = is_training
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Let the upstream gradient through where the features were kept."""
        self.recall(dprev)
        # TODO (dropout_backward, 2 points): write this part.
        raise NotImplementedError(
            "dropout.backward is not written yet: question dropout_backward in "
            "problem_1, formula in the docstring above"
        )
        return dfeat


# --- The softmax function and the cross-entropy loss ---


class cross_entropy:  # noqa: N801
    r"""Cross-entropy of the softmax of scores.

    .. math:: L = -\sum_n \log p_{n, y_n}, \quad p_n = \mathrm{softmax}(x_n)

    Parameters
    ----------
    size_average : bool
        Whether the sum over the batch is divided by the batch size N.

    Attributes
    ----------
    logit : (N, C) array or None
        Probabilities p of the last forward pass; a backward pass uses them up.
    label : (N,) array or None

    """

    def __init__(self, size_average: bool = True) -> None:
        self.size_average = size_average
        self.logit: np.ndarray | None = None
        self.label: np.ndarray | None = None

    def forward(self, feat: np.ndarray, label: np.ndarray) -> float:
        """Return the loss.

        Parameters
        ----------
        feat : (N, C)
            Scores.
        label : (N,) of int
            The right classes y.

        """
        if feat.ndim != 2 or label.shape != feat.shape[:1]:
            raise ValueError(
                f"scores must be (N, C) and labels (N,), not {feat.shape} and "
                f"{label.shape}"
            )
        logit = softmax(feat)
        # TODO (cross_entropy_forward, 0.75 points): write this part.
        raise NotImplementedError(
            "cross_entropy.forward is not written yet: question cross_entropy_forward "
            "in problem_1, formula in the docstring above"
        )
        self.logit = logit
        self.label = label
        return loss

    def backward(self) -> np.ndarray:
        """Return the gradient (N, C) of the loss with respect to the scores."""
        logit, label = self.logit, self.label
        if logit is None:
            raise ValueError("cross_entropy: backward was called without a forward")
        # TODO (cross_entropy_backward, 0.75 points): write this part.
        raise NotImplementedError(
            "cross_entropy.backward is not written yet: question cross_entropy_backward"
            " in problem_1, formula in the docstring above"
        )
        self.logit = None
        self.label = None
        return dlogit


def softmax(feat: np.ndarray) -> np.ndarray:
    r"""Turn scores into probabilities along the last axis.

    .. math:: p_c = \frac{e^{x_c}}{\sum_k e^{x_k}}

    Parameters
    ----------
    feat : (..., C)

    Returns
    -------
    scores : (..., C)
        Positive, with sum 1 along the last axis.

    """
    # TODO (softmax, 0.5 points): write this part.
    raise NotImplementedError(
        "softmax is not written yet: question softmax in problem_1, formula in the "
        "docstring above"
    )
    return scores
