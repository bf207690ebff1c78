# %% [markdown]
# # A softmax classifier
#
# The simplest classifier that is trained by gradient descent has one weight for every
# pixel and class. Its score for a class is a weighted sum of the pixels, the softmax
# turns scores into probabilities, and training makes the right class more probable.
#
# On the way you will do what every later notebook repeats:
#
# 1. write a loss and its gradient, first with loops, then as matrix products;
# 2. check the gradient numerically;
# 3. minimise the loss with stochastic gradient descent;
# 4. choose learning rate and regularisation on a validation set;
# 5. look at what was learned.
#
# You write in the files below `{package}/classifiers/`; this notebook calls what you
# wrote and says which numbers to expect. The cells `check("...")` run the public part
# of the grading on the files as you saved them.

# %%
# {colab}

# %%
import os
import random
import time

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.linear_classifier import Softmax
from functional.classifiers.softmax import (
    softmax_loss_naive,
    softmax_loss_vectorized,
)
from functional.data_utils import get_CIFAR10_data
from functional.gradient_check import grad_check_sparse

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: training stops after a few steps.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))

# %% [markdown]
# ## The images
#
# CIFAR-10 has 60,000 photographs of 32 by 32 pixels in ten classes. We keep 49,000 for
# training, 1,000 for validation (to choose settings) and 1,000 for the test at the very
# end. Here are seven of each class.

# %%
get_data("cifar10", "{package}/datasets")
data = get_CIFAR10_data(subtract_mean=False)
for name, array in data.items():
    print(f"{name}: {array.shape}")

# %%
classes = ["plane", "car", "bird", "cat", "deer"]
classes += ["dog", "frog", "horse", "ship", "truck"]
SHOWN = 7

figure, axes = plt.subplots(SHOWN, len(classes))
for c, column in enumerate(axes.T):
    members = np.flatnonzero(data["y_train"] == c)
    column[0].set_title(classes[c])
    for axis, n in zip(column, np.random.choice(members, SHOWN), strict=True):
        axis.imshow(data["X_train"][n].transpose(1, 2, 0).astype("uint8"))
        axis.axis("off")
figure.suptitle("Training images of each class")
plt.show()

# %% [markdown]
# ## From images to rows
#
# Three steps prepare the images for a linear classifier:
#
# - each image becomes one row of $32 \cdot 32 \cdot 3 = 3072$ numbers;
# - the mean of the training images is subtracted from all of them, also from those of
#   the validation and test set;
# - a 3073rd number, always 1, is appended. Its weights act as the biases, so there is a
#   single matrix $W$ to learn.
#
# On CIFAR-10 the mean image begins with 130.64, 135.98, 132.47.


# %%
def to_rows(images):
    """Return images (N, 3, 32, 32) as rows (N, 3072): pixel by pixel, three colours."""
    return images.transpose(0, 2, 3, 1).reshape(len(images), -1)


mean_image = to_rows(data["X_train"].mean(axis=0, keepdims=True))[0]
print("the mean image begins with", mean_image[:3].round(2))

plt.figure(figsize=(3, 3))
plt.imshow(mean_image.reshape(32, 32, 3).astype("uint8"))
plt.title("Mean training image")
plt.axis("off")
plt.show()


# %%
def prepare(images):
    """Centre the images' rows and append a 1 to each: (N, 3073)."""
    rows = np.ones((len(images), mean_image.size + 1))
    rows[:, :-1] = to_rows(images)
    rows[:, :-1] -= mean_image
    return rows


X_train, y_train = prepare(data["X_train"]), data["y_train"]
X_val, y_val = prepare(data["X_val"]), data["y_val"]
X_test, y_test = prepare(data["X_test"]), data["y_test"]

# a few samples to develop with, so that the loops below don't take long
developed = np.random.choice(len(X_train), 500, replace=False)
X_dev, y_dev = X_train[developed], y_train[developed]
del data
print("rows:", X_train.shape, X_val.shape, X_test.shape, X_dev.shape)

# %% [markdown]
# ## The loss
#
# With scores $s_n = x_n W$, the loss is the mean surprise at the right classes $y_n$
# plus a penalty on large weights:
#
# $$L = -\frac1N \sum_{n=1}^{N} \log p_{n,y_n} + \lambda \sum_{d,c} W_{dc}^2, \qquad
# p_{nc} = \frac{e^{s_{nc}}}{\sum_k e^{s_{nk}}}$$
#
# Note that the penalty carries no factor $\tfrac12$ here.
#
# `softmax_loss_naive` in `{package}/classifiers/softmax.py` computes this loss, one
# sample at a time. Read it. What it lacks is the gradient.
#
# ## The gradient, with loops
#
# Derive $\partial L / \partial W_{dc}$ on paper first. For one sample the derivative
# with respect to a score has a very short form,
#
# $$\frac{\partial}{\partial s_{nc}} \left( -\log p_{n,y_n} \right) =
# p_{nc} - [c = y_n],$$
#
# and the score moves with $W_{dc}$ at the rate $x_{nd}$. Don't forget the penalty.
#
# **To do:** complete `softmax_loss_naive`, so that it returns the gradient, too. With
# tiny weights the loss should be close to $-\log 0.1 \approx 2.303$ (2.3 to 2.4).

# %%
np.random.seed(231)
W = 0.0001 * np.random.randn(3073, 10)

loss, grad = softmax_loss_naive(W, X_dev, y_dev, 0.000005)
print("loss:", loss)
print("-log(0.1):", -np.log(0.1))
print("shape of the gradient:", grad.shape)

# %% [markdown] tags=["question:softmax_inline_1"]
# ### Inline question 1
#
# Why should the loss be close to $-\log 0.1$ here? Answer in a sentence or two.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:softmax_inline_1"]
# **Model answer.** With weights near zero all ten scores of a sample are near zero, so
# the softmax gives each class, the right one included, a probability of about
# $1/10$; the mean of $-\log p_{n,y_n}$ is then about $-\log 0.1$. The penalty of such
# weights is negligible.
#
# *Rubric:*
#
# - 0.5: equal scores from small weights
# - 0.5: $p \approx 1/10$ of the right class because there are ten

# %% [markdown]
# The analytic gradient is now compared with a numeric one at ten random weights,
# without and with the penalty. The relative errors should be about $10^{-7}$ or
# smaller; where the gradient itself is tiny, a few times that.

# %%
random.seed(231)
for reg in (0.0, 5e1):
    print("reg", reg)
    _, grad = softmax_loss_naive(W, X_dev, y_dev, reg)
    grad_check_sparse(
        lambda W, reg=reg: softmax_loss_naive(W, X_dev, y_dev, reg)[0], W, grad
    )

# %%
check("softmax_naive_gradient")

# %% [markdown] tags=["question:softmax_inline_2"]
# ### Inline question 2
#
# For the softmax loss such a comparison always works. Now take the loss of a support
# vector machine, which for a sample with scores $s$ and right class $y$ is
#
# $$L_n = \sum_{j \ne y} \max(0,\; s_j - s_y + \Delta).$$
#
# There a weight turns up, once in a while, whose numeric and analytic gradients
# disagree. What causes it? Is it a reason for concern? Give an example in one
# dimension where the check fails. How does the margin $\Delta$ influence how often it
# happens? (Hint: is this loss differentiable everywhere?)
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:softmax_inline_2"]
# **Model answer.** The hinge has a kink where $s_j - s_y + \Delta = 0$. The numeric
# gradient looks at two points $2h$ apart; if the kink lies between them it returns a
# mixture of the slopes on both sides, while the analytic gradient is the slope of one.
# It is no reason for concern: it concerns a set of weights of measure zero (in
# practice, an interval of length about $h$), and any of the two slopes is a fine
# direction to descend. Example: $f(x) = \max(0, x)$ at $x = h/2$: the analytic slope is
# 1, the numeric one $\frac{f(3h/2) - f(-h/2)}{2h} = \frac34$. The margin moves the
# kink. It matters relative to the spread of the scores: while scores are small, a
# large $\Delta$ keeps all differences far from the kink, so failures are rarer; a
# $\Delta$ near zero puts many of them at it.
#
# *Rubric:*
#
# - 0.5: the kink
# - 0.5: why it is harmless
# - 0.5: a right example in one dimension
# - 0.5: an argued effect of $\Delta$ (also: it only moves the kink, so what matters is
#   how many margins come near it)

# %% [markdown]
# ## The same without loops
#
# Loops over samples are slow in Python. All scores are one matrix product, $S = XW$;
# the probabilities follow for all rows at once; and the sum over samples in the
# gradient is a matrix product again, with $X^\top$.
#
# **To do:** write the first part of `softmax_loss_vectorized`: the loss. Both losses
# should be the same, and the second faster.


# %%
def timed(function, *args):
    """Call a function; return its result, and how many seconds it took."""
    started = time.perf_counter()
    result = function(*args)
    return result, time.perf_counter() - started


(loss_naive, grad_naive), seconds = timed(softmax_loss_naive, W, X_dev, y_dev, 5e-6)
print(f"with loops:    loss {loss_naive:.6e}, {seconds:.4f} s")
(loss_fast, _), seconds = timed(softmax_loss_vectorized, W, X_dev, y_dev, 5e-6)
print(f"without loops: loss {loss_fast:.6e}, {seconds:.4f} s")
print(f"difference of the losses: {abs(loss_naive - loss_fast):.6f}")

# %%
check("softmax_vectorized_loss")

# %% [markdown]
# **To do:** write the second part: the gradient. The two gradients are compared by the
# Frobenius norm of their difference, the root of its sum of squares. It should be zero
# to all digits shown.

# %%
(_, grad_fast), seconds = timed(softmax_loss_vectorized, W, X_dev, y_dev, 5e-6)
print(f"loss and gradient without loops: {seconds:.4f} s")
print(f"difference of the gradients: {np.linalg.norm(grad_naive - grad_fast):.6f}")

# %%
check("softmax_vectorized_gradient")

# %% [markdown]
# ## Stochastic gradient descent
#
# The gradient of all 49,000 samples is expensive, and a few hundred samples, drawn at
# random, point nearly the same way. So each step draws a **minibatch** $B$, with or
# without replacement, and moves the weights against its gradient:
#
# $$W \leftarrow W - \eta\, \nabla_W L_B(W)$$
#
# **To do:** write the missing parts of `LinearClassifier.train` in
# `{package}/classifiers/linear_classifier.py`: the drawing, and the step. With the
# settings below the loss begins near 780 (nearly all of it is the penalty), and falls
# to about 2.1 within 1500 steps.

# %%
np.random.seed(231)
softmax = Softmax()
loss_history = softmax.train(
    X_train,
    y_train,
    learning_rate=1e-7,
    reg=2.5e4,
    num_iters=100 if QUICK else 1500,
    verbose=True,
)

# %%
check("linear_classifier_train")

# %% [markdown]
# When training goes wrong, the first thing to look at is the loss over time.

# %%
plt.plot(loss_history)
plt.title("Training loss of the softmax classifier")
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# ## Predicting
#
# The predicted class is the one with the highest score.
#
# **To do:** write `LinearClassifier.predict`. Expect about 33 % of the training and
# 34 % of the validation images to be classified rightly.

# %%
print("training accuracy:", np.mean(softmax.predict(X_train) == y_train))
print("validation accuracy:", np.mean(softmax.predict(X_val) == y_val))
softmax.save("softmax.npy")

# %%
check("linear_classifier_predict")

# %% [markdown]
# ## Choosing the settings
#
# Learning rate and strength of the penalty are **hyperparameters**: gradient descent
# can't choose them. Try several pairs, and compare accuracies on the validation set,
# which the weights have never seen.
#
# **To do:** train a `Softmax` for each pair of the settings below (change and extend
# them as you like), enter both accuracies in `results`, and keep the classifier with
# the best validation accuracy in `best_softmax`. Begin with few iterations. More than
# 36 % is possible. Extreme settings may overflow: that is what makes them bad settings.

# %%
learning_rates = [2e-7, 2.5e-7, 3e-7]
strengths = [0.75e4, 0.8e4, 0.85e4]

results = {}  # (learning rate, strength) -> (training accuracy, validation accuracy)
best_val = -1.0
best_softmax = None
# BEGIN SOLUTION
# STUB: # TODO: train a classifier for each pair; fill results, best_val, best_softmax
for learning_rate in learning_rates:
    for reg in strengths:
        classifier = Softmax()
        classifier.train(
            X_train,
            y_train,
            learning_rate=learning_rate,
            reg=reg,
            num_iters=50 if QUICK else 2000,
            batch_size=300,
        )
        train_accuracy = np.mean(classifier.predict(X_train) == y_train)
        val_accuracy = np.mean(classifier.predict(X_val) == y_val)
        results[learning_rate, reg] = train_accuracy, val_accuracy
        if val_accuracy > best_val:
            best_val, best_softmax = val_accuracy, classifier
# END SOLUTION

for (learning_rate, reg), (train_accuracy, val_accuracy) in sorted(results.items()):
    print(
        f"learning rate {learning_rate:.2e}, strength {reg:.2e}: "
        f"training {train_accuracy:.3f}, validation {val_accuracy:.3f}"
    )
print(f"best validation accuracy: {best_val:.3f}")

# %% [markdown]
# One dot a pair, its colour the accuracy. A good search has its best dot inside the
# cloud: at a border, extend the range.

# %%
if results:
    logs = np.log10(list(results))
    accuracies = np.array(list(results.values()))
    figure, axes = plt.subplots(2, 1, figsize=(8, 9))
    names = ("Training", "Validation")
    for axis, values, name in zip(axes, accuracies.T, names, strict=True):
        dots = axis.scatter(logs[:, 0], logs[:, 1], 100, c=values, cmap="coolwarm")
        figure.colorbar(dots, ax=axis, label="accuracy")
        axis.set_xlabel("log10 of the learning rate")
        axis.set_ylabel("log10 of the penalty's strength")
        axis.set_title(f"{name} accuracy")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# Only now look at the test set, once. Expect about 36 %. The saved classifier is part
# of what you hand in.

# %%
if best_softmax is not None:
    print("test accuracy:", np.mean(best_softmax.predict(X_test) == y_test))
    best_softmax.save("best_softmax.npy")

# %% [markdown]
# ## Looking at the weights
#
# Each class has one weight for every pixel and colour: an image.

# %% tags=["question:softmax_inline_3"]
if best_softmax is not None:
    W = best_softmax.W[:-1]  # without the biases
    templates = W.reshape(32, 32, 3, len(classes)).transpose(3, 0, 1, 2)
    low, high = templates.min(), templates.max()
    figure, axes = plt.subplots(2, 5)
    for axis, name, template in zip(axes.flat, classes, templates, strict=True):
        axis.imshow((255 * (template - low) / (high - low)).astype("uint8"))
        axis.set_title(name)
        axis.axis("off")
    figure.suptitle("Learned weights, one image a class")
    plt.show()

# %% [markdown] tags=["question:softmax_inline_3"]
# ### Inline question 3
#
# Describe what the weights look like, and say in a few words why they look that way.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:softmax_inline_3"]
# **Model answer.** They look like blurred, noisy templates: rough outlines and typical
# colours, such as blue around ships and planes, or a horse with a head on either side.
# The score is the inner product of weights and image, so it is high when the two look
# alike. With one template a class, the best that the classifier can do is an average
# over all poses and backgrounds; colours of the background are the easiest clue. A
# stronger penalty makes the templates smoother.
#
# *Rubric:*
#
# - 0.5: a description that fits (blurred templates, colours of object and background)
# - 0.5: the reason (one template a class, matched by inner product)

# %% [markdown] tags=["question:softmax_inline_4"]
# ### Inline question 4
#
# True or false? Let the loss of a training set be the sum of the losses of its samples.
# It is possible to add a sample to the set that changes the softmax loss but leaves the
# loss of a support vector machine as it was.
#
# **Your answer:** *write here*
#
# **Your explanation:** *write here*

# %% [markdown] tags=["instructor", "question:softmax_inline_4"]
# **Model answer.** True. If the right class's score exceeds all others by at least the
# margin, the sample's hinge loss is exactly zero. Its softmax loss is not: the right
# class's probability is below 1 for any finite scores, so $-\log p > 0$.
#
# *Rubric:*
#
# - 1: "true"
# - 0.5: the hinge loss of the added sample is exactly zero
# - 0.5: its softmax loss never is
