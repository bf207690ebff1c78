"""The other accepted forms: gradients gathered before the rate, Adam left biased."""

import numpy as np


class SGD:
    def update(self, xs, xs_grads, iteration):
        if self.decay > 0:
            self.lr *= 1 / (1 + self.decay * iteration)
        if self.sheduler_func:
            self.lr = self.sheduler_func(self.lr, iteration)
        if self.moments is None:
            self.moments = {}
        for name, grad in xs_grads.items():
            self.moments[name] = self.momentum * self.moments.get(name, 0) + grad
        return {name: x - self.lr * self.moments[name] for name, x in xs.items()}


class Adam:
    def update(self, xs, xs_grads, iteration):
        if self.decay > 0:
            self.lr *= 1 / (1 + self.decay * iteration)
        if self.sheduler_func:
            self.lr = self.sheduler_func(self.lr, iteration)
        new_xs = {}
        self.moments = self.moments or {
            name: np.zeros_like(x) for name, x in xs.items()
        }
        self.accumulators = self.accumulators or {name: 0.0 for name in xs}  # noqa: C420
        for name in xs:
            grad = xs_grads[name]
            self.moments[name] = (
                self.beta_1 * self.moments[name] + (1 - self.beta_1) * grad
            )
            old = self.accumulators[name]
            self.accumulators[name] = (
                self.beta_2 * old + (1 - self.beta_2) * grad * grad
            )
            root = self.accumulators[name] ** 0.5 + self.epsilon
            new_xs[name] = xs[name] - self.lr * self.moments[name] / root
        return new_xs
