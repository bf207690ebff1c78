"""Updates in place, and Adam's t growing with every parameter."""

import numpy as np


class SGD:
    def update(self, layer):
        for name, grad in layer.grads.items():
            step = self.lr * grad + self.weight_decay * layer.params[name]
            layer.params[name] = layer.params[name] - step


class Adam:
    def step(self):
        super().step()

    def update(self, layer):
        for name, grad in layer.grads.items():
            self.t += 1
            for moments in (self.mt, self.vt):
                moments.setdefault(name, np.zeros_like(grad))
            self.mt[name] += (1 - self.beta1) * (grad - self.mt[name])
            self.vt[name] += (1 - self.beta2) * (np.square(grad) - self.vt[name])
            mean = self.mt[name] / (1 - np.power(self.beta1, self.t))
            square = self.vt[name] / (1 - np.power(self.beta2, self.t))
            layer.params[name] *= 1 - self.weight_decay
            layer.params[name] -= self.lr * mean / (np.sqrt(square) + self.eps)
