# %% [markdown]
# # Dropout
#
# A network that has learned its training set by heart relies on accidents: a unit
# corrects what another one gets wrong, and the pair is of no use on new images.
# Dropout (Hinton et al., "Improving neural networks by preventing co-adaptation of
# feature detectors", 2012) makes such deals unreliable. In every training step each
# unit is silenced with some probability, so no unit can count on any other. At test
# time all units work.
#
# You write the layer first, then build it into `FullyConnectedNet`, and at the end
# measure what it does to a network that overfits.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.fc_net import FullyConnectedNet
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
)
from functional.layers import dropout_backward, dropout_forward
from functional.solver import Solver

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch wherever something is trained.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))


def rel_error(x, y):
    """Return the largest relative difference of two arrays."""
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


# %%
get_data("cifar10", "{package}/datasets")
data = get_CIFAR10_data()
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %% [markdown]
# ## Forward
#
# Let $p$ be the probability of **keeping** an element. In training a mask of zeros and
# ones is drawn, $m_i \sim \mathrm{Bernoulli}(p)$, independently for every element, and
#
# $$\text{out}_i = \frac{m_i}{p}\, x_i \quad\text{(training)},\qquad
# \text{out}_i = x_i \quad\text{(testing)}.$$
#
# The division by $p$ happens in training, so that nothing is left to do in testing:
# this is called *inverted* dropout.
#
# **To do:** write `dropout_forward` in `{package}/layers.py`, for both modes. Draw the
# mask with `np.random.rand(*x.shape) < p`.
#
# In the output below, all three means of one $p$ should be close to each other (10 or
# so), and the share of zeros close to $1 - p$ in training and exactly 0 in testing.

# %%
np.random.seed(231)
x = np.random.randn(500, 500) + 10

for p in (0.25, 0.4, 0.7):
    out, _ = dropout_forward(x, {"mode": "train", "p": p})
    out_test, _ = dropout_forward(x, {"mode": "test", "p": p})
    print(f"p = {p}")
    print("  mean of the input:            ", x.mean())
    print("  mean of the output, training: ", out.mean())
    print("  mean of the output, testing:  ", out_test.mean())
    print("  share of zeros, training:     ", (out == 0).mean())
    print("  share of zeros, testing:      ", (out_test == 0).mean())

# %%
check("dropout_forward")

# %% [markdown]
# ## Backward
#
# The mask is a constant as far as the derivative goes: what was multiplied by $m_i / p$
# on the way forward passes the gradient on with the same factor.
#
# **To do:** write `dropout_backward`. A fixed `seed` in `dropout_param` makes every
# forward pass below draw the same mask, which a numeric gradient needs. Expect an error
# of about $10^{-10}$ or less.

# %%
np.random.seed(231)
x = np.random.randn(10, 10) + 10
dout = np.random.randn(*x.shape)

dropout_param = {"mode": "train", "p": 0.2, "seed": 123}
out, cache = dropout_forward(x, dropout_param)
dx = dropout_backward(dout, cache)
dx_num = eval_numerical_gradient_array(
    lambda x: dropout_forward(x, dropout_param)[0], x, dout
)
print("dropout_backward, error of dx:", rel_error(dx_num, dx))

# %%
check("dropout_backward")

# %% [markdown] tags=["question:dropout_inline_1"]
# ### Inline question 1
#
# Leave the division by $p$ away, and change nothing else. What goes wrong, and why?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:dropout_inline_1"]
# **Model answer.** In training an element's expected output is $p\,x$, in testing it is
# $x$: the next layer meets inputs that are $1/p$ times as large as those it was trained
# on. Its weights and biases are fitted to the smaller ones, so scores come out on
# another scale, biases count for too little, and with several such layers the factors
# multiply. Dividing by $p$ makes the mean of the output the same in both modes,
# $\mathbb{E}[m x / p] = x$. (Multiplying by $p$ in testing would mend it as well.)
#
# *Rubric:*
#
# - 1: the expected value $p\,x$ in training against $x$ in testing
# - 1: what the mismatch does to the layers that follow

# %% [markdown]
# ## A fully connected network with dropout
#
# **To do:** extend `FullyConnectedNet` in `{package}/classifiers/fc_net.py`. If
# `dropout_keep_ratio` is not 1, a dropout layer follows every ReLU; with 1 the network
# is what it was before. The backward pass goes through the dropout layers, too, and
# scores (`loss(X)` without labels) are computed in test mode.
#
# The losses should be near $\log 10 \approx 2.3$, and the errors of the gradients about
# $10^{-6}$ or less. (With a ratio of 1 the error of `W2` may reach $10^{-5}$: a unit
# close to the ReLU's kink is enough.)

# %%
np.random.seed(231)
N, D, H1, H2, C = 2, 15, 20, 30, 10
X = np.random.randn(N, D)
y = np.random.randint(C, size=(N,))

for dropout_keep_ratio in (1, 0.75, 0.5):
    model = FullyConnectedNet(
        [H1, H2],
        input_dim=D,
        num_classes=C,
        weight_scale=5e-2,
        dtype=np.float64,
        dropout_keep_ratio=dropout_keep_ratio,
        seed=123,
    )
    loss, grads = model.loss(X, y)
    print(f"dropout_keep_ratio {dropout_keep_ratio}, initial loss: {loss}")
    for name in sorted(grads):
        grad_num = eval_numerical_gradient(
            lambda _, model=model: model.loss(X, y)[0],
            model.params[name],
            verbose=False,
        )
        print(f"  error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("fully_connected_net_dropout")

# %% [markdown]
# ## What it is good for
#
# 500 training images are few for a network of 500 hidden units: it can learn them by
# heart. Train it twice, without dropout and with three quarters of the units silenced,
# and watch training and validation accuracy.

# %%
np.random.seed(231)
num_train = 500
small_data = {
    "X_train": data["X_train"][:num_train],
    "y_train": data["y_train"][:num_train],
    "X_val": data["X_val"],
    "y_val": data["y_val"],
}

solvers = {}
for dropout_keep_ratio in (1, 0.25):
    print(f"dropout_keep_ratio {dropout_keep_ratio}")
    model = FullyConnectedNet([500], dropout_keep_ratio=dropout_keep_ratio)
    solver = Solver(
        model,
        small_data,
        num_epochs=1 if QUICK else 25,
        batch_size=100,
        update_rule="adam",
        optim_config={"learning_rate": 5e-4},
        print_every=100,
    )
    solver.train()
    solvers[dropout_keep_ratio] = solver

# %% tags=["question:dropout_inline_2"]
if solvers:
    figure, axes = plt.subplots(2, 1, figsize=(12, 10), sharex=True)
    for ratio, solver in solvers.items():
        axes[0].plot(solver.train_acc_history, "o-", label=f"keep ratio {ratio}")
        axes[1].plot(solver.val_acc_history, "o-", label=f"keep ratio {ratio}")
    axes[0].set(title="Training accuracy", ylabel="share of right answers")
    axes[1].set(
        title="Validation accuracy", xlabel="epoch", ylabel="share of right answers"
    )
    for ax in axes:
        ax.legend(loc="lower right")
    figure.tight_layout()
    plt.show()

# %% [markdown] tags=["question:dropout_inline_2"]
# ### Inline question 2
#
# Compare the two networks' training and validation accuracies. What do they say about
# dropout as a regularizer?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:dropout_inline_2"]
# **Model answer.** Without dropout the training accuracy reaches 100 % while the
# validation accuracy stays near 30 %: the network has memorised. With dropout the
# training accuracy climbs more slowly and stays lower, and the validation accuracy is
# as high or a little higher. The gap is narrower, so dropout regularizes: it takes
# capacity away from memorising without costing generalisation. The gain is small here,
# because 500 images are too few for any regularizer to make up for.
#
# *Rubric:*
#
# - 1: comparing both curves as they were observed (lower in training, as good or better
#   in validation)
# - 1: the conclusion that the narrower gap means less overfitting
#
# An answer that reads other numbers off an own plot correctly is right.
