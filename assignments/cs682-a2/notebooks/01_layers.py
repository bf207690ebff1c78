# %% [markdown]
# # Layers that snap together
#
# The network of the previous assignment computed its loss and its gradient in one long
# function. That is fine for two layers and hopeless for twenty. From here on, a network
# is put together from **layers**, each of them a pair of functions that can be written,
# checked and reused alone:
#
# ```python
# out, cache = layer_forward(x, w)        # cache: what the backward pass will need
# dx, dw = layer_backward(dout, cache)    # dout: gradient of the loss w.r.t. out
# ```
#
# A forward function knows nothing of what comes after it, a backward function nothing
# of what came before: that is why they fit together in any order.
#
# In this notebook you write an affine layer and a ReLU and build a two-layer network of
# them. In the following ones you go deeper, try better update rules, and add batch
# normalization and dropout.
#
# Your code goes into the files below `{package}/`. Cells such as
# `check("affine_forward")` run the public part of the grading on your saved files.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.fc_net import TwoLayerNet
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
from functional.solver import Solver

from autograder.student import check, get_data

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
# ## Affine layer, forward
#
# Whatever the shape of a sample, the layer sees it as a row of $D$ numbers. A batch of
# them is a matrix $X$ with $N$ rows, and
#
# $$Y = XW + b,$$
#
# where $W$ is $D \times M$ and the vector $b$ is added to every row.
#
# **To do:** write `affine_forward` in `{package}/layers.py`. The numbers to compare
# with are printed to nine digits, so expect an error of about $10^{-9}$.

# %%
x = np.linspace(-0.1, 0.5, num=2 * 4 * 5 * 6).reshape(2, 4, 5, 6)
w = np.linspace(-0.2, 0.3, num=4 * 5 * 6 * 3).reshape(4 * 5 * 6, 3)
b = np.linspace(-0.3, 0.1, num=3)
right = [[1.49834967, 1.70660132, 1.91485297], [3.25553199, 3.5141327, 3.77273342]]
report("affine_forward, out", affine_forward(x, w, b)[0], np.array(right))

# %%
check("affine_forward")

# %% [markdown]
# ## Affine layer, backward
#
# Call the upstream gradient $\Delta = \partial L / \partial Y$. Each of the three
# gradients has the shape of what it belongs to, which nearly fixes the formulas:
#
# $$\frac{\partial L}{\partial X} = \Delta W^\top,\qquad
# \frac{\partial L}{\partial W} = X^\top \Delta,\qquad
# \frac{\partial L}{\partial b} = \text{the sum of the rows of } \Delta.$$
#
# **To do:** write `affine_backward`; `dx` has the shape in which `x` came. Numeric
# gradients check it. Expect errors of about $10^{-10}$ or less.

# %%
np.random.seed(231)
x, w = np.random.randn(10, 2, 3), np.random.randn(6, 5)
b, dout = np.random.randn(5), np.random.randn(10, 5)


def check_numerically(forward, inputs, dout, gradients):
    """Compare a layer's gradients, one an input, with numeric ones."""
    for i, (name, gradient) in enumerate(gradients.items()):

        def output(moved, i=i):
            return forward(*inputs[:i], moved, *inputs[i + 1 :])[0]

        report(name, gradient, eval_numerical_gradient_array(output, inputs[i], dout))


dx, dw, db = affine_backward(dout, affine_forward(x, w, b)[1])
check_numerically(affine_forward, (x, w, b), dout, {"dx": dx, "dw": dw, "db": db})

# %%
check("affine_backward")

# %% [markdown]
# ## ReLU, forward
#
# The rectified linear unit passes positive numbers and stops all others:
# $\text{out} = \max(0, x)$, elementwise.
#
# **To do:** write `relu_forward`. Expect an error of about $5 \cdot 10^{-8}$.

# %%
x = np.linspace(-0.5, 0.5, num=12).reshape(3, 4)
right = [
    [0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.04545455, 0.13636364],
    [0.22727273, 0.31818182, 0.40909091, 0.5],
]
report("relu_forward, out", relu_forward(x)[0], np.array(right))

# %%
check("relu_forward")

# %% [markdown]
# ## ReLU, backward
#
# **To do:** write `relu_backward`: which elements of `dout` get through? Expect an
# error of about $3 \cdot 10^{-12}$.

# %%
np.random.seed(231)
x, dout = np.random.randn(10, 10), np.random.randn(10, 10)
dx = relu_backward(dout, relu_forward(x)[1])
check_numerically(relu_forward, (x,), dout, {"dx": dx})

# %%
check("relu_backward")

# %% [markdown] tags=["question:layers_inline_1"]
# ### Inline question 1
#
# The ReLU is one activation function of many. A common trouble with them is that (next
# to) no gradient flows back through them. Which of these have it? Think of them as
# functions of one number: for which inputs does it happen?
#
# 1. Sigmoid
# 2. ReLU
# 3. Leaky ReLU
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:layers_inline_1"]
# **Model answer.** 1 and 2. The sigmoid is flat far from zero, so its slope is close to
# 0 for large positive and for large negative inputs. The slope of the ReLU is exactly 0
# for all negative inputs. The leaky ReLU has a small slope there, but never none.
#
# *Rubric:*
#
# - 1/3: sigmoid: has it
# - 1/3: sigmoid: for large positive and negative inputs
# - 1/3: ReLU: has it
# - 1/3: ReLU: for negative inputs
# - 1/3: leaky ReLU: hasn't
# - 1/3: leaky ReLU: since its slope is never 0

# %% [markdown]
# ## Layers in a sandwich
#
# Some layers nearly always come together, such as an affine one and a ReLU.
# `{package}/layer_utils.py` offers the pair as one layer; read how it is made, since
# you may want more of that kind later. Expect errors of about $10^{-10}$ or less.

# %%
np.random.seed(231)
x, w = np.random.randn(2, 3, 4), np.random.randn(12, 10)
b, dout = np.random.randn(10), np.random.randn(2, 10)
dx, dw, db = affine_relu_backward(dout, affine_relu_forward(x, w, b)[1])
check_numerically(affine_relu_forward, (x, w, b), dout, {"dx": dx, "dw": dw, "db": db})

# %% [markdown]
# ## Two losses
#
# You wrote the softmax and the SVM loss in the previous assignment, so here they are
# given, at the end of `{package}/layers.py`. Make sure that you understand them.
#
# On tiny random scores of ten classes the SVM loss is about 9 (nine wrong classes, each
# within the margin of 1) and the softmax loss about 2.3. Expect errors of about
# $10^{-9}$ and $10^{-8}$.

# %%
np.random.seed(231)
scores = 0.001 * np.random.randn(50, 10)
y = np.random.randint(10, size=50)

for loss_function in (svm_loss, softmax_loss):
    loss, dx = loss_function(scores, y)
    print(f"{loss_function.__name__}: loss {loss:.6f}")
    numeric = eval_numerical_gradient(
        lambda x, f=loss_function: f(x, y)[0], scores, verbose=False
    )
    report(f"{loss_function.__name__}, dx", dx, numeric)

# %% [markdown]
# ## A network of two layers
#
# `TwoLayerNet` in `{package}/classifiers/fc_net.py` shows how every model of this
# course looks: a dict `params` of arrays, and a method `loss(X, y=None)`, which returns
# the scores when there are no labels, and otherwise the loss and a dict of gradients
# with the same names as the parameters. It computes
#
# $$S = \max(0,\; X W_1 + b_1)\, W_2 + b_2$$
#
# and adds $\tfrac12 \lambda \left( \sum W_1^2 + \sum W_2^2 \right)$ to the softmax loss
# of $S$.
#
# **To do:** write `TwoLayerNet.__init__`: Gaussian weights of standard deviation
# `weight_scale`, and biases of zero.

# %%
np.random.seed(231)
N, D, H, C = 3, 5, 50, 7
model = TwoLayerNet(input_dim=D, hidden_dim=H, num_classes=C, weight_scale=1e-3)
for name, value in model.params.items():
    print(f"{name}: shape {value.shape}, standard deviation {value.std():.1e}")

# %%
check("two_layer_net_init")

# %% [markdown]
# **To do:** write `TwoLayerNet.loss`. The scores below should differ from the right
# ones by less than $10^{-6}$ in total, and both losses by less than $10^{-10}$.

# %%
model.params["W1"] = np.linspace(-0.7, 0.3, num=D * H).reshape(D, H)
model.params["b1"] = np.linspace(-0.1, 0.9, num=H)
model.params["W2"] = np.linspace(-0.3, 0.4, num=H * C).reshape(H, C)
model.params["b2"] = np.linspace(-0.9, 0.1, num=C)
X = np.linspace(-5.5, 4.5, num=N * D).reshape(D, N).T
y = np.array([0, 5, 1])

first_and_last = np.array(  # of each sample's seven scores
    [[11.53165108, 16.09215096], [12.05769098, 16.18839143], [12.58373087, 16.2846319]]
)
print("scores off by", np.abs(model.loss(X)[:, [0, -1]] - first_and_last).sum())
print("loss off by", abs(model.loss(X, y)[0] - 3.4702243556))
model.reg = 1.0
print("loss with reg = 1 off by", abs(model.loss(X, y)[0] - 26.5948426952))

# %%
check("two_layer_net_loss")

# %% [markdown]
# The gradients against numeric ones: expect errors of about $10^{-7}$ or less.

# %%
for reg in (0.0, 0.7):
    print("reg", reg)
    model.reg = reg
    _, grads = model.loss(X, y)
    for name in sorted(grads):
        numeric = eval_numerical_gradient(
            lambda _: model.loss(X, y)[0], model.params[name], verbose=False
        )
        report(f"  {name}", grads[name], numeric)

# %%
check("two_layer_net_gradients")

# %% [markdown]
# ## The solver
#
# Training has nothing to do with what a model is made of, so it has a class of its own,
# the `Solver` in `{package}/solver.py`. Read through it once.

# %%
get_data("cifar10", "{package}/datasets")
data = get_CIFAR10_data()
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %% [markdown]
# **To do:** use a `Solver` to train a `TwoLayerNet` that gets at least 50 % of the
# validation set right.

# %%
model = TwoLayerNet()
solver = None
# BEGIN SOLUTION
# STUB: # TODO: make a Solver for this model, and train
solver = Solver(
    model,
    data,
    update_rule="sgd",
    optim_config={"learning_rate": 1e-3},
    lr_decay=0.95,
    batch_size=400,
    num_epochs=1 if QUICK else 20,
    print_every=100,
)
solver.train()
# END SOLUTION

# %% [markdown]
# Look at the loss and at the accuracies over time. Is the loss still falling at the
# end? Do the two accuracies stay together? The dashed line is the goal.

# %%
if solver is not None:
    figure, axes = plt.subplots(2, 1, figsize=(12, 9))
    axes[0].plot(solver.loss_history, ".", markersize=3)
    axes[0].set(title="Training loss", xlabel="iteration", ylabel="loss")
    axes[1].plot(solver.train_acc_history, "o-", label="training")
    axes[1].plot(solver.val_acc_history, "o-", label="validation")
    axes[1].axhline(0.5, color="k", linestyle="--", label="goal")
    axes[1].set(title="Accuracy", xlabel="epoch", ylabel="accuracy")
    axes[1].legend(loc="lower right")
    figure.tight_layout()
    plt.show()
    model.save("best_two_layer_net.npy")
