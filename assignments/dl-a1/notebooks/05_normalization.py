# %% [markdown]
# # Batch and layer normalization
#
# Networks learn best from features of mean zero and variance one. Images can be brought
# to that before training, but the features *inside* a network can't: they come out of
# layers whose weights change with every step. Batch normalization (Ioffe and Szegedy,
# "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
# Covariate Shift", ICML 2015) puts the standardisation into the network, as a layer.
#
# In training the layer takes each feature's mean and variance from the minibatch. In
# testing there may be no batch to take them from, so it uses running averages that it
# collected in training. And since mean zero and variance one need not be best
# everywhere, every feature gets a learned scale $\gamma$ and shift $\beta$, which can
# undo all of it.
#
# You write batch normalization with its backward pass, twice; put it into
# `FullyConnectedNet`; see what it does to initialization and where it depends on the
# size of the batch; and write layer normalization, which does not.

# %%
# {colab}

# %%
import os
import time

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.fc_net import FullyConnectedNet
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
)
from functional.layers import (
    batchnorm_backward,
    batchnorm_backward_alt,
    batchnorm_forward,
    layernorm_backward,
    layernorm_forward,
)
from functional.solver import Solver

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch wherever something is trained,
# and few settings where many are compared.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))


def rel_error(x, y):
    """Return the largest relative difference of two arrays."""
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


def print_mean_std(x, axis=0):
    """Print means and standard deviations along an axis."""
    print("  means:     ", x.mean(axis=axis))
    print("  deviations:", x.std(axis=axis))


# %%
get_data("cifar10", "{package}/datasets")
data = get_CIFAR10_data()
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %% [markdown]
# ## Batch normalization: forward
#
# For a minibatch $x$ of shape $(N, D)$, feature by feature,
#
# $$\mu = \frac1N \sum_{n} x_n,\qquad
# v = \frac1N \sum_{n} (x_n - \mu)^2,\qquad
# \hat x_n = \frac{x_n - \mu}{\sqrt{v + \epsilon}},\qquad
# \text{out}_n = \gamma\, \hat x_n + \beta .$$
#
# In training, `bn_param` keeps running averages of $\mu$ and $v$, with momentum $m$:
#
# $$r \leftarrow m\, r + (1 - m)\, s,\qquad s \in \{\mu, v\}.$$
#
# In testing they stand in for $\mu$ and $v$, and stay as they are.
#
# **To do:** write `batchnorm_forward` in `{package}/layers.py`, for both modes. The
# running averages go back into the dict `bn_param`.
#
# The first cell looks at training. Without $\gamma$ and $\beta$ the means should be 0
# and the deviations 1, up to rounding and $\epsilon$; with them, $\beta$ and $\gamma$.

# %%
np.random.seed(231)
N, D1, D2, D3 = 200, 50, 60, 3
X = np.random.randn(N, D1)
W1 = np.random.randn(D1, D2)
W2 = np.random.randn(D2, D3)
a = np.maximum(0, X @ W1) @ W2

print("before batch normalization:")
print_mean_std(a)

gamma, beta = np.ones(D3), np.zeros(D3)
a_norm, _ = batchnorm_forward(a, gamma, beta, {"mode": "train"})
print("after it, with gamma 1 and beta 0:")
print_mean_std(a_norm)

gamma, beta = np.array([1.0, 2.0, 3.0]), np.array([11.0, 12.0, 13.0])
a_norm, _ = batchnorm_forward(a, gamma, beta, {"mode": "train"})
print(f"after it, with gamma {gamma} and beta {beta}:")
print_mean_std(a_norm)

# %% [markdown]
# The second cell looks at testing, after fifty batches of training: means near 0 and
# deviations near 1, but only near, since the averages are of other batches.

# %%
np.random.seed(231)
N, D1, D2, D3 = 200, 50, 60, 3
W1 = np.random.randn(D1, D2)
W2 = np.random.randn(D2, D3)

bn_param = {"mode": "train"}
gamma, beta = np.ones(D3), np.zeros(D3)
for _ in range(50):
    X = np.random.randn(N, D1)
    a = np.maximum(0, X @ W1) @ W2
    batchnorm_forward(a, gamma, beta, bn_param)

bn_param["mode"] = "test"
X = np.random.randn(N, D1)
a = np.maximum(0, X @ W1) @ W2
a_norm, _ = batchnorm_forward(a, gamma, beta, bn_param)
print("after batch normalization in test mode:")
print_mean_std(a_norm)

# %% [markdown]
# The cells above can't notice everything: with $\gamma = 1$ and $\beta = 0$ in testing,
# for instance, it makes no difference whether you apply them. The grading does.

# %%
check("batchnorm_forward")

# %% [markdown]
# ## Batch normalization: backward
#
# Draw the graph of the computation: $x$ acts on the output directly, through $\mu$, and
# through $v$; and $\mu$ acts on $v$. Go through it from the output to $x$, node by
# node. Where a value had been used in several places, the gradients that come back add
# up.
#
# **To do:** write `batchnorm_backward`. Expect errors between $10^{-13}$ and $10^{-8}$.

# %%
np.random.seed(231)
N, D = 4, 5
x = 5 * np.random.randn(N, D) + 12
gamma = np.random.randn(D)
beta = np.random.randn(D)
dout = np.random.randn(N, D)
bn_param = {"mode": "train"}


def bn_out(x, gamma, beta):
    """Return the output alone, without the cache."""
    return batchnorm_forward(x, gamma, beta, bn_param)[0]


_, cache = batchnorm_forward(x, gamma, beta, bn_param)
dx, dgamma, dbeta = batchnorm_backward(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: bn_out(x, gamma, beta), x, dout)
dgamma_num = eval_numerical_gradient_array(lambda g: bn_out(x, g, beta), gamma, dout)
dbeta_num = eval_numerical_gradient_array(lambda b: bn_out(x, gamma, b), beta, dout)
print("batchnorm_backward, error of dx:", rel_error(dx_num, dx))
print("batchnorm_backward, error of dgamma:", rel_error(dgamma_num, dgamma))
print("batchnorm_backward, error of dbeta:", rel_error(dbeta_num, dbeta))

# %%
check("batchnorm_backward")

# %% [markdown]
# ## Batch normalization: the short backward
#
# Going through the graph is safe. With pen and paper one gets further: for the sigmoid,
# say, the whole graph collapses into $\sigma(1 - \sigma)$. Here, too.
#
# Take one feature: $N$ numbers $x_1, \dots, x_N$, and what becomes of them,
#
# $$\mu = \frac1N \sum_{k=1}^{N} x_k,\qquad
# v = \frac1N \sum_{k=1}^{N} (x_k - \mu)^2,\qquad
# \sigma = \sqrt{v + \epsilon},\qquad
# y_i = \frac{x_i - \mu}{\sigma}.$$
#
# Given all $\partial L / \partial y_i$, find $\partial L / \partial x_i$:
#
# 1. Write down $\partial \mu / \partial x_i$, $\partial v / \partial x_i$ and
#    $\partial \sigma / \partial x_i$. In the second one, use that the deviations from a
#    mean sum to zero; express the third with $y_i$.
# 2. Every $y_j$ depends on $x_i$, through $\mu$ and $\sigma$ even where $j \ne i$. Put
#    the pieces together into $\partial y_j / \partial x_i$.
# 3. Sum over $j$, and gather what doesn't depend on $i$: two sums remain.
#
# **To do:** write the result as `batchnorm_backward_alt`, which takes the same cache.
# The differences should be $10^{-11}$ or less, and it should be faster.

# %%
np.random.seed(231)
N, D = 100, 500
x = 5 * np.random.randn(N, D) + 12
gamma = np.random.randn(D)
beta = np.random.randn(D)
dout = np.random.randn(N, D)
_, cache = batchnorm_forward(x, gamma, beta, {"mode": "train"})

start = time.perf_counter()
dx1, dgamma1, dbeta1 = batchnorm_backward(dout, cache)
middle = time.perf_counter()
dx2, dgamma2, dbeta2 = batchnorm_backward_alt(dout, cache)
end = time.perf_counter()

print("difference of dx:", rel_error(dx1, dx2))
print("difference of dgamma:", rel_error(dgamma1, dgamma2))
print("difference of dbeta:", rel_error(dbeta1, dbeta2))
print(f"speedup: {(middle - start) / (end - middle):.2f}x")

# %%
check("batchnorm_backward_alt")

# %% [markdown]
# ## A fully connected network with batch normalization
#
# **To do:** extend `FullyConnectedNet` in `{package}/classifiers/fc_net.py`. With
# `normalization="batchnorm"` a batch normalization stands before every ReLU, with
# parameters `gamma1`, `beta1`, `gamma2`, … of its own, that begin as ones and zeros.
# The scores are not normalized. Each layer has its own dict in `bn_params`; scores are
# computed in test mode. An affine layer, a normalization and a ReLU often come
# together: a helper as in `{package}/layer_utils.py` may save you work.
#
# Expect a loss near 2.26 without and 7.00 with the penalty; errors between $10^{-4}$
# and $10^{-10}$ for `W`, and below $10^{-7}$ for all else.

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
        normalization="batchnorm",
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
check("fully_connected_net_batchnorm")

# %% [markdown]
# ## Deep networks
#
# Train six layers on 1,000 images, with and without batch normalization. All
# experiments of this notebook do something of this kind, so there is one function for
# them.

# %%
num_train = 1000
small_data = {
    "X_train": data["X_train"][:num_train],
    "y_train": data["y_train"][:num_train],
    "X_val": data["X_val"],
    "y_val": data["y_val"],
}


def train_deep_net(
    normalization,
    hidden_dims=(100,) * 5,
    weight_scale=2e-2,
    batch_size=50,
    learning_rate=1e-3,
    verbose=False,
):
    """Train a network on the 1,000 images, and return its solver."""
    model = FullyConnectedNet(
        list(hidden_dims), weight_scale=weight_scale, normalization=normalization
    )
    solver = Solver(
        model,
        small_data,
        num_epochs=1 if QUICK else 10,
        batch_size=batch_size,
        update_rule="adam",
        optim_config={"learning_rate": learning_rate},
        verbose=verbose,
        print_every=20,
    )
    solver.train()
    return solver


# %%
np.random.seed(231)
print("with batch normalization:")
bn_solver = train_deep_net("batchnorm", verbose=True)
print("without:")
solver = train_deep_net(None, verbose=True)


# %%
def plot_histories(solvers, title):
    """Plot losses and accuracies of several runs: a dict of label -> solver."""
    figure, axes = plt.subplots(3, 1, figsize=(12, 13))
    for label, run in solvers.items():
        axes[0].plot(run.loss_history, ".", markersize=4, label=label)
        axes[1].plot(run.train_acc_history, "o-", label=label)
        axes[2].plot(run.val_acc_history, "o-", label=label)
    axes[0].set(title=f"{title}: training loss", xlabel="iteration", ylabel="loss")
    for ax, part in zip(axes[1:], ("training", "validation"), strict=True):
        ax.set(
            title=f"{title}: {part} accuracy",
            xlabel="epoch",
            ylabel="share of right answers",
        )
    for ax in axes:
        ax.legend()
    figure.tight_layout()
    plt.show()


plot_histories({"with batch normalization": bn_solver, "without": solver}, "Six layers")

# %% [markdown]
# The normalized network should learn visibly faster.

# %% [markdown]
# ## Normalization and initialization
#
# How large the initial weights are matters a lot to a deep network. Train one of eight
# layers for twenty scales of the weights, from $10^{-4}$ to 1, with and without batch
# normalization. This takes some minutes.

# %%
np.random.seed(231)
weight_scales = np.logspace(-4, 0, num=3 if QUICK else 20)
scale_solvers = {"with batch normalization": [], "without": []}
for i, weight_scale in enumerate(weight_scales):
    print(f"weight scale {i + 1} of {len(weight_scales)}")
    for label, normalization in zip(scale_solvers, ("batchnorm", None), strict=True):
        run = train_deep_net(normalization, (50,) * 7, weight_scale)
        scale_solvers[label].append(run)

# %% tags=["question:normalization_inline_1"]
figure, axes = plt.subplots(3, 1, figsize=(12, 13), sharex=True)
for label, runs in scale_solvers.items():
    best_val = [max(run.val_acc_history) for run in runs]
    best_train = [max(run.train_acc_history) for run in runs]
    final_loss = [np.mean(run.loss_history[-100:]) for run in runs]
    axes[0].semilogx(weight_scales, best_val, "o-", label=label)
    axes[1].semilogx(weight_scales, best_train, "o-", label=label)
    axes[2].semilogx(weight_scales, final_loss, "o-", label=label)
axes[0].set(title="Best validation accuracy", ylabel="share of right answers")
axes[1].set(title="Best training accuracy", ylabel="share of right answers")
axes[2].set(
    title="Final training loss",
    xlabel="standard deviation of the initial weights",
    ylabel="mean loss of the last 100 iterations",
    ylim=(1.0, 3.5),
)
for ax in axes:
    ax.legend()
figure.tight_layout()
plt.show()

# %% [markdown] tags=["question:normalization_inline_1"]
# ### Inline question 1
#
# Describe what you see. How does the scale of the initial weights affect the two kinds
# of network, and why?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:normalization_inline_1"]
# **Model answer.** Without normalization the network learns within a narrow range of
# scales only, around $10^{-1}$. Below it every layer shrinks its input, so that after
# eight layers activations and with them gradients are next to zero: they vanish, and
# the loss stays at $\log 10$. Above it every layer enlarges its input: activations,
# loss and gradients explode. With batch normalization each layer's input to the ReLU
# has variance one whatever the scale, $\hat x$ does not change when all weights of a
# layer are multiplied by a constant, so both failures are absent over a much wider
# range. It is not immune: very small scales make $\epsilon$ count, and the scale of the
# last layer, which is not normalized, still matters.
#
# *Rubric:*
#
# - 2/3: describing both curves
# - 2/3: vanishing at small and exploding at large scales as the product of many layers
# - 2/3: why normalization removes the dependence

# %% [markdown]
# ## Normalization and batch size
#
# The statistics are of the minibatch. What if there is little of it? Train six layers
# with batches of 5, 10 and 50, and for comparison with batches of 5 without
# normalization.


# %% tags=["question:normalization_inline_2"]
def run_batch_size_experiment(normalization):
    """Train for three batch sizes, and once without normalization."""
    np.random.seed(231)
    learning_rate = 10**-3.5
    print("without normalization, batches of 5")
    runs = {
        "without, batches of 5": train_deep_net(
            None, batch_size=5, learning_rate=learning_rate
        )
    }
    for batch_size in (5, 10, 50):
        print(f"{normalization}, batches of {batch_size}")
        runs[f"{normalization}, batches of {batch_size}"] = train_deep_net(
            normalization, batch_size=batch_size, learning_rate=learning_rate
        )
    return runs


def plot_accuracies(runs, title):
    """Plot training and validation accuracies of several runs."""
    figure, axes = plt.subplots(2, 1, figsize=(12, 10), sharex=True)
    for label, run in runs.items():
        marker = "^--" if label.startswith("without") else "o-"
        axes[0].plot(run.train_acc_history, marker, label=label)
        axes[1].plot(run.val_acc_history, marker, label=label)
    for ax, part in zip(axes, ("training", "validation"), strict=True):
        ax.set(title=f"{title}: {part} accuracy", ylabel="share of right answers")
        ax.legend()
    axes[1].set_xlabel("epoch")
    figure.tight_layout()
    plt.show()


plot_accuracies(run_batch_size_experiment("batchnorm"), "Batch normalization")

# %% [markdown] tags=["question:normalization_inline_2"]
# ### Inline question 2
#
# Describe what you see. What does it say about batch normalization and the size of the
# batch, and where does the relation come from?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:normalization_inline_2"]
# **Model answer.** The larger the batch, the better the normalized network trains; with
# batches of 5 it is no better, and in training even worse, than the one without
# normalization. Mean and variance of 5 samples are poor estimates of those of the data:
# every sample is shifted and scaled by noise that depends on which others happen to be
# in its batch, and the running averages that testing relies on are averages of such
# noise. Larger batches estimate better.
#
# *Rubric:*
#
# - 2/3: the observation
# - 2/3: the conclusion that batch normalization needs batches that are not too small
# - 2/3: the noise of the batch's statistics as the reason

# %% [markdown]
# ## Layer normalization
#
# Layer normalization (Ba, Kiros and Hinton, "Layer Normalization", 2016) doesn't look
# at the batch at all. It takes mean and variance over the *features* of each sample by
# itself; scale and shift are learned for every feature, as before:
#
# $$\mu_n = \frac1D \sum_{d} x_{nd},\qquad
# v_n = \frac1D \sum_{d} (x_{nd} - \mu_n)^2,\qquad
# \text{out}_{nd} = \gamma_d\, \frac{x_{nd} - \mu_n}{\sqrt{v_n + \epsilon}}
# + \beta_d .$$

# %% [markdown] tags=["question:normalization_inline_3"]
# ### Inline question 3
#
# Four ways to prepare a set of images. Which is like batch normalization, and which
# like layer normalization? Say why.
#
# 1. In each image, scale every row of pixels so that its RGB values sum to 1.
# 2. Scale each image so that all its RGB values sum to 1.
# 3. Subtract the mean image of the whole set from each image.
# 4. Set each RGB value to 0 or 1, whichever side of a threshold it is on.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:normalization_inline_3"]
# **Model answer.** 3 is like batch normalization: each feature (pixel and channel) is
# changed by a statistic taken over the samples. 2 is like layer normalization: each
# sample is changed by a statistic of its own features, all of them, without regard to
# other samples. (1 uses statistics of parts of a sample, which resembles group
# normalization; 4 uses no statistics.)
#
# *Rubric:*
#
# - 0.5: 3 is like batch normalization
# - 0.5: since its statistic is taken over the samples
# - 0.5: 2 is like layer normalization
# - 0.5: since its statistic is taken over one sample's features

# %% [markdown]
# ## Layer normalization: forward
#
# It differs from batch normalization in less than it may seem: in the axis, and in that
# there is nothing to remember, so that training and testing are the same.
#
# **To do:** write `layernorm_forward` in `{package}/layers.py`. The means of each
# *sample* should be 0 and the deviations 1; then, with $\gamma = 3$ and $\beta = 5$ for
# every feature, 5 and 3.

# %%
np.random.seed(231)
N, D1, D2, D3 = 4, 50, 60, 3
X = np.random.randn(N, D1)
W1 = np.random.randn(D1, D2)
W2 = np.random.randn(D2, D3)
a = np.maximum(0, X @ W1) @ W2

print("before layer normalization:")
print_mean_std(a, axis=1)

gamma, beta = np.ones(D3), np.zeros(D3)
a_norm, _ = layernorm_forward(a, gamma, beta, {"mode": "train"})
print("after it, with gamma 1 and beta 0:")
print_mean_std(a_norm, axis=1)

gamma, beta = np.full(D3, 3.0), np.full(D3, 5.0)
a_norm, _ = layernorm_forward(a, gamma, beta, {"mode": "train"})
print(f"after it, with gamma {gamma} and beta {beta}:")
print_mean_std(a_norm, axis=1)

# %%
check("layernorm_forward")

# %% [markdown]
# ## Layer normalization: backward
#
# **To do:** write `layernorm_backward`. What you derived for batch normalization holds
# with samples and features exchanged, but for $\gamma$ and $\beta$, which still belong
# to features. Expect errors between $10^{-12}$ and $10^{-8}$.

# %%
np.random.seed(231)
N, D = 4, 5
x = 5 * np.random.randn(N, D) + 12
gamma = np.random.randn(D)
beta = np.random.randn(D)
dout = np.random.randn(N, D)


def ln_out(x, gamma, beta):
    """Return the output alone, without the cache."""
    return layernorm_forward(x, gamma, beta, {})[0]


_, cache = layernorm_forward(x, gamma, beta, {})
dx, dgamma, dbeta = layernorm_backward(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: ln_out(x, gamma, beta), x, dout)
dgamma_num = eval_numerical_gradient_array(lambda g: ln_out(x, g, beta), gamma, dout)
dbeta_num = eval_numerical_gradient_array(lambda b: ln_out(x, gamma, b), beta, dout)
print("layernorm_backward, error of dx:", rel_error(dx_num, dx))
print("layernorm_backward, error of dgamma:", rel_error(dgamma_num, dgamma))
print("layernorm_backward, error of dbeta:", rel_error(dbeta_num, dbeta))

# %%
check("layernorm_backward")

# %% [markdown]
# ## Layer normalization and batch size
#
# **To do:** extend `FullyConnectedNet` so that with `normalization="layernorm"` a layer
# normalization stands before every ReLU. Then run the experiment with batch sizes once
# more: this time the size of the batch should matter much less.

# %%
check("fully_connected_net_layernorm")

# %%
plot_accuracies(run_batch_size_experiment("layernorm"), "Layer normalization")

# %% [markdown] tags=["question:normalization_inline_4"]
# ### Inline question 4
#
# In which of these cases is layer normalization likely to work badly, and why?
#
# 1. The network is very deep.
# 2. The layers have very few features.
# 3. The penalty on the weights is strong.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:normalization_inline_4"]
# **Model answer.** 2. Mean and variance are taken over a sample's features. Of few
# features they are noisy, and they carry much of what the sample has to say: of two
# features the normalized values are always about $+1$ and $-1$, whatever they were.
# Depth is where normalization helps. A strong penalty makes the weights small, which
# normalization undoes, so it is no particular trouble (beyond what regularizing too
# much does to any network).
#
# *Rubric:*
#
# - 1: the choice
# - 1: the statistics of few features as the reason
