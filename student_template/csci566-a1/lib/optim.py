"""Update rules: gradient descent and Adam, both with decoupled weight decay."""

from __future__ import annotations

import numpy as np

from .mlp.layer_utils import Layer, sequential


class Optimizer:
    """Walks over a network's layers and updates their parameters by a rule.

    Parameters
    ----------
    net : sequential
    lr : float
        The learning rate.

    """

    def __init__(self, net: sequential, lr: float = 1e-4) -> None:
        self.net = net
        self.lr = lr

    def step(self) -> None:
        """Update all layers once, from the gradients that they hold."""
        for layer in self.net.layers:
            for name, grad in layer.grads.items():
                if grad is None:
                    raise ValueError(f"{name} has no gradient: call backward first")
            self.update(layer)

    def update(self, layer: Layer) -> None:
        """Replace the parameters of `layer` that have a gradient."""
        raise NotImplementedError(f"{type(self).__name__} has no update rule")


class SGD(Optimizer):
    r"""Gradient descent with weight decay.

    .. math:: \theta_{t+1} = \theta_t - \eta\, g_t - \lambda\, \theta_t

    The decay isn't multiplied by the learning rate: it is decoupled from it, as in
    Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.

    Parameters
    ----------
    net : sequential
    lr : float
        The learning rate :math:`\eta`.
    weight_decay : float
        The decay :math:`\lambda`.

    """

    def __init__(
        self, net: sequential, lr: float = 1e-4, weight_decay: float = 0.0
    ) -> None:
        super().__init__(net, lr)
        self.weight_decay = weight_decay

    def update(self, layer: Layer) -> None:
        """Replace the parameters of `layer` that have a gradient."""
        for n, dv in layer.grads.items():
            # TODO (sgd_weight_decay, 2 points): write this part.
            raise NotImplementedError(
                "SGD.update is not written yet: question sgd_weight_decay in problem_1,"
                " formula in the docstring above"
            )


class Adam(Optimizer):
    r"""Adam with decoupled weight decay.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \hat m_t &= m_t / (1 - \beta_1^t), \quad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_{t+1} &= \theta_t
            - \eta\, \hat m_t / (\sqrt{\hat v_t} + \epsilon) - \lambda\, \theta_t

    Kingma and Ba, "Adam", 2015, algorithm 1; for the decay Loshchilov and Hutter,
    2019.

    Parameters
    ----------
    net : sequential
    lr : float
        The learning rate :math:`\eta`.
    beta1, beta2 : float
        Decay rates of the two moments.
    t : int
        Number of steps made so far: of the whole network, not of its layers.
    eps : float
    weight_decay : float
        The decay :math:`\lambda`.

    Attributes
    ----------
    mt, vt : dict of str to array
        Moments m and v by parameter name; one that is missing counts as zero.

    """

    def __init__(
        self,
        net: sequential,
        lr: float = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        t: int = 0,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(net, lr)
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = t
        self.eps = eps
        self.weight_decay = weight_decay
        self.mt: dict[str, np.ndarray] = {}
        self.vt: dict[str, np.ndarray] = {}

    def step(self) -> None:
        """Count the step, then update all layers once."""
        # TODO (adam, 2 points): write this part.
        raise NotImplementedError(
            "Adam.step is not written yet: question adam in problem_1, formula in the "
            "docstring above"
        )
        super().step()

    def update(self, layer: Layer) -> None:
        """Replace the parameters of `layer` that have a gradient."""
        # TODO (adam, 2 points): write this part.
        raise NotImplementedError(
            "Adam.update is not written yet: question adam in problem_1, formula in the"
            " docstring above"
        )
