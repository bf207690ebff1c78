"""Cross-entropy by the logarithm of a sum; a gradient by an indicator matrix."""

import numpy as np


class SoftmaxCrossEntropy:
    def forward(self, inputs, targets):
        sums = np.logaddexp.reduce(inputs, axis=1)
        picked = np.take_along_axis(inputs, targets[:, None], axis=1)
        loss = np.mean(sums - picked[:, 0], keepdims=True)[0]
        return loss, np.exp(inputs - sums[:, None])

    def backward(self, inputs, targets):
        probs = self.forward(inputs, targets)[1]
        wanted = np.zeros_like(probs)
        wanted[range(len(targets)), targets] = 1
        return np.divide(probs - wanted, probs.shape[0])
