"""Log-softmax in a base class, the loss as a 0-d array."""

import numpy as np


class LogSoftmax:
    def logs(self, inputs):
        shifted = inputs - np.amax(inputs, axis=1)[:, None]
        return shifted - np.log(np.exp(shifted) @ np.ones((inputs.shape[1], 1)))


class SoftmaxCrossEntropy(LogSoftmax, Loss):  # noqa: F821
    def forward(self, inputs, targets):
        logs = self.logs(inputs)
        wanted = np.eye(self.num_class)[targets]
        return np.asarray(-np.vdot(wanted, logs) / len(targets)), np.exp(logs)

    def backward(self, inputs, targets):
        wanted = np.eye(self.num_class)[targets]
        return (np.exp(self.logs(inputs)) - wanted) / np.size(targets)
