# %% [markdown]
# # Dropout
#
# A large network can learn its training images by heart. Dropout [1] makes that hard:
# in each training step every hidden unit is left out with some probability, as if a
# different, thinner network were trained on every batch. In testing all units take
# part, and the network behaves like an average of all the thin ones.
#
# You will write the layer, put it into `FullyConnectedNet`, and try it on a network
# that has far too few images to learn from.
#
# [1] Hinton et al., "Improving neural networks by preventing co-adaptation of feature
# detectors", 2012.

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

from autograder.student import check

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch wherever something is trained.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))


def report(what, got, right):
    """Print the largest relative error of an array."""
    total = np.maximum(1e-8, np.abs(got) + np.abs(right))
    print(f"{what}: relative error {np.max(np.abs(got - right) / total):.2e}")


# %% [markdown]
# ## Forward
#
# Mind what $p$ means here: the probability that an element is **kept**. With a mask of
# independent draws, $m = 1$ with probability $p$ and 0 otherwise,
#
# $$\text{out} = \frac{m \odot x}{p} \text{ in training},\qquad
# \text{out} = x \text{ in testing}.$$
#
# With the factor $1/p$ in training (*inverted* dropout) testing needs no factor at all.
#
# **To do:** write `dropout_forward` in `{package}/layers.py`, for both modes; draw the
# mask as `np.random.rand(*x.shape) < p`. For each $p$ below the three means should be
# nearly equal, and the share of zeros nearly $1 - p$ in training and 0 in testing.

# %%
np.random.seed(231)
x = np.random.randn(500, 500) + 10

for p in (0.25, 0.4, 0.7):
    train, _ = dropout_forward(x, {"mode": "train", "p": p})
    test, _ = dropout_forward(x, {"mode": "test", "p": p})
    means = ", ".join(f"{array.mean():.4f}" for array in (x, train, test))
    print(f"p = {p}: means of input, training and testing output {means}")
    print(f"  zeros: {np.mean(train == 0):.4f} and {np.mean(test == 0):.4f}")

# %%
check("dropout_forward")

# %% [markdown]
# ## Backward
#
# **To do:** write `dropout_backward`. Elements that were dropped have no influence on
# the loss; the others were multiplied by $1/p$. (The `seed` lets every forward pass of
# the numeric gradient draw the same mask.) Expect an error of about $10^{-10}$ or less.

# %%
np.random.seed(231)
x, dout = np.random.randn(10, 10) + 10, np.random.randn(10, 10)
dropout_param = {"mode": "train", "p": 0.2, "seed": 123}
dx = dropout_backward(dout, dropout_forward(x, dropout_param)[1])
numeric = eval_numerical_gradient_array(
    lambda x: dropout_forward(x, dropout_param)[0], x, dout
)
report("dropout_backward, dx", dx, numeric)

# %%
check("dropout_backward")

# %% [markdown]
# ### Inline question 1
#
# Suppose the layer did not divide by $p$ in training. What would happen, and why?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor"]
# **Model answer.** The mean of an output would be $p\,x$ in training but $x$ in
# testing. All following layers have adapted to the smaller numbers, so in testing they
# are given inputs that are too large by $1/p$, for each dropout layer anew, and the
# scores are wrong in scale and, because of the biases, in proportion, too. Dividing by
# $p$ keeps the means equal.
#
# *Rubric:* half for comparing the two means, half for the consequence in testing.

# %% [markdown]
# ## In a network
#
# **To do:** let `FullyConnectedNet` use dropout. Its argument `dropout` is the
# probability of keeping a unit: if it isn't 1, a dropout layer follows every ReLU, on
# the way forward and back. `loss(X)` without labels is testing.
#
# The losses should be near 2.30, and the errors about $10^{-6}$ or less; without
# dropout that of `W2` may be $10^{-5}$.

# %%
np.random.seed(231)
X, y = np.random.randn(2, 15), np.random.randint(10, size=2)

for keep in (1, 0.75, 0.5):
    model = FullyConnectedNet(
        [20, 30],
        input_dim=15,
        num_classes=10,
        dropout=keep,
        weight_scale=5e-2,
        dtype=np.float64,
        seed=123,
    )
    loss, grads = model.loss(X, y)
    print(f"dropout {keep}, initial loss {loss:.6f}")
    for name in sorted(grads):
        numeric = eval_numerical_gradient(
            lambda _, model=model: model.loss(X, y)[0],
            model.params[name],
            verbose=False,
        )
        report(f"  {name}", grads[name], numeric)

# %%
check("fully_connected_net_dropout")

# %% [markdown]
# ## An experiment
#
# One hidden layer of 500 units, 500 images: without dropout every image can be learned
# by heart. With it, a unit is there in a quarter of the steps only.

# %%
data = get_CIFAR10_data()
few = {**data, "X_train": data["X_train"][:500], "y_train": data["y_train"][:500]}

np.random.seed(231)
solvers = {}
for keep in (1, 0.25):
    print(f"dropout {keep}")
    solvers[keep] = Solver(
        FullyConnectedNet([500], dropout=keep),
        few,
        num_epochs=1 if QUICK else 25,
        batch_size=100,
        update_rule="adam",
        optim_config={"learning_rate": 5e-4},
        print_every=100,
    )
    solvers[keep].train()

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(14, 5), sharey=True)
for keep, solver in solvers.items():
    left.plot(solver.train_acc_history, "o-", label=f"dropout {keep}")
    right.plot(solver.val_acc_history, "o-", label=f"dropout {keep}")
left.set(title="Training", xlabel="epoch", ylabel="accuracy")
right.set(title="Validation", xlabel="epoch")
left.legend()
figure.tight_layout()
plt.show()

# %% [markdown]
# ### Inline question 2
#
# What do the accuracies with and without dropout, in training and in validation, tell
# about dropout as a regularizer?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor"]
# **Model answer.** Without dropout the network reaches (nearly) 100 % in training and
# stays at about 30 % in validation. With it training accuracy grows more slowly and
# ends lower, while validation accuracy is as good or a little better. The gap between
# the two is smaller: dropout keeps the network from fitting accidents of the training
# images, at no cost for new ones.
#
# *Rubric:* half for reading both pairs of curves, half for the conclusion (a smaller
# gap, less overfitting). What counts is the student's own plot.

# %% [markdown]
# ## Handing in
#
# This was the last notebook. Before you hand in:
#
# 1. restart each notebook's kernel, run all cells, and save, so that printed numbers
#    and figures are those of your final code;
# 2. see that every inline question has your answer;
# 3. see that `best_two_layer_net.npy` and `best_fully_connected_net.pkl` are in the
#    folder;
# 4. run `numgrade check` in a terminal, or the cell below;
# 5. run `numgrade submit`, which makes one archive of notebooks, code and saved
#    networks and says what is missing, and upload that archive.

# %%
check()
