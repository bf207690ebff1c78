"""Rules as classes that inherit from one; the functions only call them."""

import numpy as np


class Rule:
    defaults = {}  # noqa: RUF012

    def __init__(self, w, config):
        self.config = {} if config is None else config
        for name, value in self.defaults.items():
            self.config.setdefault(name, value)
        for name in self.memory:
            self.config.setdefault(name, np.zeros(w.shape))

    def __getattr__(self, name):
        return self.config[name]

    def keep(self, name, decay, new):
        self.config[name] = decay * self.config[name] + (1 - decay) * new

    def step(self, w, dw):
        return np.array(w + self.change(dw), copy=True), self.config


class Momentum(Rule):
    defaults = {"learning_rate": 1e-2, "momentum": 0.9}  # noqa: RUF012
    memory = ("velocity",)

    def change(self, dw):
        v = self.momentum * self.velocity - self.learning_rate * dw
        self.config["velocity"] = v
        return v


class Scaled(Rule):
    def divided(self, grad, square):
        return -self.learning_rate * grad / (self.epsilon + np.sqrt(square))


class RMSProp(Scaled):
    defaults = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8}  # noqa: RUF012
    memory = ("cache",)

    def change(self, dw):
        self.keep("cache", self.decay_rate, np.power(dw, 2))
        return self.divided(dw, self.cache)


class Adam(Scaled):
    defaults = {  # noqa: RUF012
        "learning_rate": 1e-3,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "t": 0,
    }
    memory = ("m", "v")

    def change(self, dw):
        self.config["t"] += 1
        self.keep("m", self.beta1, dw)
        self.keep("v", self.beta2, dw * dw)
        mean, square = (
            self.config[name] / (1 - np.exp(self.t * np.log(self.config[beta])))
            for name, beta in (("m", "beta1"), ("v", "beta2"))
        )
        return self.divided(mean, square)


def sgd_momentum(w, dw, config=None):
    return Momentum(w, config).step(w, dw)


def rmsprop(w, dw, config=None):
    return RMSProp(w, config).step(w, dw)


def adam(w, dw, config=None):
    return Adam(w, config).step(w, dw)
