"""One helper for all rules; states in new dicts."""

import numpy as np


def settings(config, **defaults):
    """Fill in what isn't set."""
    return {**defaults, **(config or {})}


def sgd_momentum(w, dw, config=None):
    c = settings(config, learning_rate=1e-2, momentum=0.9, velocity=0 * w)
    c["velocity"] = np.add(c["momentum"] * c["velocity"], -c["learning_rate"] * dw)
    return np.add(w, c["velocity"]), c


def rmsprop(w, dw, config=None):
    c = settings(config, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache=0 * w)
    c["cache"] = np.average(
        [c["cache"], dw**2], axis=0, weights=[c["decay_rate"], 1 - c["decay_rate"]]
    )
    return w - c["learning_rate"] * dw / (np.sqrt(c["cache"]) + c["epsilon"]), c


def adam(w, dw, config=None):
    c = settings(config, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)
    c = settings(c, m=np.zeros_like(w), v=np.zeros_like(w), t=0)
    c["t"] += 1
    c["m"] = c["m"] + (1 - c["beta1"]) * (dw - c["m"])
    c["v"] = c["v"] + (1 - c["beta2"]) * (dw**2 - c["v"])
    right, left = 1 - c["beta2"] ** c["t"], 1 - c["beta1"] ** c["t"]
    root = np.sqrt(c["v"]) / np.sqrt(right) + c["epsilon"]
    return w - c["learning_rate"] * c["m"] / left / root, c
