# %% [markdown]
# # A two-layer network, layer by layer
#
# You will build a small neural network out of layers. Each layer is a pair of
# functions. The **forward** function takes inputs and parameters and returns the
# output, together with a `cache` of whatever its partner will need. The **backward**
# function takes `dout`, the derivative of the loss with respect to that output, and the
# `cache`, and returns the derivative of the loss with respect to each input:
#
# ```python
# out, cache = layer_forward(x, w)
# dx, dw = layer_backward(dout, cache)
# ```
#
# Once each layer is right on its own, a network is a chain of forwards, and its
# gradient the chain of backwards in the opposite order.
#
# You write in the files below `{package}/`; this notebook calls what you wrote. After
# each function there is a cell that measures how far your result is from the right
# one. Run it, read the number, go on when it is as small as the text says. The cell
# after it, `check("...")`, runs the public part of the grading on what you have saved.

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
)
from functional.solver import Solver
from functional.vis_utils import visualize_grid

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


# %% [markdown]
# ## Affine layer: forward
#
# An affine layer multiplies each sample, flattened to a row $x_n$ of $D$ numbers, by a
# matrix of weights and adds a bias:
#
# $$\text{out}_{nm} = \sum_{d=1}^{D} x_{nd}\, w_{dm} + b_m$$
#
# **To do:** write `affine_forward` in `{package}/layers.py`. The difference below
# should be about $10^{-9}$, which is how many digits of the right result are printed
# here.

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
# Write $\delta_{nm}$ for `dout`. By the chain rule,
#
# $$\frac{\partial L}{\partial x_{nd}} = \sum_m \delta_{nm} w_{dm},\qquad
# \frac{\partial L}{\partial w_{dm}} = \sum_n x_{nd}\,\delta_{nm},\qquad
# \frac{\partial L}{\partial b_m} = \sum_n \delta_{nm}.$$
#
# **To do:** write `affine_backward`. Its results are compared with *numeric* gradients:
# each input is moved a little up and down, and the change of the output is observed.
# Expect errors of about $10^{-10}$.

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
# Without something non-linear between them, two affine layers are no more than one.
# The rectified linear unit keeps what is positive:
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
# Where $x$ was positive the output moves with it, elsewhere it doesn't move at all.
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

# %% [markdown] tags=["question:two_layer_net_inline_1"]
# ### Inline question 1
#
# Learning stalls where hardly any gradient flows back through an activation function.
# Which of these three can do that, and for which one-dimensional inputs?
#
# 1. the sigmoid $1/(1+e^{-x})$
# 2. the ReLU
# 3. the leaky ReLU
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:two_layer_net_inline_1"]
# **Model answer.** The sigmoid: its slope $\sigma(1-\sigma)$ tends to 0 for inputs far
# from 0 on either side. The ReLU: its slope is 0 for every negative input. The leaky
# ReLU keeps a small constant slope there, so it does not have the problem.
#
# *Rubric:*
#
# - 1/3: sigmoid: can stall
# - 1/3: sigmoid: for inputs far from 0 on either side
# - 1/3: ReLU: can stall
# - 1/3: ReLU: for negative inputs
# - 1/3: leaky ReLU: can't stall
# - 1/3: leaky ReLU: because its slope is never 0

# %% [markdown]
# ## A sandwich of both
#
# An affine layer followed by a ReLU is so common that `{package}/layer_utils.py` offers
# the two as one. Read `affine_relu_forward` and `affine_relu_backward`: that is all it
# takes to join layers. Expect errors of about $10^{-10}$.

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
# ## Softmax loss
#
# A classifier's last layer gives a score $x_{nc}$ for each class $c$. The softmax turns
# scores into probabilities, and the loss is the mean surprise at the right classes
# $y_n$:
#
# $$p_{nc} = \frac{e^{x_{nc}}}{\sum_k e^{x_{nk}}},\qquad
# L = -\frac1N \sum_{n=1}^{N} \log p_{n,y_n}$$
#
# **To do:** write `softmax_loss`, which returns the loss and its gradient with respect
# to the scores. With ten classes and scores near zero every class is about equally
# likely: the loss should be close to $\log 10 \approx 2.3$, and the error of `dx` about
# $10^{-8}$.

# %%
np.random.seed(231)
num_classes, num_inputs = 10, 50
x = 0.001 * np.random.randn(num_inputs, num_classes)
y = np.random.randint(num_classes, size=num_inputs)

loss, dx = softmax_loss(x, y)
dx_num = eval_numerical_gradient(lambda x: softmax_loss(x, y)[0], x, verbose=False)
print("softmax_loss, loss:", loss)
print("softmax_loss, error of dx:", rel_error(dx_num, dx))

# %%
check("softmax_loss")

# %% [markdown]
# ## The network
#
# Affine, ReLU, affine, softmax: `TwoLayerNet` in `{package}/classifiers/fc_net.py`.
# Its loss is the mean softmax loss plus a penalty on large weights (not biases):
#
# $$L + \tfrac12\, \lambda \left( \sum W_1^2 + \sum W_2^2 \right)$$
#
# **To do:** write `TwoLayerNet.__init__` and `TwoLayerNet.loss`. The cell below asserts
# that the initial parameters, the scores and both losses are right, and then prints the
# errors of the gradients: about $10^{-7}$ or less.

# %%
np.random.seed(231)
N, D, H, C = 3, 5, 50, 7
std = 1e-3
model = TwoLayerNet(input_dim=D, hidden_dim=H, num_classes=C, weight_scale=std)

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

# a row a class, a column a sample
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
# ## Training
#
# The `Solver` in `{package}/solver.py` draws minibatches, asks the model for loss and
# gradients, applies an update rule and keeps the best parameters that it has met. Read
# it once, then use it.

# %%
get_data("cifar10", "{package}/datasets")
data = get_CIFAR10_data()
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %% [markdown]
# **To do:** train a `TwoLayerNet` with 50 hidden units with a `Solver`, so that it gets
# about 36 % of the validation set right.

# %%
model = TwoLayerNet(hidden_dim=50)
solver = None
# BEGIN SOLUTION
# STUB: # TODO: make a Solver for this model and train it
solver = Solver(
    model,
    data,
    update_rule="sgd",
    optim_config={"learning_rate": 1e-4},
    lr_decay=0.95,
    batch_size=100,
    num_epochs=1 if QUICK else 5,
    print_every=500,
)
solver.train()
# END SOLUTION

# %% [markdown]
# ## Looking at the training
#
# Two pictures tell most of what goes wrong in training: the loss over time together
# with the accuracy on training and validation data, and the weights of the first layer
# drawn as images, one for each hidden unit.

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


# %%
def show_net_weights(net):
    """Draw each hidden unit's weights as an image."""
    W1 = net.params["W1"].reshape(3, 32, 32, -1).transpose(3, 1, 2, 0)
    plt.imshow(visualize_grid(W1, padding=3).astype("uint8"))
    plt.title("First-layer weights, one image a hidden unit")
    plt.axis("off")
    plt.show()


if solver is not None:
    show_net_weights(model)

# %% [markdown]
# ## Your best network
#
# If the loss falls along a straight line, the learning rate is probably too small. If
# training and validation accuracy stay together, the network can't express more: make
# it larger. If they part, it has begun to memorise: regularise it, or train for less
# time.
#
# **To do:** vary the number of hidden units, the learning rate and its decay, the
# number of epochs and the strength of the penalty. Choose by validation accuracy, and
# keep the best network in `best_model`. More than 48 % is a good result, 52 % a very
# good one.

# %%
best_model = None
# BEGIN SOLUTION
# STUB: # TODO: try settings, and keep the network with the best validation accuracy
best_accuracy = -1.0
for hidden_dim in (100, 200):
    for learning_rate in (7e-4, 1e-3):
        candidate = TwoLayerNet(hidden_dim=hidden_dim, reg=0.25)
        search = Solver(
            candidate,
            data,
            optim_config={"learning_rate": learning_rate},
            lr_decay=0.9,
            batch_size=100,
            num_epochs=1 if QUICK else 10,
            verbose=False,
        )
        search.train()
        print(
            f"{hidden_dim} hidden units, learning rate {learning_rate:g}: "
            f"validation accuracy {search.best_val_acc:.3f}"
        )
        if search.best_val_acc > best_accuracy:
            best_accuracy, best_model = search.best_val_acc, candidate
# END SOLUTION

# %% [markdown]
# Only now look at the test set, once. Expect more than 48 % on both, and save the
# network: the file is part of what you hand in.

# %%
if best_model is not None:
    val_pred = np.argmax(best_model.loss(data["X_val"]), axis=1)
    print("validation accuracy:", (val_pred == data["y_val"]).mean())
    test_pred = np.argmax(best_model.loss(data["X_test"]), axis=1)
    print("test accuracy:", (test_pred == data["y_test"]).mean())
    best_model.save("best_two_layer_net.npy")

# %% [markdown] tags=["question:two_layer_net_inline_2"]
# ### Inline question 2
#
# Your network does better on the training set than on the test set. Which of these
# narrow the gap, and why?
#
# 1. training on more data
# 2. adding hidden units
# 3. a stronger penalty on the weights
# 4. none of these
#
# **Your answer:** *write here*
#
# **Your explanation:** *write here*

# %% [markdown] tags=["instructor", "question:two_layer_net_inline_2"]
# **Model answer.** 1 and 3. More data leaves less room for fitting accidents of the
# sample; a stronger penalty keeps the weights, and so the functions that the network
# can express, small. More hidden units do the opposite: they add capacity and widen the
# gap.
#
# *Rubric:*
#
# - 1: the right selection
# - 1: an explanation that speaks of capacity or of the sample
