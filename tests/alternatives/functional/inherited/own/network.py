"""What the networks share: drawing parameters, penalties, the way back."""

import numpy as np

from .layers import affine_backward, affine_forward, softmax_loss


class Drawn:
    """Parameters by name, drawn as they are asked for."""

    def draw(self, number, shape, scale):
        self.params[f"W{number}"] = scale * np.random.standard_normal(shape)

    def zeros(self, name, length):
        self.params[name] = np.zeros(shape=length)


class Network(Drawn):
    """Steps forward, each of which leaves a step back on a pile."""

    dtype = np.float64

    def steps(self, X, pile):
        raise NotImplementedError

    def affine(self, x, number, pile):
        out, cache = affine_forward(x, *(self.params[f"{k}{number}"] for k in "Wb"))

        def back(dout, grads):
            dx, grads[f"W{number}"], grads[f"b{number}"] = affine_backward(dout, cache)
            return dx

        pile.append(back)
        return out

    def apply(self, forward, backward, x, pile, *args):
        out, cache = forward(x, *args)
        pile.append(lambda dout, grads: backward(dout, cache))
        return out

    def loss(self, X, y=None):
        pile, grads = [], {}
        scores = self.steps(np.asarray(X, self.dtype), pile)
        if y is None:
            return scores
        data_loss, d = softmax_loss(scores, y)
        while pile:
            d = pile.pop()(d, grads)
        matrices = {k: p for k, p in self.params.items() if k.startswith("W")}
        for name, W in matrices.items():
            grads[name] = np.asarray(grads[name]) + self.reg * W
        norms = [np.linalg.norm(W) ** 2 for W in matrices.values()]
        return data_loss + self.reg * sum(norms) / 2, grads
