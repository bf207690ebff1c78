"""Decay in a base class of the student's own; t counted by layer."""

import numpy as np


class Decaying(Optimizer):  # noqa: F821
    def move(self, layer, name, step):
        shrunk = layer.params[name] * (1 - self.weight_decay)
        layer.params[name] = shrunk - self.lr * np.asarray(step)


class SGD(Decaying):
    def update(self, layer):
        for name in layer.grads:
            self.move(layer, name, layer.grads[name])


class Adam(Decaying):
    def step(self):
        Optimizer.step(self)  # noqa: F821

    def update(self, layer):
        self.t += 1 if layer.grads else 0
        for name, grad in layer.grads.items():
            grad = np.asarray(grad)
            old = [moment.get(name, 0 * grad) for moment in (self.mt, self.vt)]
            self.mt[name] = np.average([old[0], grad], 0, [self.beta1, 1 - self.beta1])
            self.vt[name] = old[1] + (1 - self.beta2) * (grad**2 - old[1])
            correction = np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
            eps = self.eps * np.sqrt(1 - self.beta2**self.t)
            root = np.sqrt(self.vt[name]) + eps
            self.move(layer, name, correction * self.mt[name] / root)
