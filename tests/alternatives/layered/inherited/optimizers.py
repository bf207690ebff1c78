"""One loop over the parameters for both rules, inherited; Adam with its correction."""

import numpy as np


class EachParameter(Optimizer):  # noqa: F821
    def update(self, xs, xs_grads, iteration):
        self.lr = self.lr / (1.0 + self.decay * iteration)
        if self.sheduler_func is not None:
            self.sheduler(self.sheduler_func, iteration)
        self.memory = self.__dict__.get("memory", {})
        return {
            name: np.array(x - self.change(name, xs_grads[name], iteration))
            for name, x in xs.items()
        }

    def mean(self, kind, name, rate, new):
        old = self.memory.get((kind, name), 0.0)
        self.memory[kind, name] = rate * old + new
        return self.memory[kind, name]


class SGD(EachParameter):
    def update(self, xs, xs_grads, iteration):
        return super().update(xs, xs_grads, iteration)

    def change(self, name, grad, iteration):
        return self.mean("velocity", name, self.momentum, self.lr * grad)


class Adam(EachParameter):
    def update(self, xs, xs_grads, iteration):
        return super().update(xs, xs_grads, iteration)

    def change(self, name, grad, iteration):
        step = iteration + 1
        m = self.mean("m", name, self.beta_1, (1 - self.beta_1) * grad)
        v = self.mean("v", name, self.beta_2, (1 - self.beta_2) * np.square(grad))
        m, v = m / (1 - self.beta_1**step), v / (1 - self.beta_2**step)
        return self.lr * m / (v**0.5 + self.epsilon)
