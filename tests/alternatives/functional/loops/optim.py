"""Rules written element by element, or in place on copies."""

import numpy as np


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    rate, mu = config.get("learning_rate", 1e-2), config.get("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))
    next_w = np.zeros_like(w)
    v = v.copy()
    for place in np.ndindex(w.shape):
        v[place] = mu * v[place] - rate * dw[place]
        next_w[place] = w[place] + v[place]
    return next_w, {**config, "learning_rate": rate, "momentum": mu, "velocity": v}


def rmsprop(w, dw, config=None):
    config = dict(config or {})
    for name, value in (("learning_rate", 1e-2), ("decay_rate", 0.99)):
        config.setdefault(name, value)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    cache = config["cache"] * config["decay_rate"]
    cache += (1 - config["decay_rate"]) * dw * dw
    config["cache"] = cache
    step = config["learning_rate"] * dw
    step /= cache**0.5 + config["epsilon"]
    return w - step, config


def adam(w, dw, config=None):
    config = {} if config is None else config
    rate = config.setdefault("learning_rate", 1e-3)
    b1, b2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    eps = config.setdefault("epsilon", 1e-8)
    config["t"] = config.get("t", 0) + 1
    config["m"] = b1 * config.get("m", 0) + dw - b1 * dw
    config["v"] = b2 * config.get("v", 0) + np.square(dw) - b2 * np.square(dw)
    grown = config["m"] / (1 - b1 ** config["t"])
    spread = np.sqrt(config["v"] / (1 - b2 ** config["t"]))
    return w - rate * grown / (spread + eps), config
