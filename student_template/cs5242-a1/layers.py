"""The layers: each has a forward function and a backward function, its derivative."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from utils.tools import Guassian, Initializer


# --- What all layers share ---


Params = dict[str, np.ndarray]


class Layer:
    """A step of a network: a function, and how gradients come back through it.

    Parameters
    ----------
    name : str

    Attributes
    ----------
    training : bool
        Whether the layer is being trained or used; some behave differently.
    trainable : bool
        Whether the layer has parameters that an optimizer may change.

    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.training = True
        self.trainable = False

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Take the loss's gradient by the outputs, return that by the inputs.

        Parameters
        ----------
        in_grads : shape of the outputs
        inputs
            Those of the forward pass, once more.

        """
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def update(self, params: Mapping[str, np.ndarray]) -> None:
        """Take over new parameters, named as `get_params` names them."""

    def set_mode(self, training: bool) -> None:
        """Say whether the layer is being trained (True) or used (False)."""
        self.training = training

    def set_trainable(self, trainable: bool) -> None:
        """Allow or forbid an optimizer to change the layer's parameters."""
        self.trainable = trainable

    def get_params(self, prefix: str) -> tuple[Params, Params] | None:
        """Return parameters and gradients by name; None if there are none to train."""
        return None

    def check_in_grads(self, in_grads: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise a ValueError unless `in_grads` has the outputs' shape."""
        if in_grads.shape != shape:
            raise ValueError(
                f"{self.name}: in_grads {in_grads.shape} must have the outputs' shape "
                f"{shape}"
            )


class TrainableLayer(Layer):
    """A layer with weights and a bias.

    Parameters
    ----------
    name : str
    weights : array
        Their first values.
    num_outputs : int
        Length of the bias, which begins at zero.

    Attributes
    ----------
    weights, bias : array
    w_grad, b_grad : array
        The loss's gradients by both, as of the last backward pass.

    """

    def __init__(self, name: str, weights: np.ndarray, num_outputs: int) -> None:
        super().__init__(name)
        self.trainable = True
        self.weights = weights
        self.bias = np.zeros(num_outputs, dtype=weights.dtype)
        self.w_grad = np.zeros_like(self.weights)
        self.b_grad = np.zeros_like(self.bias)

    def update(self, params: Mapping[str, np.ndarray]) -> None:
        """Take over new weights and a new bias, told apart by their names."""
        for name, value in params.items():
            if "weights" in name:
                self.weights = value
            else:
                self.bias = value

    def get_params(self, prefix: str) -> tuple[Params, Params] | None:
        """Return both parameters, and both gradients, under names of this form.

        ``<prefix>:<name>/weights`` and ``<prefix>:<name>/bias``. None if the layer
        isn't to be trained.
        """
        if not self.trainable:
            return None
        w_name = f"{prefix}:{self.name}/weights"
        b_name = f"{prefix}:{self.name}/bias"
        params = {w_name: self.weights, b_name: self.bias}
        grads = {w_name: self.w_grad, b_name: self.b_grad}
        return params, grads


# --- The rectified linear unit ---


class ReLU(Layer):
    r"""Keep what is positive, element by element.

    .. math:: y = [x \ge 0]\, x
    """

    def __init__(self, name: str = "relu") -> None:
        super().__init__(name)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs, of the shape of the inputs, which is any."""
        return np.maximum(inputs, 0)

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Let the gradient pass where the input did.

        .. math:: \frac{\partial L}{\partial x}
                  = [x \ge 0]\, \frac{\partial L}{\partial y}

        Parameters
        ----------
        in_grads : shape of `inputs`
        inputs : any shape

        Returns
        -------
        out_grads : shape of `inputs`

        """
        self.check_in_grads(in_grads, inputs.shape)
        return in_grads * (inputs >= 0)


# --- The windows that a kernel sees as it moves over an image ---


def output_size(
    shape: tuple[int, ...], height: int, width: int, stride: int, pad: int
) -> tuple[int, int]:
    r"""Return how many windows fit below and beside each other.

    .. math:: H' = 1 + \left\lfloor \frac{H + 2p - k_h}{s} \right\rfloor, \quad
              W' = 1 + \left\lfloor \frac{W + 2p - k_w}{s} \right\rfloor

    Parameters
    ----------
    shape : (N, C, H, W)
        Of the images.
    height, width : int
        Of a window, :math:`k_h` and :math:`k_w`.
    stride : int
        Step s from one window to the next, both ways.
    pad : int
        Width p of the border of zeros, on each of the four sides.

    Raises
    ------
    ValueError
        If these are no images, or not one window fits.

    """
    if len(shape) != 4 or min(shape[2:]) + 2 * pad < 1:
        raise ValueError(f"images must be (N, C, H, W), not {shape}")
    free_height = shape[2] + 2 * pad - height
    free_width = shape[3] + 2 * pad - width
    if free_height < 0 or free_width < 0:
        raise ValueError(
            f"a window {(height, width)} doesn't fit into images {shape} with pad {pad}"
        )
    return 1 + free_height // stride, 1 + free_width // stride


def zero_pad(images: np.ndarray, pad: int) -> np.ndarray:
    """Copy images (N, C, H, W) into a border of zeros, `pad` wide on each side."""
    return np.pad(images, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def image_windows(
    images: np.ndarray, height: int, width: int, stride: int
) -> np.ndarray:
    """View images as their windows; nothing is copied.

    Parameters
    ----------
    images : (N, C, H, W)
        Padded already.
    height, width : int
        Of a window.
    stride : int
        Step from one window to the next, both ways.

    Returns
    -------
    windows : (N, C, H', W', height, width)
        ``windows[n, c, y, x]`` is the window whose upper left corner is pixel
        (stride y, stride x) of channel c of image n. Writing to a window writes to
        the image.

    """
    windows = sliding_window_view(images, (height, width), axis=(2, 3), writeable=True)
    return windows[:, :, ::stride, ::stride]


def check_window(height: int, width: int, stride: int, pad: int) -> None:
    """Raise a ValueError unless windows of this kind exist."""
    if min(height, width, stride) < 1 or pad < 0:
        raise ValueError(
            f"there are no windows {(height, width)} with stride {stride}, pad {pad}"
        )


# --- The convolution layer, as a matrix product ---


class Convolution(TrainableLayer):
    r"""Convolve images with kernels (without turning the kernels round).

    .. math:: Y_{nfyx} = b_f + \sum_{c,i,j}
              \tilde{X}_{n,\,c,\,sy+i,\,sx+j}\; W_{fcij}

    :math:`\tilde{X}` is X within a border of zeros, s the stride. With
    the pixels of each window as a column and each kernel as a row, it is a matrix
    product: Chellapilla et al., "High Performance Convolutional Neural Networks for
    Document Processing", 2006.

    Parameters
    ----------
    conv_params : dict
        `kernel_h`, `kernel_w`: size of the kernels; `stride`; `pad`: width of the
        border, on each of the four sides; `in_channel`, `out_channel`: numbers of
        channels C and of kernels F.
    initializer : Initializer
        Makes the weights (F, C, kernel_h, kernel_w); the bias (F,) begins at zero.
    name : str

    """

    def __init__(
        self,
        conv_params: Mapping[str, int],
        initializer: Initializer = Guassian(),  # noqa: B008
        name: str = "conv",
    ) -> None:
        self.kernel_h = conv_params["kernel_h"]
        self.kernel_w = conv_params["kernel_w"]
        self.pad = conv_params["pad"]
        self.stride = conv_params["stride"]
        self.in_channel = conv_params["in_channel"]
        self.out_channel = conv_params["out_channel"]
        check_window(self.kernel_h, self.kernel_w, self.stride, self.pad)
        shape = (self.out_channel, self.in_channel, self.kernel_h, self.kernel_w)
        super().__init__(name, initializer.initialize(shape), self.out_channel)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Convolve.

        Parameters
        ----------
        inputs : (N, C, H, W)

        Returns
        -------
        outputs : (N, F, H', W')
            The size is that of `output_size`.

        """
        out_h, out_w = self._output_size(inputs)
        # TODO (convolution_forward, 8 points): write this part.
        raise NotImplementedError(
            "Convolution.forward is not written yet: question convolution_forward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Store `w_grad` and `b_grad`, return the gradient by the inputs.

        .. math::
            \frac{\partial L}{\partial W_{fcij}} = \sum_{n,y,x}
                \delta_{nfyx}\, \tilde{X}_{n,\,c,\,sy+i,\,sx+j}, \quad
            \frac{\partial L}{\partial b_f} = \sum_{n,y,x} \delta_{nfyx}, \quad
            \frac{\partial L}{\partial \tilde{X}_{ncuv}} =
                \sum_{\substack{f,i,j,y,x:\\ sy+i=u,\; sx+j=v}}
                \delta_{nfyx}\, W_{fcij}

        Parameters
        ----------
        in_grads : (N, F, H', W')
            The gradient :math:`\delta` by the outputs.
        inputs : (N, C, H, W)

        Returns
        -------
        out_grads : (N, C, H, W)

        """
        out_h, out_w = self._output_size(inputs)
        batch, channels, height, width = inputs.shape
        self.check_in_grads(in_grads, (batch, self.out_channel, out_h, out_w))
        # TODO (convolution_backward, 10 points): write this part.
        raise NotImplementedError(
            "Convolution.backward is not written yet: question convolution_backward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return out_grads

    def _output_size(self, inputs: np.ndarray) -> tuple[int, int]:
        """Return (H', W') for inputs that the layer can convolve."""
        if inputs.ndim != 4 or inputs.shape[1] != self.in_channel:
            raise ValueError(
                f"{self.name}: inputs {inputs.shape} must be "
                f"(N, {self.in_channel}, H, W) for weights {self.weights.shape}"
            )
        return output_size(
            inputs.shape, self.kernel_h, self.kernel_w, self.stride, self.pad
        )


# --- Dropout ---


class Dropout(Layer):
    r"""In training, set each element to zero with probability r.

    .. math:: y = \frac{m}{1 - r}\, x, \quad m \sim \mathrm{Bernoulli}(1 - r) \quad
              \text{(training)}; \qquad y = x \quad \text{(otherwise)}

    The factor 1 / (1 - r) makes both have the same mean. Hinton et al., "Improving
    neural networks by preventing co-adaptation of feature detectors", 2012; scaled in
    training as in Srivastava et al., JMLR 15, 2014, section 10.

    Parameters
    ----------
    ratio : float
        The probability r of setting an element to zero, in [0, 1).
    name : str
    seed : int, optional
        Seeds ``np.random`` before every mask, which is then always the same: for
        numeric gradients, not for training.

    Attributes
    ----------
    mask : array of bool or None
        m of the last forward pass in training.

    """

    def __init__(
        self, ratio: float, name: str = "dropout", seed: int | None = None
    ) -> None:
        if not 0 <= ratio < 1:
            raise ValueError(f"{name}: ratio must be in [0, 1), not {ratio}")
        super().__init__(name)
        self.ratio = ratio
        self.mask: np.ndarray | None = None
        self.seed = seed

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Drop elements of inputs of any shape, if in training.

        Keeps the mask in ``self.mask`` for the backward pass.
        """
        if self.training and self.seed is not None:
            np.random.seed(self.seed)
        # TODO (dropout_forward, 6 points): write this part.
        raise NotImplementedError(
            "Dropout.forward is not written yet: question dropout_forward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Let the gradient pass where the input did, scaled alike.

        .. math:: \frac{\partial L}{\partial x}
                  = \frac{m}{1 - r}\, \frac{\partial L}{\partial y}

        Parameters
        ----------
        in_grads : shape of `inputs`
        inputs : any shape
            Those of the last forward pass.

        Returns
        -------
        out_grads : shape of `inputs`

        """
        self.check_in_grads(in_grads, inputs.shape)
        # TODO (dropout_backward, 4 points): write this part.
        raise NotImplementedError(
            "Dropout.backward is not written yet: question dropout_backward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return out_grads


# --- Pooling by the maximum or the average ---


class Pooling(Layer):
    r"""Reduce each window of each channel to one number.

    .. math::
        Y_{ncyx} = \max_{i<h,\,j<w} \tilde{X}_{n,\,c,\,sy+i,\,sx+j} \quad \text{or}
        \quad Y_{ncyx} = \frac{1}{hw} \sum_{i<h,\,j<w} \tilde{X}_{n,\,c,\,sy+i,\,sx+j}

    :math:`\tilde{X}` is X within a border of zeros, which count like pixels: a zero is
    the maximum of a window of negative pixels, and every average is over h w numbers.

    Parameters
    ----------
    pool_params : dict
        `pool_type`: 'max' or 'avg'; `pool_height`, `pool_width`: size (h, w) of a
        window; `stride`: step s from one window to the next, both ways; `pad`: width
        of the border, on each of the four sides.
    name : str

    """

    def __init__(
        self, pool_params: Mapping[str, int | str], name: str = "pooling"
    ) -> None:
        super().__init__(name)
        self.pool_type = pool_params["pool_type"]
        self.pool_height = pool_params["pool_height"]
        self.pool_width = pool_params["pool_width"]
        self.stride = pool_params["stride"]
        self.pad = pool_params["pad"]
        if self.pool_type not in ("max", "avg"):
            raise ValueError(
                f"{name}: pool_type must be 'max' or 'avg', not {self.pool_type!r}"
            )
        check_window(self.pool_height, self.pool_width, self.stride, self.pad)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Pool.

        Parameters
        ----------
        inputs : (N, C, H, W)

        Returns
        -------
        outputs : (N, C, H', W')
            The size is that of `output_size`; what is beyond the last whole window
            is left out.

        """
        self._output_size(inputs)
        # TODO (pooling_forward, 8 points): write this part.
        raise NotImplementedError(
            "Pooling.forward is not written yet: question pooling_forward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Send each window's gradient to its maximum, or in equal parts to its pixels.

        Of equal maxima the first one, in the order of rows, gets it all.

        Parameters
        ----------
        in_grads : (N, C, H', W')
            The loss's gradient by the outputs.
        inputs : (N, C, H, W)

        Returns
        -------
        out_grads : (N, C, H, W)

        """
        batch, channels, height, width = inputs.shape
        self.check_in_grads(in_grads, (batch, channels, *self._output_size(inputs)))
        # TODO (pooling_backward, 10 points): write this part.
        raise NotImplementedError(
            "Pooling.backward is not written yet: question pooling_backward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return out_grads

    def _output_size(self, inputs: np.ndarray) -> tuple[int, int]:
        return output_size(
            inputs.shape, self.pool_height, self.pool_width, self.stride, self.pad
        )


# --- The fully connected layer ---


class FCLayer(TrainableLayer):
    r"""A fully connected layer.

    .. math:: Y = X W + b

    Parameters
    ----------
    in_features, out_features : int
        Numbers of features D and M.
    name : str
    initializer : Initializer
        Makes the weights (D, M); the bias (M,) begins at zero.

    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        name: str = "fclayer",
        initializer: Initializer = Guassian(),  # noqa: B008
    ) -> None:
        weights = initializer.initialize((in_features, out_features))
        super().__init__(name, weights, out_features)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Apply the layer to each row.

        Parameters
        ----------
        inputs : (N, D)

        Returns
        -------
        outputs : (N, M)

        """
        self._check_inputs(inputs)
        # TODO (fclayer_forward, 4 points): write this part.
        raise NotImplementedError(
            "FCLayer.forward is not written yet: question fclayer_forward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Store `w_grad` and `b_grad`, return the gradient by the inputs.

        .. math::
            \frac{\partial L}{\partial W} = X^\top \delta, \quad
            \frac{\partial L}{\partial b} = \sum_n \delta_n, \quad
            \frac{\partial L}{\partial X} = \delta\, W^\top

        Parameters
        ----------
        in_grads : (N, M)
            The gradient :math:`\delta` by the outputs.
        inputs : (N, D)

        Returns
        -------
        out_grads : (N, D)

        """
        self._check_inputs(inputs)
        self.check_in_grads(in_grads, (len(inputs), len(self.bias)))
        # TODO (fclayer_backward, 6 points): write this part.
        raise NotImplementedError(
            "FCLayer.backward is not written yet: question fclayer_backward in "
            "CS5242_assignment_1, formula in the docstring above"
        )
        return out_grads

    def _check_inputs(self, inputs: np.ndarray) -> None:
        if inputs.ndim != 2 or inputs.shape[1] != len(self.weights):
            raise ValueError(
                f"{self.name}: inputs {inputs.shape} must be "
                f"(N, {len(self.weights)}) for weights {self.weights.shape}"
            )


# --- Flattening images for the fully connected layers ---


class Flatten(Layer):
    """Lay each sample's features out as one row: (N, d1, ..., dk) to (N, D).

    `seed` has no effect; it is there for the sake of networks that pass it.
    """

    def __init__(self, name: str = "flatten", seed: int | None = None) -> None:
        super().__init__(name)
        self.seed = seed

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Flatten all axes but the first."""
        return inputs.reshape(len(inputs), -1)

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Give the gradient (N, D) the inputs' shape (N, d1, ..., dk)."""
        self.check_in_grads(in_grads, self.forward(inputs).shape)
        return in_grads.reshape(inputs.shape)
