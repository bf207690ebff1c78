# %% [markdown]
# # Fully connected networks, and better ways to train them
#
# Two layers are a beginning. Here you will build networks with any number of them out
# of the layer functions that you have written already, and learn three update rules
# that train deep networks faster than plain gradient descent.

# %%
# {colab}

# %%
import os
import pickle

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.fc_net import FullyConnectedNet
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import eval_numerical_gradient
from functional.optim import adam, rmsprop, sgd_momentum
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


def first_training_images(count):
    """Return the data with the first ``count`` training images alone."""
    return {
        **data,
        "X_train": data["X_train"][:count],
        "y_train": data["y_train"][:count],
    }


# %% [markdown]
# ## A network of any depth
#
# `FullyConnectedNet` in `{package}/classifiers/fc_net.py` is given the sizes of its
# hidden layers as a list. With $L$ layers it computes
#
# $$h_0 = x,\qquad h_i = \max(0,\; h_{i-1} W_i + b_i) \quad (i = 1, \dots, L-1),\qquad
# s = h_{L-1} W_L + b_L,$$
#
# and its loss is the softmax loss of the scores $s$ plus
# $\tfrac12 \lambda \sum_i \sum W_i^2$: all weight matrices, no biases. There is no ReLU
# after the last layer: scores may be negative.
#
# The class can also normalise and drop out. You will add both in the next notebooks:
# leave room for them, and write the plain network for now.
#
# **To do:** write `FullyConnectedNet.__init__`. Parameters are named `W1`, `b1`, `W2`,
# `b2`, … in the dict `params`. Weights are drawn from a Gaussian with mean 0 and
# standard deviation `weight_scale`; biases begin at zero.

# %%
N, D, H1, H2, C = 2, 15, 20, 30, 10


def small_net(reg):
    """Return a network of three layers in double precision."""
    return FullyConnectedNet(
        [H1, H2],
        input_dim=D,
        num_classes=C,
        reg=reg,
        weight_scale=5e-2,
        dtype=np.float64,
    )


for name, value in small_net(reg=0).params.items():
    print(f"{name}: shape {value.shape}, standard deviation {value.std():.3f}")

# %%
check("fully_connected_net_init")

# %% [markdown]
# ## Scores, loss and gradients
#
# **To do:** write `FullyConnectedNet.loss`: scores alone when there are no labels, and
# with labels the loss and a dict of gradients with the names of `params`. A loop over
# the layers forward, and one backward.
#
# Initially every class is about equally likely, so the loss without a penalty should be
# near $\log 10 \approx 2.3$: with these random numbers, 2.300479. With the penalty it
# is 7.052115.

# %%
np.random.seed(231)
X = np.random.randn(N, D)
y = np.random.randint(C, size=(N,))
models = {reg: small_net(reg) for reg in (0, 3.14)}

for reg, model in models.items():
    loss, _ = model.loss(X, y)
    print(f"reg {reg}, initial loss: {loss:.6f}")

# %%
check("fully_connected_net_loss")

# %% [markdown]
# Now the gradients, against numeric ones. Expect errors of about $10^{-7}$ or less. An
# error of about $10^{-5}$ for `W2` without a penalty is fine: its gradient is tiny
# there.

# %%
for reg, model in models.items():
    _, grads = model.loss(X, y)
    for name in sorted(grads):
        grad_num = eval_numerical_gradient(
            lambda _, model=model: model.loss(X, y)[0],
            model.params[name],
            verbose=False,
        )
        print(f"reg {reg}, error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("fully_connected_net_gradients")

# %% [markdown] tags=["question:learned_by_heart"]
# ## Can it learn 50 images by heart?
#
# Before you train on everything, see whether a network can fit a handful of images
# perfectly. If it can't, something is wrong: the gradients, the learning rate, or the
# scale of the initial weights.
#
# **To do:** find a scale of the initial weights and a learning rate with which a
# network of three layers gets 100 % of 50 training images right within 20 epochs.
# Change nothing else. (The validation accuracy stays poor: 50 images are no data set.)


# %%
def learn_by_heart(hidden_dims, weight_scale, learning_rate):
    """Train a network on 50 images for 20 epochs, and show its loss."""
    model = FullyConnectedNet(hidden_dims, weight_scale=weight_scale, dtype=np.float64)
    solver = Solver(
        model,
        first_training_images(50),
        num_epochs=20,
        batch_size=25,
        update_rule="sgd",
        optim_config={"learning_rate": learning_rate},
        print_every=10,
    )
    solver.train()
    plt.figure(figsize=(10, 4))
    plt.plot(solver.loss_history)
    plt.title(f"Training loss of {len(hidden_dims) + 1} layers on 50 images")
    plt.xlabel("iteration")
    plt.ylabel("loss")
    plt.grid(linestyle="--", linewidth=0.5)
    plt.show()
    print(f"training accuracy at the end: {solver.train_acc_history[-1]:.0%}")


# %% tags=["question:learned_by_heart"]
# BEGIN SOLUTION
# STUB: weight_scale = 1e-2  # TODO: experiment with this
# STUB: learning_rate = 1e-4  # TODO: and with this
weight_scale = 6e-2
learning_rate = 7e-4
# END SOLUTION
learn_by_heart([100, 100], weight_scale, learning_rate)

# %% [markdown] tags=["question:learned_by_heart"]
# **To do:** the same with five layers. Expect to search a little longer.

# %% tags=["question:learned_by_heart"]
# BEGIN SOLUTION
# STUB: weight_scale = 1e-5  # TODO: experiment with this
# STUB: learning_rate = 2e-3  # TODO: and with this
weight_scale = 1e-1
learning_rate = 2e-3
# END SOLUTION
learn_by_heart([100, 100, 100, 100], weight_scale, learning_rate)

# %% [markdown] tags=["instructor", "question:learned_by_heart"]
# **Model answer.** A weight scale of $6 \cdot 10^{-2}$ with a learning rate of
# $7 \cdot 10^{-4}$ for three layers, and $10^{-1}$ with $2 \cdot 10^{-3}$ for five:
# both end with a training accuracy of 100 %.
#
# *Rubric:*
#
# - 1: three layers reach 100 % of the 50 images, with the curve to show it
# - 1: five layers reach 100 % of the 50 images, with the curve to show it

# %% [markdown] tags=["question:fully_connected_nets_inline_1"]
# ### Inline question 1
#
# How did the search for three layers compare with that for five? Which network was more
# sensitive to the scale of the initial weights, and why, do you think, is that so?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:fully_connected_nets_inline_1"]
# **Model answer.** The one with five layers. Each layer multiplies the signal by a
# factor that is proportional to the scale of its weights, on the way forward and
# again on the way back. Over $L$ layers these factors multiply to something like
# $(c\,\sigma)^L$: if $c\,\sigma < 1$ activations and gradients vanish, and nothing is
# learned; if it is larger than 1 they explode. The deeper the network, the narrower the
# range of $\sigma$ between the two.
#
# *Rubric:*
#
# - 2/3: the deeper network
# - 4/3: the reason (repeated multiplication: vanishing or exploding signals or
#   gradients)

# %% [markdown]
# ## Update rules
#
# An update rule turns weights and their gradient into the next weights. All rules in
# `{package}/optim.py` have the same form:
#
# ```python
# next_w, config = rule(w, dw, config)
# ```
#
# `config` is a dict of settings, such as the learning rate, and of whatever the rule
# has to remember from step to step. Read the text at the top of the file, and `sgd`.
#
# ## Momentum
#
# Plain gradient descent zigzags across a valley. Momentum lets a velocity build up
# along it, as a ball would that rolls with a little friction:
#
# $$v \leftarrow \mu v - \eta\, \nabla_w L,\qquad w \leftarrow w + v$$
#
# **To do:** write `sgd_momentum`. Expect errors below $10^{-8}$.

# %%
w = np.linspace(-0.4, 0.6, num=20).reshape(4, 5)
dw = np.linspace(-0.6, 0.4, num=20).reshape(4, 5)
velocity = np.linspace(0.6, 0.9, num=20).reshape(4, 5)

next_w, config = sgd_momentum(w, dw, {"learning_rate": 1e-3, "velocity": velocity})

right_next_w = np.array(
    [
        [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789],
        [0.47454737, 0.54133684, 0.60812632, 0.67491579, 0.74170526],
        [0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263],
        [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096],
    ]
)
right_velocity = np.array(
    [
        [0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158],
        [0.61138947, 0.62554737, 0.63970526, 0.65386316, 0.66802105],
        [0.68217895, 0.69633684, 0.71049474, 0.72465263, 0.73881053],
        [0.75296842, 0.76712632, 0.78128421, 0.79544211, 0.8096],
    ]
)
print("sgd_momentum, error of next_w:", rel_error(next_w, right_next_w))
print("sgd_momentum, error of velocity:", rel_error(config["velocity"], right_velocity))

# %%
check("sgd_momentum")

# %% [markdown]
# Train the same network of six layers with both rules. With momentum it should learn
# faster: after five epochs expect about 37 % of the training images right without, and
# over 50 % with it.

# %%
solvers = {}


def train_with(update_rule, learning_rate):
    """Train six layers on 4,000 images with a rule, and keep the solver."""
    model = FullyConnectedNet([100, 100, 100, 100, 100], weight_scale=5e-2)
    solvers[update_rule] = Solver(
        model,
        first_training_images(4000),
        num_epochs=1 if QUICK else 5,
        batch_size=100,
        update_rule=update_rule,
        optim_config={"learning_rate": learning_rate},
        print_every=50,
    )
    print("training with", update_rule)
    solvers[update_rule].train()


def compare_rules():
    """Draw the histories of all solvers."""
    figure, axes = plt.subplots(3, 1, figsize=(12, 13))
    for rule, solver in solvers.items():
        axes[0].plot(solver.loss_history, label=rule)
        axes[1].plot(solver.train_acc_history, "o-", label=rule)
        axes[2].plot(solver.val_acc_history, "o-", label=rule)
    axes[0].set(title="Training loss", xlabel="iteration", ylabel="loss")
    axes[1].set(title="Training accuracy", xlabel="epoch", ylabel="accuracy")
    axes[2].set(title="Validation accuracy", xlabel="epoch", ylabel="accuracy")
    for axis in axes:
        axis.legend(loc="best")
        axis.grid(linestyle="--", linewidth=0.5)
    figure.tight_layout()
    plt.show()


train_with("sgd", learning_rate=5e-3)
train_with("sgd_momentum", learning_rate=5e-3)
compare_rules()

# %% [markdown]
# ## RMSProp
#
# Some weights have large gradients and some have small ones, so one learning rate suits
# few of them. RMSProp [1] divides each step by a running average of the gradient's
# size, weight by weight:
#
# $$s \leftarrow \rho\, s + (1 - \rho)\,(\nabla_w L)^2,\qquad
# w \leftarrow w - \eta\, \frac{\nabla_w L}{\sqrt{s} + \epsilon}$$
#
# The squares, the root and the division are elementwise; $s$ is kept in
# `config["cache"]`, and $\epsilon$ stands outside of the root.
#
# [1] Tieleman and Hinton, lecture 6.5 of "Neural Networks for Machine Learning", 2012.
#
# **To do:** write `rmsprop`. Expect errors of about $10^{-7}$ or less.

# %%
cache = np.linspace(0.6, 0.9, num=20).reshape(4, 5)

next_w, config = rmsprop(w, dw, {"learning_rate": 1e-2, "cache": cache})

right_next_w = np.array(
    [
        [-0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247],
        [-0.132737, -0.08078555, -0.02881884, 0.02316247, 0.07515774],
        [0.12716641, 0.17918792, 0.23122175, 0.28326742, 0.33532447],
        [0.38739248, 0.43947102, 0.49155973, 0.54365823, 0.59576619],
    ]
)
right_cache = np.array(
    [
        [0.5976, 0.6126277, 0.6277108, 0.64284931, 0.65804321],
        [0.67329252, 0.68859723, 0.70395734, 0.71937285, 0.73484377],
        [0.75037008, 0.7659518, 0.78158892, 0.79728144, 0.81302936],
        [0.82883269, 0.84469141, 0.86060554, 0.87657507, 0.8926],
    ]
)
print("rmsprop, error of next_w:", rel_error(next_w, right_next_w))
print("rmsprop, error of cache:", rel_error(config["cache"], right_cache))

# %%
check("rmsprop")

# %% [markdown]
# ## Adam
#
# Adam [2] has both a velocity $m$ and a size $v$. Both are running averages that begin
# at zero, so at first they are too small; dividing by $1 - \beta^t$ corrects that:
#
# $$\begin{aligned}
# t &\leftarrow t + 1\\
# m &\leftarrow \beta_1 m + (1 - \beta_1)\,\nabla_w L,
# & \hat m &= m / (1 - \beta_1^t)\\
# v &\leftarrow \beta_2 v + (1 - \beta_2)\,(\nabla_w L)^2,
# & \hat v &= v / (1 - \beta_2^t)\\
# w &\leftarrow w - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)
# \end{aligned}$$
#
# [2] Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015.
#
# **To do:** write `adam`, complete with the correction. $t$ is counted up before it is
# used. Expect errors of about $10^{-7}$ or less.

# %%
m = np.linspace(0.6, 0.9, num=20).reshape(4, 5)
v = np.linspace(0.7, 0.5, num=20).reshape(4, 5)

next_w, config = adam(w, dw, {"learning_rate": 1e-2, "m": m, "v": v, "t": 5})

right_next_w = np.array(
    [
        [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
        [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
        [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
        [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459],
    ]
)
right_v = np.array(
    [
        [0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853],
        [0.64683452, 0.63628604, 0.6257431, 0.61520571, 0.60467385],
        [0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767],
        [0.54159906, 0.53110598, 0.52061845, 0.51013645, 0.49966],
    ]
)
right_m = np.array(
    [
        [0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474],
        [0.57736842, 0.59684211, 0.61631579, 0.63578947, 0.65526316],
        [0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158],
        [0.77210526, 0.79157895, 0.81105263, 0.83052632, 0.85],
    ]
)
print("adam, error of next_w:", rel_error(next_w, right_next_w))
print("adam, error of v:", rel_error(config["v"], right_v))
print("adam, error of m:", rel_error(config["m"], right_m))

# %%
check("adam")

# %% [markdown]
# All four rules on the same network. Note the learning rates: an adaptive rule's steps
# don't shrink with the gradient, so it needs smaller ones.

# %%
train_with("rmsprop", learning_rate=1e-4)
train_with("adam", learning_rate=1e-3)
compare_rules()

# %% [markdown] tags=["question:fully_connected_nets_inline_2"]
# ### Inline question 2
#
# AdaGrad adapts the learning rate of each weight like this:
#
# ```python
# cache += dw**2
# w += -learning_rate * dw / (np.sqrt(cache) + eps)
# ```
#
# Somebody who trains a network with it notices that the updates become very small, and
# that learning gets slow. Why do the updates become small? Would Adam have this
# problem?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:fully_connected_nets_inline_2"]
# **Model answer.** The cache is a sum of squares: it only ever grows, so the effective
# learning rate only ever shrinks, like $1/\sqrt{t}$ for gradients of a constant size.
# Adam keeps a moving average instead, which forgets: it stays of the size of recent
# squared gradients, so the steps don't die out. Its bias correction fades after the
# first steps and changes nothing about that.
#
# *Rubric:*
#
# - 1: the growing sum
# - 1: the moving average of Adam

# %% [markdown]
# ## Your best fully connected network
#
# **To do:** train the best `FullyConnectedNet` that you can on all training images, and
# keep it in `best_model`. At least 50 % of the validation set is asked for; over 55 %
# is possible with care, but brings no more points: convolutional networks get there
# more easily. Batch normalization and dropout, from the next notebooks, may help. Come
# back here after them if you like.

# %%
best_model = None
# BEGIN SOLUTION
# STUB: # TODO: train a good network
best_model = FullyConnectedNet([200, 200, 200, 200], weight_scale=2e-2, reg=1e-3)
solver = Solver(
    best_model,
    data,
    num_epochs=1 if QUICK else 10,
    batch_size=250,
    update_rule="adam",
    optim_config={"learning_rate": 1e-3},
    lr_decay=0.95,
    print_every=100,
)
solver.train()
plt.plot(solver.loss_history, linewidth=0.5)
plt.title("Training loss of the best network")
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()
# END SOLUTION

# %% [markdown]
# Look at the test set once, at the end. Expect at least 50 % on both sets. The saved
# network is part of what you hand in.

# %%
if best_model is not None:
    val_pred = np.argmax(best_model.loss(data["X_val"]), axis=1)
    print("validation accuracy:", np.mean(val_pred == data["y_val"]))
    test_pred = np.argmax(best_model.loss(data["X_test"]), axis=1)
    print("test accuracy:", np.mean(test_pred == data["y_test"]))
    with open("best_fully_connected_net.pkl", "wb") as file:
        pickle.dump(best_model, file)
