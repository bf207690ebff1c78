# %% [markdown]
# # Problem 1: a fully connected network from its layers
#
# You write the layers of a network, each with a forward and a backward pass; the loss;
# the rules that update the parameters; and the loop that trains. Then you train a
# network of your own on images, and see what different kinds of regularization do.
#
# A **layer** here is an object. `layer.forward(x)` returns the output and remembers, in
# `layer.meta`, the input that it had. `layer.backward(dout)` takes the derivative of
# the loss with respect to that output; it stores the derivatives with respect to the
# layer's parameters in the dictionary `layer.grads` and returns the one with respect to
# the input. Parameters are in the dictionary `layer.params`, under names that begin
# with the layer's name: a layer called `fc1` has `fc1_w` and `fc1_b`.
#
# You write in the files below `{package}/`; this notebook calls what you wrote. After
# each part there is a cell that measures how far your result is from the right one and
# says how far is close enough. The cell below that, `check("...")`, runs the public
# part of the grading on what you have saved.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from sequential.datasets import CIFAR100_data
from sequential.grad_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    rel_error,
)
from sequential.mlp.fully_conn import (
    DropoutNet,
    FullyConnectedNetwork,
    SmallFullyConnectedNetwork,
    TestFCGeLU,
    TinyNet,
)
from sequential.mlp.layer_utils import (
    cross_entropy,
    dropout,
    fc,
    flatten,
    gelu,
    reset_seed,
    sequential,
)
from sequential.mlp.train import compute_acc, train_net
from sequential.optim import SGD, Adam

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch of few images wherever
# something is trained.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))

# %% [markdown]
# ## The data
#
# CIFAR-100 has small colour photographs of 100 kinds of things, which its authors group
# into 20 superclasses; those are the classes here. The cell fetches them when it is run
# first: the three files `train.mat`, `test.mat` and `meta.mat` come to lie in
# `datasets/cifar100`. The loader takes the last 10,000 training images for validation,
# and subtracts from each channel its mean and divides by its standard deviation.

# %%
get_data("cifar100")
data = CIFAR100_data("datasets/cifar100")
for name, value in data.items():
    print(f"{name}: {getattr(value, 'shape', value)}")

data_dict = {
    "data_train": (data["data_train"], data["labels_train"]),
    "data_val": (data["data_val"], data["labels_val"]),
    "data_test": (data["data_test"], data["labels_test"]),
}


def first(count):
    """Return the data with so many training images only."""
    images, labels = data_dict["data_train"]
    return {**data_dict, "data_train": (images[:count], labels[:count])}


# %% [markdown]
# ## FC: forward (2 points)
#
# A fully connected layer multiplies each sample, a row $x_n$ of $D$ features, by a
# matrix of weights and adds a bias:
#
# $$y_{nm} = \sum_{d=1}^{D} x_{nd}\, w_{dm} + b_m$$
#
# Samples may be images or anything else of more dimensions. To lay their features out
# as rows is the task of a layer of its own, `flatten`.
#
# **To do:** write `flatten.forward` and `fc.forward` in `{package}/mlp/layer_utils.py`.
# The difference below should be about $4 \cdot 10^{-9}$: as many digits of the right
# result are printed here.

# %%
x = np.linspace(-0.1, 0.4, num=504).reshape(3, 7, 6, 4)
flatten_layer = flatten(name="flatten_test")
single_fc = fc(168, 4, init_scale=0.02, name="fc_test")
single_fc.params[single_fc.w_name] = np.linspace(-0.2, 0.2, num=672).reshape(168, 4)
single_fc.params[single_fc.b_name] = np.linspace(-0.3, 0.3, num=4)

out = single_fc.forward(flatten_layer.forward(x))
correct_out = np.array(
    [
        [0.63910291, 0.83740057, 1.03569824, 1.23399591],
        [0.61401587, 0.82903823, 1.04406058, 1.25908294],
        [0.58892884, 0.82067589, 1.05242293, 1.28416997],
    ]
)
print("fc forward, difference:", rel_error(out, correct_out))

# %%
check("fc_forward")

# %% [markdown]
# ## FC: backward (2 points)
#
# Write $\delta_{nm}$ for the derivative of the loss with respect to $y_{nm}$. By the
# chain rule,
#
# $$\frac{\partial L}{\partial x_{nd}} = \sum_m \delta_{nm} w_{dm},\qquad
# \frac{\partial L}{\partial w_{dm}} = \sum_n x_{nd}\,\delta_{nm},\qquad
# \frac{\partial L}{\partial b_m} = \sum_n \delta_{nm}.$$
#
# **To do:** write `fc.backward`, which stores the last two in `self.grads` and returns
# the first, and `flatten.backward`. The errors against numeric gradients should be
# about $10^{-9}$, and the two shapes the same.

# %%
np.random.seed(566)
inp = np.random.randn(15, 2, 2, 3)
w = np.random.randn(12, 15)
b = np.random.randn(15)
dout = np.random.randn(15, 15)

flatten_layer = flatten(name="flatten_test")
x = flatten_layer.forward(inp)
single_fc = fc(12, 15, init_scale=5e-2, name="fc_test")
single_fc.params[single_fc.w_name] = w
single_fc.params[single_fc.b_name] = b

dx_num = eval_numerical_gradient_array(lambda x: single_fc.forward(x), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: single_fc.forward(x), w, dout)
db_num = eval_numerical_gradient_array(lambda b: single_fc.forward(x), b, dout)

single_fc.forward(x)
dx = single_fc.backward(dout)
dinp = flatten_layer.backward(dx)
print("fc backward, error of dx:", rel_error(dx_num, dx))
print("fc backward, error of dw:", rel_error(dw_num, single_fc.grads["fc_test_w"]))
print("fc backward, error of db:", rel_error(db_num, single_fc.grads["fc_test_b"]))
print("shapes of dinp and inp:", dinp.shape, inp.shape)

# %%
check("fc_backward")

# %% [markdown]
# ## GeLU: forward (2 points)
#
# Without something non-linear between them, two fully connected layers are no more than
# one. The Gaussian error linear unit multiplies $x$ by the probability that a standard
# normal variable is below $x$, a smooth step from 0 to 1; networks for language such as
# BERT and GPT use it. A good approximation is
#
# $$\mathrm{GeLU}(x) \approx \tfrac12\, x \left(1 + \tanh\!\left(\sqrt{2/\pi}\,
# (x + 0.044715\, x^3)\right)\right)$$
#
# **To do:** write `gelu.forward` with this approximation. The difference below should
# be about $10^{-8}$.

# %%
x = np.linspace(-3, 3, num=12).reshape(3, 4)
out = gelu(name="gelu_test").forward(x)
correct_out = np.array(
    [
        [-0.0036373921, -0.0168896336, -0.0536732752, -0.1179714255],
        [-0.1691479775, -0.1070557561, 0.1656715166, 0.6490338407],
        [1.2456649381, 1.8554176339, 2.4376558209, 2.9963626079],
    ]
)
print("gelu forward, difference:", rel_error(out, correct_out))

# %%
check("gelu_forward")

# %% [markdown]
# ## GeLU: backward (2 points)
#
# **To do:** find the derivative of the approximation, and write `gelu.backward`. With
# $u$ for the argument of the hyperbolic tangent, $\tanh' u = 1 - \tanh^2 u$. The error
# should not be larger than $10^{-4}$; an exact derivative gets below $10^{-8}$.

# %%
np.random.seed(566)
x = np.random.randn(15, 15)
dout = np.random.randn(15, 15)
gelu_layer = gelu(name="gelu_test")

dx_num = eval_numerical_gradient_array(lambda x: gelu_layer.forward(x), x, dout)
gelu_layer.forward(x)
dx = gelu_layer.backward(dout)
print("gelu backward, error of dx:", rel_error(dx_num, dx))

# %%
check("gelu_backward")

# %% [markdown]
# ## Dropout: forward (2 points)
#
# In training, dropout sets each feature to zero at random, so that no feature can rely
# on another one being there. Here `keep_prob` is the probability $p$ that a feature is
# **kept**. What is kept is divided by $p$, which leaves the expected output as it was:
#
# $$y = \frac{m}{p}\, x,\qquad m \sim \mathrm{Bernoulli}(p)$$
#
# In testing nothing is dropped or scaled. A `keep_prob` of 0 or of 1 means no dropout
# at all.
#
# **To do:** write `dropout.forward`. Draw from the layer's own generator `self.rng`. In
# the list below the means should be much alike, the share of zeros should be about
# `1 - keep_prob` in training, and 0 in testing and for `keep_prob` 0 and 1.

# %%
np.random.seed(566)
x = np.random.randn(100, 100) + 5.0
for keep_prob in (0, 0.25, 0.5, 0.75, 1):
    layer = dropout(keep_prob=keep_prob)
    out = layer.forward(x, True)
    out_test = layer.forward(x, False)
    print(f"keep_prob {keep_prob}")
    print("  mean of the input:", x.mean())
    print("  mean of the output in training:", out.mean())
    print("  mean of the output in testing: ", out_test.mean())
    print("  share of zeros in training:", (out == 0).mean())
    print("  share of zeros in testing: ", (out_test == 0).mean())

# %%
check("dropout_forward")

# %% [markdown]
# ## Dropout: backward (2 points)
#
# **To do:** write `dropout.backward`. It depends on what the last forward pass did:
# which features it kept, and whether it was in training at all. Expect an error of
# about $10^{-11}$.

# %%
np.random.seed(566)
x = np.random.randn(5, 5) + 5
dout = np.random.randn(5, 5)
layer = dropout(keep_prob=0.75, seed=100)

layer.forward(x, True, seed=1)
dx = layer.backward(dout)
dx_num = eval_numerical_gradient_array(
    lambda x: layer.forward(x, True, seed=1), x, dout
)
print("dropout backward, error of dx:", rel_error(dx, dx_num))

# %%
check("dropout_backward")

# %% [markdown]
# ## Layers in a row: FC and GeLU (2 points)
#
# `sequential` in `{package}/mlp/layer_utils.py` holds layers in their order. `Module`
# in `{package}/mlp/fully_conn.py` runs them, forward from first to last and backward
# from last to first, and gathers the parameters and gradients of all of them in
# `net.params` and `net.grads`. Read both.
#
# **To do:** write `TestFCGeLU.build`, a network flatten - FC - GeLU whose parameters
# have the shapes of `w` and `b` below. Then put the names of your layer's parameters
# into the cell: the layer's name, which you chose, with `_w` and `_b`. Expect errors
# below $10^{-4}$.

# %%
np.random.seed(566)
x = np.random.randn(3, 5, 3)
w = np.random.randn(15, 5)
b = np.random.randn(5)
dout = np.random.randn(3, 5)

# BEGIN SOLUTION
# STUB: w_name, b_name = "?_w", "?_b"  # TODO: the names of your layer's parameters
w_name, b_name = "fc1_w", "fc1_b"
# END SOLUTION

tiny_net = TestFCGeLU()
tiny_net.net.assign(w_name, w)
tiny_net.net.assign(b_name, b)
tiny_net.forward(x)
dx = tiny_net.backward(dout)
dw = tiny_net.net.get_grads(w_name)
db = tiny_net.net.get_grads(b_name)

dx_num = eval_numerical_gradient_array(lambda x: tiny_net.forward(x), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: tiny_net.forward(x), w, dout)
db_num = eval_numerical_gradient_array(lambda b: tiny_net.forward(x), b, dout)
print("FC and GeLU, error of dx:", rel_error(dx_num, dx))
print("FC and GeLU, error of dw:", rel_error(dw_num, dw))
print("FC and GeLU, error of db:", rel_error(db_num, db))

# %%
check("fc_gelu_network")

# %% [markdown]
# ## Softmax and cross-entropy (2 points)
#
# The last layer gives a score $x_{nc}$ for each class $c$. The softmax turns scores
# into probabilities, and the loss is the mean surprise at the right classes $y_n$:
#
# $$p_{nc} = \frac{e^{x_{nc}}}{\sum_k e^{x_{nk}}},\qquad
# L = -\frac1N \sum_{n=1}^{N} \log p_{n,y_n}$$
#
# With `size_average=False` the loss is the sum over the batch, without the $1/N$.
#
# **To do:** write `softmax`, then `cross_entropy.forward` with its help, then
# `cross_entropy.backward`, which returns the derivative with respect to the scores.
# With six classes and scores near zero every class is about equally likely: the loss
# should be close to $\log 6 \approx 1.792$, and the error about $10^{-8}$.

# %%
np.random.seed(566)
x = 0.001 * np.random.randn(100, 6)
y = np.random.randint(6, size=100)
loss_func = cross_entropy()

dx_num = eval_numerical_gradient(lambda x: loss_func.forward(x, y), x, verbose=False)
loss = loss_func.forward(x, y)
dx = loss_func.backward()
print("cross-entropy, loss:", loss)
print("cross-entropy, error of dx:", rel_error(dx_num, dx))

# %%
check("softmax")
check("cross_entropy_forward")
check("cross_entropy_backward")

# %% [markdown]
# ## A small fully connected network (2 points)
#
# **To do:** write `SmallFullyConnectedNetwork.build`: FC from 4 to 30 features, GeLU,
# FC from 30 features to 7 scores; weights begin with a standard deviation of 0.02, for
# which `fc` has a parameter. Then fill in the names. The cell asserts that the first
# parameters, the scores and the loss are right, and prints the errors of the gradients:
# not larger than $10^{-6}$.

# %%
np.random.seed(1234)
model = SmallFullyConnectedNetwork()
loss_func = cross_entropy()
N, D, H, C = 4, 4, 30, 7
std = 0.02

# BEGIN SOLUTION
# STUB: # TODO: the names of the first and of the second layer's parameters
# STUB: w1_name, b1_name = "?_w", "?_b"
# STUB: w2_name, b2_name = "?_w", "?_b"
w1_name, b1_name = "fc1_w", "fc1_b"
w2_name, b2_name = "fc2_w", "fc2_b"
# END SOLUTION

for name in (w1_name, w2_name):
    spread = model.net.get_params(name).std()
    assert abs(spread - std) < std / 10, f"{name} starts too large or too small"
for name in (b1_name, b2_name):
    assert np.all(model.net.get_params(name) == 0), f"{name} should start at zero"

model.net.assign(w1_name, np.linspace(-0.7, 0.3, num=D * H).reshape(D, H))
model.net.assign(b1_name, np.linspace(-0.6, 0.2, num=H))
model.net.assign(w2_name, np.linspace(-0.2, 0.2, num=H * C).reshape(H, C))
model.net.assign(b2_name, np.linspace(-0.9, 0.1, num=C))
feats = np.linspace(-5.5, 4.5, num=N * D).reshape(D, N).T
y = np.array([0, 5, 1, 4])

scores = model.forward(feats)
first_scores = [-2.33881897, -1.57214916, -0.80178618, -0.00331319]
assert np.abs(scores[:, 0] - first_scores).sum() < 1e-6, "the scores are wrong"
loss = loss_func.forward(scores, y)
assert abs(loss - 2.4248995879903195) < 1e-10, "the loss is wrong"
print("initial parameters, scores and loss are right")

model.backward(loss_func.backward())


def print_errors(model, loss):
    """Print each gradient's error against the numeric gradient of ``loss()``."""
    for name, grad in sorted(model.net.grads.items()):
        grad_num = eval_numerical_gradient(
            lambda _: loss(), model.net.get_params(name), verbose=False
        )
        print(f"  error of {name}: {rel_error(grad_num, grad):.2e}")


print_errors(model, lambda: loss_func.forward(model.forward(feats), y))

# %%
check("small_network")

# %% [markdown]
# ## A network with dropout (2 points)
#
# `DropoutNet` is there already. If the errors below are larger than $10^{-3}$, look at
# your dropout once more.

# %%
seed = 1234
np.random.seed(seed)
X = np.random.randn(3, 15)
y = np.random.randint(10, size=3)


def print_dropout_errors(keep_prob):
    """Print the errors of a new network with this ``keep_prob``."""
    np.random.seed(seed)
    model = DropoutNet(keep_prob=keep_prob, seed=seed)
    loss_func = cross_entropy()

    def loss():
        return loss_func.forward(model.forward(X, True, seed=seed), y)

    loss()
    model.backward(loss_func.backward())
    print_errors(model, loss)


for keep_prob in (0, 0.25, 0.5):
    print(f"keep_prob {keep_prob}")
    print_dropout_errors(keep_prob)

# %%
check("dropout_network")

# %% [markdown]
# ## Training (2 points)
#
# Stochastic gradient descent moves each parameter against its gradient $g$, and weight
# decay shrinks it a little as well:
#
# $$\theta_{t+1} = \theta_t - \eta\, g_t - \lambda\, \theta_t$$
#
# **To do:** write `SGD.update` in `{package}/optim.py`. You may leave the last term out
# until it is asked for below; by default $\lambda = 0$.
#
# **To do:** read `train_net` in `{package}/mlp/train.py`, and write its three parts:
#
# 1. one step: forward, loss, backward, update; the loss goes to `loss_hist`, and the
#    backward pass of the model is told of the regularization;
# 2. after each epoch the accuracies on training and validation data, with
#    `compute_acc`;
# 3. where the validation accuracy is the best so far, keep **copies** of all parameters
#    by name in `opt_params`; `model.net.gather_params()` brings `model.net.params` up
#    to date.

# %%
check("train_net")

# %% [markdown]
# ## A network for images (1 point, and 2 for its accuracy)
#
# **To do:** write `TinyNet.build`: flatten, FC from 3072 features to as many as you
# like, GeLU, FC to 20 scores. Then choose settings, so that the network gets at least
# 30 % of the validation images right. Chance alone gets 5 %.

# %%
check("tiny_net")

# %%
np.random.seed(123)
model = TinyNet()
# BEGIN SOLUTION
# STUB: # TODO: choose better values
# STUB: optimizer = SGD(model.net, lr=1e-3)
# STUB: batch_size, epochs = 10, 1
# STUB: lr_decay, lr_decay_every = 1.0, 100
optimizer = SGD(model.net, lr=0.1)
batch_size, epochs = 100, 5
lr_decay, lr_decay_every = 0.9, 1
# END SOLUTION

opt_params, loss_hist, train_acc_hist, val_acc_hist = train_net(
    first(1000) if QUICK else data_dict,
    model,
    cross_entropy(),
    optimizer,
    batch_size,
    1 if QUICK else epochs,
    lr_decay,
    lr_decay_every,
    show_every=10000,
    verbose=True,
)

# %% [markdown]
# The parameters that did best are by name in `opt_params`. They are saved, since they
# are part of what you hand in, and loaded into a new network to see that all is there.

# %%
np.save("best_tiny_net.npy", opt_params)

model = TinyNet()
model.net.load(opt_params)
val_acc = compute_acc(model, *data_dict["data_val"])
print(f"validation accuracy: {val_acc:.2%}")
test_acc = compute_acc(model, *data_dict["data_test"])
print(f"test accuracy: {test_acc:.2%}")


# %%
def plot_training(loss_hist, train_acc_hist, val_acc_hist):
    """Draw the loss of every iteration, and the accuracies of every epoch."""
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(12, 9))
    upper.plot(loss_hist, ".", markersize=3)
    upper.set(title="Training loss", xlabel="iteration", ylabel="loss")
    lower.plot(train_acc_hist, "o-", label="training")
    lower.plot(val_acc_hist, "o-", label="validation")
    lower.set(title="Accuracy", xlabel="epoch", ylabel="share of right answers")
    lower.legend(loc="lower right")
    figure.tight_layout()
    plt.show()


plot_training(loss_hist, train_acc_hist, val_acc_hist)

# %% [markdown]
# ## SGD with weight decay (2 points)
#
# **To do:** if you left it out above, add the term $-\lambda\, \theta_t$ to
# `SGD.update`. It is *not* multiplied by the learning rate. Expect an error of about
# $10^{-7}$.

# %%
N, D = 4, 5
w = np.linspace(-0.4, 0.6, num=N * D).reshape(N, D)
dw = np.linspace(-0.6, 0.4, num=N * D).reshape(N, D)

test_net = sequential(fc(N, D, name="sgd_fc"))
test_net.layers[0].params = {"sgd_fc_w": w}
test_net.layers[0].grads = {"sgd_fc_w": dw}
SGD(test_net, 1e-3, 1e-4).step()

updated_w = test_net.layers[0].params["sgd_fc_w"]
expected_updated_w = np.array(
    [
        [-0.39936, -0.34678632, -0.29421263, -0.24163895, -0.18906526],
        [-0.13649158, -0.08391789, -0.03134421, 0.02122947, 0.07380316],
        [0.12637684, 0.17895053, 0.23152421, 0.28409789, 0.33667158],
        [0.38924526, 0.44181895, 0.49439263, 0.54696632, 0.59954],
    ]
)
print("SGD, error of updated_w:", rel_error(updated_w, expected_updated_w))

# %%
check("sgd_weight_decay")

# %% [markdown] tags=["question:sgd_comparison"]
# ## With and without weight decay (2 points)
#
# The cell below trains a network of six layers on half of the images, once without
# weight decay and once with it. Beyond the first epochs the one with weight decay
# should do better on the validation images and worse on the training images.

# %%
small_data = first(1000 if QUICK else 20000)


def train_deep(optimizer_class, regularization="none", reg_lambda=0.0, **settings):
    """Train the deep network from the same beginning; return its three histories."""
    reset_seed(1234)
    model = FullyConnectedNetwork()
    _, *histories = train_net(
        small_data,
        model,
        cross_entropy(),
        optimizer_class(model.net, **settings),
        batch_size=100,
        max_epochs=1 if QUICK else 50,
        show_every=10000,
        verbose=True,
        regularization=regularization,
        reg_lambda=reg_lambda,
    )
    return histories


def plot_comparison(runs):
    """Draw losses and accuracies of several runs, name -> histories, in three plots."""
    figure, axes = plt.subplots(3, 1, figsize=(13, 14))
    titles = ("Training loss", "Training accuracy", "Validation accuracy")
    for place, (axis, title) in enumerate(zip(axes, titles, strict=True)):
        for name, histories in runs.items():
            axis.plot(histories[place], "o-" if place else ".", label=name)
        axis.set(
            title=title,
            xlabel="epoch" if place else "iteration",
            ylabel="share of right answers" if place else "loss",
        )
        axis.legend(loc="upper center", ncol=4)
    figure.tight_layout()
    plt.show()


# %% tags=["question:sgd_comparison"]
runs = {
    "SGD": train_deep(SGD, lr=0.01),
    "SGD with weight decay": train_deep(SGD, lr=0.01, weight_decay=1e-4),
}
plot_comparison(runs)

# %% [markdown] tags=["instructor", "question:sgd_comparison"]
# **Model answer.** Three plots with both runs in each. Beyond the first epochs the run
# with weight decay is better on the validation images, and worse in training.
#
# *Rubric:*
#
# - 1: losses and accuracies of both runs in the plots
# - 1: curves that agree with a right optimizer: weight decay ends lower in training

# %% [markdown]
# ## L1 regularization (2 points)
#
# Another way to keep parameters small is to add a penalty to the loss. With the L1 norm
# over all parameters $\theta_k$ of all layers, biases included,
#
# $$\tilde J(\theta) = J(\theta) + \lambda \sum_k |\theta_k|,$$
#
# so each gradient gets one more term.
#
# **To do:** write `sequential.apply_l1_regularization` in
# `{package}/mlp/layer_utils.py`. The model calls it after its backward pass; it adds
# the penalty's gradient to the gradients that the layers hold, `layer.grads`. At
# $\theta = 0$ take 0 for the slope of $|\theta|$.

# %%
check("l1_regularization")

# %%
runs["SGD with L1"] = train_deep(SGD, lr=0.01, regularization="l1", reg_lambda=1e-3)
plot_comparison({name: runs[name] for name in ("SGD", "SGD with L1")})

# %% [markdown]
# ## L2 regularization (2 points)
#
# With squares instead of absolute values,
#
# $$\tilde J(\theta) = J(\theta) + \lambda \sum_k \theta_k^2.$$
#
# Mind that there is no factor $\tfrac12$.
#
# **To do:** write `sequential.apply_l2_regularization`.

# %%
check("l2_regularization")

# %% [markdown] tags=["question:l2_equivalence"]
# **To do:** find the $\lambda$ with which L2 regularization has *exactly* the effect
# that weight decay had above, where the learning rate was 0.01 and the decay $10^{-4}$.
# The two curves should lie on each other. Say in a comment how you found it.

# %% tags=["question:l2_equivalence"]
# BEGIN SOLUTION
# STUB: l2_lambda = 0.0  # TODO: the value, and how you found it
# a step takes away lr * 2 * lambda * theta here and decay * theta there; so lambda is
# decay / (2 * lr)
l2_lambda = 1e-4 / (2 * 0.01)
# END SOLUTION
runs["SGD with L2"] = train_deep(
    SGD, lr=0.01, regularization="l2", reg_lambda=l2_lambda
)
names = ("SGD with weight decay", "SGD with L1", "SGD with L2")
plot_comparison({name: runs[name] for name in names})

# %% [markdown] tags=["instructor", "question:l2_equivalence"]
# **Model answer.** Equal steps need $2\eta\lambda = 10^{-4}$, so
# $\lambda = 10^{-4} / (2 \cdot 0.01) = 5 \cdot 10^{-3}$.
#
# *Rubric:*
#
# - 0.5: the value
# - 0.5: the equation between the two updates
#
# The curves of weight decay and L2 agree to rounding.

# %% [markdown]
# ## Adam (2 points)
#
# Adam keeps running means of the gradient and of its square for each parameter, and
# scales the step by them:
#
# $$\begin{aligned}
# t &\leftarrow t + 1 \\
# m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
# v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
# \hat m_t &= m_t / (1 - \beta_1^t),\qquad \hat v_t = v_t / (1 - \beta_2^t) \\
# \theta_{t+1} &= \theta_t - \frac{\eta\, \hat m_t}{\sqrt{\hat v_t} + \epsilon}
#   - \lambda\, \theta_t
# \end{aligned}$$
#
# **To do:** write `Adam.step` and `Adam.update` in `{package}/optim.py`. Count $t$ up
# before everything else; $\beta^t$ is a power; the means are in `self.mt` and
# `self.vt`, by the parameter's name, and are zero for a parameter that isn't there yet.
# The last term is weight decay, as in SGD. Expect errors of about $10^{-7}$.

# %%
w = np.linspace(-0.4, 0.6, num=N * D).reshape(N, D)
dw = np.linspace(-0.6, 0.4, num=N * D).reshape(N, D)

test_net = sequential(fc(N, D, name="adam_fc"))
test_net.layers[0].params = {"adam_fc_w": w}
test_net.layers[0].grads = {"adam_fc_w": dw}
adam = Adam(test_net, 1e-2, 0.9, 0.999, t=5)
adam.mt = {"adam_fc_w": np.linspace(0.6, 0.9, num=N * D).reshape(N, D)}
adam.vt = {"adam_fc_w": np.linspace(0.7, 0.5, num=N * D).reshape(N, D)}
adam.step()

updated_w = test_net.layers[0].params["adam_fc_w"]
expected_updated_w = np.array(
    [
        [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
        [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
        [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
        [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459],
    ]
)
expected_m = np.array(
    [
        [0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474],
        [0.57736842, 0.59684211, 0.61631579, 0.63578947, 0.65526316],
        [0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158],
        [0.77210526, 0.79157895, 0.81105263, 0.83052632, 0.85],
    ]
)
expected_v = np.array(
    [
        [0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853],
        [0.64683452, 0.63628604, 0.6257431, 0.61520571, 0.60467385],
        [0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767],
        [0.54159906, 0.53110598, 0.52061845, 0.51013645, 0.49966],
    ]
)
print("Adam, error of updated_w:", rel_error(expected_updated_w, updated_w))
print("Adam, error of mt:", rel_error(expected_m, adam.mt["adam_fc_w"]))
print("Adam, error of vt:", rel_error(expected_v, adam.vt["adam_fc_w"]))

# %%
check("adam")

# %% [markdown] tags=["question:adam_comparison"]
# ## Weight decay and L2 in Adam (5 points)
#
# With SGD the two could be made the same. The cell below trains with Adam, once with
# weight decay and once with an L2 penalty.

# %% tags=["question:adam_comparison"]
runs["Adam with weight decay"] = train_deep(Adam, lr=1e-4, weight_decay=1e-6)
runs["Adam with L2"] = train_deep(Adam, lr=1e-4, regularization="l2", reg_lambda=1e-4)
names = (
    "SGD",
    "SGD with weight decay",
    "Adam with weight decay",
    "Adam with L2",
)
plot_comparison({name: runs[name] for name in names})

# %% [markdown] tags=["question:adam_comparison"]
# ### Inline question
#
# Are weight decay and L2 regularization still the same with Adam? Can one make them the
# same by a choice of $\lambda$, as with SGD? Say why.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:adam_comparison"]
# **Model answer.** No. The gradient of an L2 penalty goes through Adam's running means:
# it enters $m$ and $v$, and is divided by $\sqrt{\hat v} + \epsilon$ like the rest. A
# parameter with large gradients is therefore decayed less than one with small ones.
# Weight decay is applied outside of them, to all parameters at the same rate. Since the
# divisor differs from parameter to parameter and from step to step, no single
# $\lambda$ makes the two the same; it would have to be chosen for each parameter and
# step, from $\hat m$ and $\hat v$.
#
# *Rubric:*
#
# - 1: the plot
# - 2: they differ because the penalty's gradient passes through $m$ and $v$
# - 2: no single $\lambda$ will do, with the reason

# %% [markdown]
# ## Handing in
#
# Make a document `problem_1_solution.pdf` in this folder with, in this order,
#
# 1. the loss and the accuracies of the training of your `TinyNet`, with more than 30 %
#    of the validation images right;
# 2. the plots that compare SGD with SGD and weight decay, L1 and L2, and your
#    $\lambda$;
# 3. the plot that compares weight decay and L2 in Adam, and your answer.
#
# The notebook itself, run from top to bottom and saved with its outputs, is handed in,
# too: the plots in both must be the same. In a terminal, in this folder,
# `numgrade check` runs all public checks once more, and `numgrade submit` makes the
# archive to hand in and says what is missing from it.
