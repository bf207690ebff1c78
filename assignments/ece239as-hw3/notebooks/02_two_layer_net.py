# %% [markdown]
# # A two-layer network
#
# You write a whole neural network in one class: forward pass, loss, gradients, training
# and prediction. The class is `TwoLayerNet` in `{package}/neural_net.py`, and its parts
# are checked one by one on a toy problem before it gets to see images.
#
# After each part there is a cell that measures how far your result is from the right
# one. The cell after it, `check("...")`, runs the public part of the grading on what
# you have saved.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import eval_numerical_gradient
from functional.nndl.neural_net import TwoLayerNet
from functional.vis_utils import visualize_grid

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: a few iterations wherever something is
# trained on images.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))


def rel_error(x, y):
    """Return the largest relative difference of two arrays."""
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


# %% [markdown]
# ## A toy problem
#
# Five samples of four numbers, ten hidden units, three classes. Both cells' random
# numbers are seeded, so everybody has the same network and data.

# %%
input_size, hidden_size, num_classes, num_inputs = 4, 10, 3, 5

np.random.seed(0)
net = TwoLayerNet(input_size, hidden_size, num_classes, std=1e-1)

np.random.seed(1)
X = 10 * np.random.randn(num_inputs, input_size)
y = np.array([0, 1, 2, 2, 1])

# %% [markdown]
# ## Scores
#
# In this class each *row* of a weight matrix belongs to one unit: $W_1$ is $(H, D)$ and
# $W_2$ is $(C, H)$. A sample $x$ gets the scores
#
# $$h = \max(0,\; W_1 x + b_1),\qquad s = W_2 h + b_2 .$$
#
# The rows of `X` are samples, so with all of them at once the matrices are transposed.
#
# **To do:** write the scores in `TwoLayerNet.loss`. The sum of differences should be
# about $3 \cdot 10^{-8}$, which is how many digits are printed here.

# %%
scores = net.loss(X)
correct_scores = np.array(
    [
        [-1.07260209, 0.05083871, -0.87253915],
        [-2.02778743, -0.10832494, -1.52641362],
        [-0.74225908, 0.15259725, -0.39578548],
        [-0.38172726, 0.10835902, -0.17328274],
        [-0.64417314, -0.18886813, -0.41106892],
    ]
)
print("scores:")
print(scores)
print("sum of differences:", np.sum(np.abs(scores - correct_scores)))

# %%
check("neural_net_scores")

# %% [markdown]
# ## Loss
#
# The loss is the mean softmax loss of the $N$ samples, and a penalty on both weight
# matrices:
#
# $$\mathcal{L} = -\frac1N \sum_{n=1}^{N} \log \frac{e^{s_{n, y_n}}}{\sum_c e^{s_{nc}}}
# + \tfrac12\, \lambda \left( \sum W_1^2 + \sum W_2^2 \right)$$
#
# **To do:** write it in `TwoLayerNet.loss`. The difference should be below $10^{-12}$.

# %%
loss, _ = net.loss(X, y, reg=0.05)
correct_loss = 1.071696123862817
print("loss:", loss)
print("difference:", abs(loss - correct_loss))

# %%
check("neural_net_loss")

# %% [markdown]
# ## Gradients
#
# **To do:** write the backward pass in `TwoLayerNet.loss`: a dict `grads` with a
# gradient for each parameter, of its shape. Errors should be about $10^{-8}$ or less.

# %%
loss, grads = net.loss(X, y, reg=0.05)
for name in sorted(grads):
    grad_num = eval_numerical_gradient(
        lambda _: net.loss(X, y, reg=0.05)[0], net.params[name], verbose=False
    )
    print(f"error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("neural_net_gradients")

# %% [markdown]
# ## Training and prediction
#
# Stochastic gradient descent: at each iteration draw a minibatch with
# `np.random.choice`, compute loss and gradients on it, and move every parameter against
# its gradient, $\theta \leftarrow \theta - \eta\, \nabla_\theta \mathcal{L}$. The rest
# of `train`, which keeps the histories and lets the learning rate decay, is given. The
# prediction for a sample is the class of its largest score.
#
# **To do:** write the two missing parts of `TwoLayerNet.train`, and `predict`. On the
# toy problem the loss should come down to about 0.015.

# %%
np.random.seed(0)
net = TwoLayerNet(input_size, hidden_size, num_classes, std=1e-1)
stats = net.train(
    X, y, X, y, learning_rate=1e-1, reg=5e-6, num_iters=100, verbose=False
)
print("final training loss:", stats["loss_history"][-1])

plt.figure(figsize=(10, 4))
plt.plot(stats["loss_history"])
plt.title("Training loss of the toy problem")
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()

# %%
check("neural_net_train")
check("neural_net_predict")

# %% [markdown]
# ## Images
#
# Now CIFAR-10, an image as one row of 3,072 numbers, with the mean image subtracted.

# %%
get_data("cifar10", "cs231n/datasets")
data = get_CIFAR10_data()
X_train, X_val, X_test = (
    data[name].reshape(len(data[name]), -1) for name in ("X_train", "X_val", "X_test")
)
y_train, y_val, y_test = data["y_train"], data["y_val"], data["y_test"]
print("training:  ", X_train.shape, y_train.shape)
print("validation:", X_val.shape, y_val.shape)
print("test:      ", X_test.shape, y_test.shape)

# %% [markdown]
# With these settings you should get 28 or 29 % of the validation set right.

# %%
input_size, hidden_size, num_classes = 32 * 32 * 3, 50, 10
net = TwoLayerNet(input_size, hidden_size, num_classes)
stats = net.train(
    X_train,
    y_train,
    X_val,
    y_val,
    num_iters=20 if QUICK else 1000,
    batch_size=200,
    learning_rate=1e-4,
    learning_rate_decay=0.95,
    reg=0.25,
    verbose=True,
)
print("validation accuracy:", (net.predict(X_val) == y_val).mean())
subopt_net = net  # to be compared with later

# %% [markdown]
# ## Why is it no better?
#
# **To do:** look into it. Plot, for instance, the loss over the iterations, and the
# accuracies on training and validation data over the epochs; all of it is in `stats`.

# %% tags=["question:two_layer_net_inline_1"]
print("training accuracies:", np.round(stats["train_acc_history"], 3))
# BEGIN SOLUTION
# STUB: # TODO: plot what helps to see why the training goes no further
figure, (upper, lower) = plt.subplots(2, 1, figsize=(10, 8))
upper.plot(stats["loss_history"])
upper.set(title="Training loss", xlabel="iteration", ylabel="loss")
lower.plot(stats["train_acc_history"], "o-", label="training")
lower.plot(stats["val_acc_history"], "o-", label="validation")
lower.set(title="Accuracy", xlabel="epoch", ylabel="share of right answers")
lower.legend()
figure.tight_layout()
plt.show()
# END SOLUTION

# %% [markdown] tags=["question:two_layer_net_inline_1"]
# ### Question 1
#
# What are reasons why the training does not get further? Say what in your plots shows
# it.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:two_layer_net_inline_1"]
# **Model answer.** The learning rate is too low: the loss hardly moves at first, then
# falls along a nearly straight line, and is far from flat where training ends. So there
# are also too few iterations, the more so as the rate decays. And training and
# validation accuracy lie next to each other: the network is nowhere near to memorising
# its data, so neither overfitting nor a lack of data is the trouble; it may be too
# small or too strongly regularized as well.
#
# *Rubric:*
#
# - 1: the learning rate (or: too few iterations at that rate), with the nearly straight
#   curve
# - 1: the absent gap between the accuracies and what follows from it

# %% [markdown] tags=["question:two_layer_net_inline_2"]
# ### Question 2
#
# How would you mend what you named in question 1?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:two_layer_net_inline_2"]
# **Model answer.** Raise the learning rate, here tenfold, to $10^{-3}$, and train for
# more iterations; then tune learning rate, its decay and the penalty together on the
# validation set. As long as there is no gap, a larger network (more hidden units) is an
# option, too; in this notebook it has to keep its size.
#
# *Rubric:*
#
# - 1: a measure that answers a reason of question 1
# - 1: a second one that does

# %% [markdown]
# ## Your best network
#
# **To do:** search for better settings on the validation set, and keep the best network
# in `best_net`. The network keeps its 50 hidden units. More than 50 % is possible. The
# points for this part grow with the validation accuracy $a$, from none at 28 % to all
# at 50 %:
#
# $$\min\left(\max\left(\frac{a - 0.28}{0.22},\, 0\right),\, 1\right)$$

# %%
best_net = None
# BEGIN SOLUTION
# STUB: # TODO: train networks with other settings, and keep the best
best_accuracy = -1.0
for learning_rate in (1e-3, 1.5e-3):
    for reg in (0.25, 0.6, 0.85):
        candidate = TwoLayerNet(input_size, hidden_size, num_classes)
        candidate.train(
            X_train,
            y_train,
            X_val,
            y_val,
            num_iters=20 if QUICK else 3000,
            batch_size=200,
            learning_rate=learning_rate,
            learning_rate_decay=0.95,
            reg=reg,
        )
        accuracy = (candidate.predict(X_val) == y_val).mean()
        print(
            f"learning rate {learning_rate:g}, reg {reg:g}: "
            f"validation accuracy {accuracy:.3f}"
        )
        if accuracy > best_accuracy:
            best_accuracy, best_net = accuracy, candidate
# END SOLUTION

# %% [markdown]
# Save what was found: the file is part of what you hand in.

# %%
if best_net is not None:
    print("validation accuracy:", (best_net.predict(X_val) == y_val).mean())
    np.save("best_two_layer_net.npy", best_net.params, allow_pickle=True)

# %% [markdown]
# ## What the weights have become
#
# Each hidden unit's weights, drawn as an image: first those of the network that learned
# little, then those of your best one.


# %% tags=["question:two_layer_net_inline_3"]
def show_net_weights(net, title):
    """Draw each hidden unit's weights as an image."""
    W1 = net.params["W1"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    plt.figure(figsize=(7, 7))
    plt.imshow(visualize_grid(W1, padding=3).astype("uint8"))
    plt.title(title)
    plt.axis("off")
    plt.show()


show_net_weights(subopt_net, "First-layer weights, after little training")
if best_net is not None:
    show_net_weights(best_net, "First-layer weights of the best network")

# %% [markdown] tags=["question:two_layer_net_inline_3"]
# ### Question 3
#
# What differences do you see between the weights of the two networks?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:two_layer_net_inline_3"]
# **Model answer.** Those of the first network are mostly blurred versions of one
# another, close to noise or to a mean image, with hardly any structure of their own: it
# has scarcely moved away from its random start. Those of the best one are distinct:
# smooth blobs of colour, outlines and shapes, some like a car or a horse, each unit
# another. It has found features that tell classes apart.
#
# *Rubric:*
#
# - 1: more visible structure in the better network
# - 1: reading it as what training has learned

# %% [markdown]
# ## The test set
#
# Only now, and once.

# %%
if best_net is not None:
    print("test accuracy:", (best_net.predict(X_test) == y_test).mean())
