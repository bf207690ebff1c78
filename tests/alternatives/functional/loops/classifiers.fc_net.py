"""Networks that call helpers for each block, and gather losses in lists."""


class TwoLayerNet:
    def __init__(
        self,
        input_dim=3 * 32 * 32,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
    ):
        self.reg, self.params = reg, {}
        sizes = (input_dim, hidden_dim, num_classes)
        for i, (rows, columns) in enumerate(zip(sizes, sizes[1:]), 1):  # noqa: B905, RUF007
            self.params["b%d" % i] = np.zeros((columns,))  # noqa: F821, UP031
            self.params["W%d" % i] = np.random.normal(  # noqa: F821, UP031
                0, weight_scale, (rows, columns)
            )

    def loss(self, X, y=None):
        p = self.params
        flat = X.reshape(len(X), -1)
        hidden = flat @ p["W1"] + p["b1"]
        active = hidden * (hidden > 0)
        scores = active @ p["W2"] + p["b2"]
        if y is None:
            return scores
        loss, up = softmax_loss(scores, y)  # noqa: F821
        up = np.asarray(up)  # noqa: F821
        for name in ("W1", "W2"):
            loss = loss + 0.5 * self.reg * (p[name] * p[name]).sum()
        back = (up @ p["W2"].T) * (hidden > 0)
        grads = {"W2": active.T @ up + self.reg * p["W2"], "b2": up.sum(axis=0)}
        grads.update(W1=flat.T @ back + self.reg * p["W1"], b1=back.sum(axis=0))
        return loss, grads
