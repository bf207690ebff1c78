# %% [markdown]
# # Fully connected networks
#
# The network of the last notebook was one block: another layer, and its loss has to be
# written anew. From now on networks are put together from **layers**. Each is a pair of
# functions. The forward one takes inputs and parameters, and returns the output and a
# `cache` of whatever its partner will need; the backward one takes `dout`, the
# derivative of the loss with respect to that output, and the cache, and returns the
# derivative with respect to each input:
#
# ```python
# out, cache = layer_forward(x, w)
# dx, dw = layer_backward(dout, cache)
# ```
#
# A network is then a chain of forwards, and its gradient the chain of backwards in the
# opposite order. You write the layers in `{package}/layers.py` and two networks in
# `{package}/fc_net.py`. Training is done by a `Solver` that is given. The next homework
# adds update rules, batch normalization and dropout to the same frame; where the given
# code speaks of them, you can ignore it.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
)
from functional.layer_utils import affine_relu_backward, affine_relu_forward
from functional.layers import (
    affine_backward,
    affine_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
    svm_loss,
)
from functional.nndl.fc_net import FullyConnectedNet, TwoLayerNet
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
get_data("cifar10", "cs231n/datasets")
data = get_CIFAR10_data()
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %% [markdown]
# ## Affine layer: forward
#
# Each sample is flattened to a row $x_n$ of $D$ numbers, multiplied by a matrix of
# weights, and shifted by a bias:
#
# $$\text{out}_{nm} = \sum_{d=1}^{D} x_{nd}\, w_{dm} + b_m$$
#
# Mind that $w$ is $(D, M)$: the transpose of the last notebook's matrices.
#
# **To do:** write `affine_forward` in `{package}/layers.py`. The difference should be
# about $10^{-9}$.

# %%
x = np.linspace(-0.1, 0.5, num=240).reshape(2, 4, 5, 6)
w = np.linspace(-0.2, 0.3, num=360).reshape(120, 3)
b = np.linspace(-0.3, 0.1, num=3)

out, _ = affine_forward(x, w, b)
correct_out = np.array(
    [
        [1.49834967, 1.70660132, 1.91485297],
        [3.25553199, 3.5141327, 3.77273342],
    ]
)
print("affine_forward, difference:", rel_error(out, correct_out))

# %%
check("affine_forward")

# %% [markdown]
# ## Affine layer: backward
#
# With $\delta_{nm}$ for `dout`,
#
# $$\frac{\partial L}{\partial x_{nd}} = \sum_m \delta_{nm} w_{dm},\qquad
# \frac{\partial L}{\partial w_{dm}} = \sum_n x_{nd}\,\delta_{nm},\qquad
# \frac{\partial L}{\partial b_m} = \sum_n \delta_{nm}.$$
#
# **To do:** write `affine_backward`. Expect errors of about $10^{-10}$.

# %%
np.random.seed(231)
x = np.random.randn(10, 2, 3)
w = np.random.randn(6, 5)
b = np.random.randn(5)
dout = np.random.randn(10, 5)

_, cache = affine_forward(x, w, b)
dx, dw, db = affine_backward(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: affine_forward(x, w, b)[0], x, dout)
dw_num = eval_numerical_gradient_array(lambda w: affine_forward(x, w, b)[0], w, dout)
db_num = eval_numerical_gradient_array(lambda b: affine_forward(x, w, b)[0], b, dout)
print("affine_backward, error of dx:", rel_error(dx_num, dx))
print("affine_backward, error of dw:", rel_error(dw_num, dw))
print("affine_backward, error of db:", rel_error(db_num, db))

# %%
check("affine_backward")

# %% [markdown]
# ## ReLU: forward
#
# $$\text{out} = \max(0, x)$$
#
# **To do:** write `relu_forward`. Expect a difference of about $5 \cdot 10^{-8}$.

# %%
x = np.linspace(-0.5, 0.5, num=12).reshape(3, 4)
out, _ = relu_forward(x)
correct_out = np.array(
    [
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.04545455, 0.13636364],
        [0.22727273, 0.31818182, 0.40909091, 0.5],
    ]
)
print("relu_forward, difference:", rel_error(out, correct_out))

# %%
check("relu_forward")

# %% [markdown]
# ## ReLU: backward
#
# The gradient passes where the input was positive, and nowhere else.
#
# **To do:** write `relu_backward`. Expect an error of about $3 \cdot 10^{-12}$.

# %%
np.random.seed(231)
x = np.random.randn(10, 10)
dout = np.random.randn(*x.shape)

_, cache = relu_forward(x)
dx = relu_backward(dout, cache)
dx_num = eval_numerical_gradient_array(lambda x: relu_forward(x)[0], x, dout)
print("relu_backward, error of dx:", rel_error(dx_num, dx))

# %%
check("relu_backward")

# %% [markdown]
# ## Both in one
#
# An affine layer with a ReLU after it is used so often that `{package}/layer_utils.py`
# joins them. Read how: networks are put together in the same way. Expect errors of
# about $10^{-10}$.

# %%
np.random.seed(231)
x = np.random.randn(2, 3, 4)
w = np.random.randn(12, 10)
b = np.random.randn(10)
dout = np.random.randn(2, 10)

out, cache = affine_relu_forward(x, w, b)
dx, dw, db = affine_relu_backward(dout, cache)


def sandwich(x, w, b):
    """Return the output alone, without the cache."""
    return affine_relu_forward(x, w, b)[0]


dx_num = eval_numerical_gradient_array(lambda x: sandwich(x, w, b), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: sandwich(x, w, b), w, dout)
db_num = eval_numerical_gradient_array(lambda b: sandwich(x, w, b), b, dout)
print("affine_relu, error of dx:", rel_error(dx_num, dx))
print("affine_relu, error of dw:", rel_error(dw_num, dw))
print("affine_relu, error of db:", rel_error(db_num, db))

# %% [markdown]
# ## Losses
#
# You have written the losses of softmax and SVM in an earlier homework, so here they
# are given. Scores near zero, ten classes: expect about 9 for the SVM and 2.3 for the
# softmax loss, with errors of about $10^{-9}$ and $10^{-8}$.

# %%
np.random.seed(231)
num_classes, num_inputs = 10, 50
x = 0.001 * np.random.randn(num_inputs, num_classes)
y = np.random.randint(num_classes, size=num_inputs)

for loss_function in (svm_loss, softmax_loss):
    loss, dx = loss_function(x, y)
    dx_num = eval_numerical_gradient(
        lambda x, f=loss_function: f(x, y)[0], x, verbose=False
    )
    print(f"{loss_function.__name__}: {loss}, error of dx: {rel_error(dx_num, dx)}")

# %% [markdown]
# ## Two layers
#
# Affine, ReLU, affine, softmax, now made of layers. The loss is the mean softmax loss
# and a penalty on the weights, $\tfrac12 \lambda \left( \sum W_1^2 + \sum W_2^2
# \right)$.
#
# **To do:** write `TwoLayerNet.__init__` and `TwoLayerNet.loss` in
# `{package}/fc_net.py`. The cell asserts that the initial parameters, the scores and
# both losses are right, and prints the errors of the gradients: about $10^{-7}$ or
# less.

# %%
np.random.seed(231)
N, D, H, C = 3, 5, 50, 7
std = 1e-2
model = TwoLayerNet(input_dim=D, hidden_dims=H, num_classes=C, weight_scale=std)

assert abs(model.params["W1"].std() - std) < std / 10, "W1 starts too large or small"
assert abs(model.params["W2"].std() - std) < std / 10, "W2 starts too large or small"
assert np.all(model.params["b1"] == 0), "b1 should start at zero"
assert np.all(model.params["b2"] == 0), "b2 should start at zero"

model.params["W1"] = np.linspace(-0.7, 0.3, num=D * H).reshape(D, H)
model.params["b1"] = np.linspace(-0.1, 0.9, num=H)
model.params["W2"] = np.linspace(-0.3, 0.4, num=H * C).reshape(H, C)
model.params["b2"] = np.linspace(-0.9, 0.1, num=C)
X = np.linspace(-5.5, 4.5, num=N * D).reshape(D, N).T
y = np.array([0, 5, 1])

# a class a line: the scores of the three samples
correct_scores = np.array(
    [
        [11.53165108, 12.05769098, 12.58373087],
        [12.2917344, 12.74614105, 13.20054771],
        [13.05181771, 13.43459113, 13.81736455],
        [13.81190102, 14.1230412, 14.43418138],
        [14.57198434, 14.81149128, 15.05099822],
        [15.33206765, 15.49994135, 15.66781506],
        [16.09215096, 16.18839143, 16.2846319],
    ]
).T
assert np.abs(model.loss(X) - correct_scores).sum() < 1e-6, "the scores are wrong"

loss, _ = model.loss(X, y)
assert abs(loss - 3.4702243556) < 1e-10, "the loss is wrong"
model.reg = 1.0
loss, _ = model.loss(X, y)
assert abs(loss - 26.5948426952) < 1e-10, "the penalty is wrong"
print("initial parameters, scores and losses are right")

for reg in (0.0, 0.7):
    model.reg = reg
    loss, grads = model.loss(X, y)
    for name in sorted(grads):
        grad_num = eval_numerical_gradient(
            lambda _: model.loss(X, y)[0], model.params[name], verbose=False
        )
        print(f"reg {reg}, error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("two_layer_net_init")
check("two_layer_net_loss")
check("two_layer_net_gradients")

# %% [markdown]
# ## The solver
#
# The `Solver` in `cs231n/solver.py` draws minibatches, asks a model for loss and
# gradients, applies an update rule, and keeps the best parameters it has met. Read its
# documentation.
#
# **To do:** train a `TwoLayerNet` of 200 hidden units with it. Choose settings that
# give more than 40 % on the validation set; more than 50 % is possible.

# %%
model = TwoLayerNet(hidden_dims=200)
solver = None
# BEGIN SOLUTION
# STUB: # TODO: make a Solver for this model and train it
solver = Solver(
    model,
    data,
    update_rule="sgd",
    optim_config={"learning_rate": 1e-3},
    lr_decay=0.95,
    num_epochs=1 if QUICK else 10,
    batch_size=100,
    print_every=100,
)
solver.train()
# END SOLUTION

# %%
if solver is not None:
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(12, 9))
    upper.plot(solver.loss_history, ".", markersize=3)
    upper.set(title="Training loss", xlabel="iteration", ylabel="loss")
    lower.plot(solver.train_acc_history, "o-", label="training")
    lower.plot(solver.val_acc_history, "o-", label="validation")
    lower.axhline(0.5, color="k", linestyle="--", linewidth=1)
    lower.set(title="Accuracy", xlabel="epoch", ylabel="share of right answers")
    lower.legend(loc="lower right")
    figure.tight_layout()
    plt.show()
    np.save("solver_two_layer_net.npy", model.params, allow_pickle=True)

# %% [markdown]
# ## Any number of layers
#
# **To do:** write `FullyConnectedNet` in `{package}/fc_net.py`: its initial parameters
# `W1`, `b1` to `WL`, `bL`, its loss and its gradients. There is a ReLU after every
# affine layer but the last; the penalty, with its factor $\tfrac12$, is on all weights.
# Losses are near 2.3 without and, for these sizes, near 7 with the penalty. Errors
# should be about $10^{-6}$ or less; a unit at the ReLU's kink can give more now and
# then.

# %%
np.random.seed(231)
N, D, H1, H2, C = 2, 15, 20, 30, 10
X = np.random.randn(N, D)
y = np.random.randint(C, size=(N,))

for reg in (0, 3.14):
    model = FullyConnectedNet(
        [H1, H2],
        input_dim=D,
        num_classes=C,
        reg=reg,
        weight_scale=5e-2,
        dtype=np.float64,
    )
    loss, grads = model.loss(X, y)
    print(f"reg {reg}, initial loss: {loss}")
    for name in sorted(grads):
        grad_num = eval_numerical_gradient(
            lambda _, model=model: model.loss(X, y)[0],
            model.params[name],
            verbose=False,
        )
        print(f"  error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("fully_connected_net_init")
check("fully_connected_net_loss")
check("fully_connected_net_gradients")

# %% [markdown] tags=["question:learned_by_heart"]
# ## Fifty images by heart
#
# Three layers of 100 hidden units have weights enough to learn fifty images by heart.
# If a network can't, something is wrong with it or with its training.
#
# **To do:** find a scale for the initial weights and a learning rate with which it gets
# 100 % of the fifty right within twenty epochs.

# %% tags=["question:learned_by_heart"]
np.random.seed(231)
small_data = {
    "X_train": data["X_train"][:50],
    "y_train": data["y_train"][:50],
    "X_val": data["X_val"],
    "y_val": data["y_val"],
}
# BEGIN SOLUTION
# STUB: weight_scale = 1e-2  # TODO: experiment with this
# STUB: learning_rate = 1e-4  # TODO: and with this
weight_scale = 5e-2
learning_rate = 5e-4
# END SOLUTION
model = FullyConnectedNet([100, 100], weight_scale=weight_scale, dtype=np.float64)
solver = Solver(
    model,
    small_data,
    print_every=10,
    num_epochs=20,
    batch_size=25,
    update_rule="sgd",
    optim_config={"learning_rate": learning_rate},
)
solver.train()
print("best training accuracy:", max(solver.train_acc_history))

# %% tags=["question:learned_by_heart"]
plt.figure(figsize=(10, 5))
plt.plot(solver.loss_history, "o")
plt.title("Training loss, 50 images")
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()

# %% [markdown] tags=["instructor", "question:learned_by_heart"]
# **Model answer.** A weight scale of $5 \cdot 10^{-2}$ and a learning rate of
# $5 \cdot 10^{-4}$ bring the loss close to zero, and the training accuracy to 100 %.
#
# *Rubric:*
#
# - 1: a training accuracy of 100 % within twenty epochs
# - 1: the plot of a loss that falls towards zero

# %% [markdown]
# ## Handing in
#
# 1. Run the notebooks from top to bottom and save them with their outputs: the plots
#    are part of what is read.
# 2. See that every question has its answer, in the notebook of derivations as well, and
#    that the files of your trained networks are there.
# 3. In a terminal, in the folder of the notebooks: `numgrade check` runs all public
#    checks once more, and `numgrade submit` makes the archive to hand in and says what
#    is missing from it.
