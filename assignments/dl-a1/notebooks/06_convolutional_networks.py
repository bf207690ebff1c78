# %% [markdown]
# # Convolutional networks
#
# A fully connected layer treats an image as a list of numbers: it has to learn anew,
# for every place, what an edge looks like. A convolutional layer has small filters that
# it moves across the image, so what it learns in one place it knows in all of them,
# with far fewer weights.
#
# You write convolution and max pooling with plain loops, where nothing but the meaning
# counts; get fast versions of the same functions to work with; build and train a
# convolutional network; and at the end take batch normalization to images, and group
# normalization with it.

# %%
# {colab}

# %%
import os
import time

import matplotlib.pyplot as plt
import numpy as np
from functional.classifiers.cnn import ThreeLayerConvNet
from functional.data_utils import get_CIFAR10_data
from functional.fast_layers import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
)
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
)
from functional.layer_utils import (
    conv_relu_backward,
    conv_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)
from functional.layers import (
    conv_backward_naive,
    conv_forward_naive,
    max_pool_backward_naive,
    max_pool_forward_naive,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    spatial_groupnorm_backward,
    spatial_groupnorm_forward,
)
from functional.solver import Solver
from functional.vis_utils import visualize_grid

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch of few images wherever
# something is trained.
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
# ## Convolution: forward
#
# Images $x$ have shape $(N, C, H, W)$, filters $w$ $(F, C, HH, WW)$. Let $\tilde x$ be
# $x$ with `pad` zeros around it on all four sides, and $s$ the stride, the pixels from
# one window to the next. Each filter covers all channels of a window and gives one
# number for it:
#
# $$\text{out}_{nfij} = b_f + \sum_{c=1}^{C} \sum_{k=0}^{HH-1} \sum_{l=0}^{WW-1}
# \tilde x_{n,\,c,\,is+k,\,js+l}\; w_{fckl}$$
#
# with $H' = 1 + \lfloor (H + 2\,\text{pad} - HH) / s \rfloor$ rows, and $W'$ columns
# alike.
#
# **To do:** write `conv_forward_naive` in `{package}/layers.py`. Loops are fine, speed
# comes later. `np.pad` makes the border. The difference should be about $10^{-8}$.

# %%
x_shape, w_shape = (2, 3, 4, 4), (3, 3, 4, 4)
x = np.linspace(-0.1, 0.5, num=np.prod(x_shape)).reshape(x_shape)
w = np.linspace(-0.2, 0.3, num=np.prod(w_shape)).reshape(w_shape)
b = np.linspace(-0.1, 0.2, num=3)

out, _ = conv_forward_naive(x, w, b, {"stride": 2, "pad": 1})
correct_out = np.array(
    [
        [
            [[-0.08759809, -0.10987781], [-0.18387192, -0.2109216]],
            [[0.21027089, 0.21661097], [0.22847626, 0.23004637]],
            [[0.50813986, 0.54309974], [0.64082444, 0.67101435]],
        ],
        [
            [[-0.98053589, -1.03143541], [-1.19128892, -1.24695841]],
            [[0.69108355, 0.66880383], [0.59480972, 0.56776003]],
            [[2.36270298, 2.36904306], [2.38090835, 2.38247847]],
        ],
    ]
)
print("conv_forward_naive, difference:", rel_error(out, correct_out))

# %%
check("conv_forward_naive")

# %% [markdown]
# ### Filters made by hand
#
# Before there were filters learned from data there were filters thought out by people.
# Here are two of them, applied with your function to two images: a weighted sum of the
# three colours, which turns an image grey, and a Sobel filter, which finds horizontal
# edges in the blue channel. If the pictures look right, your convolution probably is.

# %%
# training images have the mean image subtracted: stretch them to what can be shown
images = data["X_train"][:2]
low, high = images.min(axis=(1, 2, 3)), images.max(axis=(1, 2, 3))
images = 255 * (images - low[:, None, None, None]) / (high - low)[:, None, None, None]

w = np.zeros((2, 3, 3, 3))
w[0, :, 1, 1] = [0.3, 0.6, 0.1]  # red, green, blue in the middle of the window
w[1, 2] = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]
b = np.array([0.0, 128.0])  # edges have two signs: 128 stands for none
out, _ = conv_forward_naive(images, w, b, {"stride": 1, "pad": 1})

figure, axes = plt.subplots(2, 3, figsize=(9, 6))
for row, image, (grey, edges) in zip(axes, images, out, strict=True):
    row[0].imshow(image.transpose(1, 2, 0).astype("uint8"))
    row[1].imshow(grey, cmap="gray")
    row[2].imshow(edges, cmap="gray")
for ax, title in zip(axes[0], ("image", "grey", "horizontal edges"), strict=True):
    ax.set_title(title)
for ax in axes.flat:
    ax.axis("off")
plt.show()

# %% [markdown]
# ## Convolution: backward
#
# Each output is a sum of products, so for every window: the filter's gradient collects
# the window, the window's gradient collects the filter, each times the gradient of the
# output. Windows overlap, so pixels collect from several of them; and of what the
# border collects, nothing goes back.
#
# **To do:** write `conv_backward_naive`. Expect errors of about $10^{-8}$ or less.

# %%
np.random.seed(231)
x = np.random.randn(4, 3, 5, 5)
w = np.random.randn(2, 3, 3, 3)
b = np.random.randn(2)
dout = np.random.randn(4, 2, 5, 5)
conv_param = {"stride": 1, "pad": 1}


def conv_out(x, w, b):
    """Return the output alone, without the cache."""
    return conv_forward_naive(x, w, b, conv_param)[0]


_, cache = conv_forward_naive(x, w, b, conv_param)
dx, dw, db = conv_backward_naive(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: conv_out(x, w, b), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: conv_out(x, w, b), w, dout)
db_num = eval_numerical_gradient_array(lambda b: conv_out(x, w, b), b, dout)
print("conv_backward_naive, error of dx:", rel_error(dx_num, dx))
print("conv_backward_naive, error of dw:", rel_error(dw_num, dw))
print("conv_backward_naive, error of db:", rel_error(db_num, db))

# %%
check("conv_backward_naive")

# %% [markdown]
# ## Max pooling: forward
#
# Pooling makes images smaller. Of every window, in each channel by itself, the largest
# value is kept:
#
# $$\text{out}_{ncij} = \max_{0 \le k < h,\; 0 \le l < w} x_{n,\,c,\,is+k,\,js+l}$$
#
# There is no border, and pixels beyond the last whole window are left out.
#
# **To do:** write `max_pool_forward_naive`. The difference should be about $10^{-8}$.

# %%
x_shape = (2, 3, 4, 4)
x = np.linspace(-0.3, 0.4, num=np.prod(x_shape)).reshape(x_shape)
pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}

out, _ = max_pool_forward_naive(x, pool_param)
correct_out = np.array(
    [
        [
            [[-0.26315789, -0.24842105], [-0.20421053, -0.18947368]],
            [[-0.14526316, -0.13052632], [-0.08631579, -0.07157895]],
            [[-0.02736842, -0.01263158], [0.03157895, 0.04631579]],
        ],
        [
            [[0.09052632, 0.10526316], [0.14947368, 0.16421053]],
            [[0.20842105, 0.22315789], [0.26736842, 0.28210526]],
            [[0.32631579, 0.34105263], [0.38526316, 0.4]],
        ],
    ]
)
print("max_pool_forward_naive, difference:", rel_error(out, correct_out))

# %%
check("max_pool_forward_naive")

# %% [markdown]
# ## Max pooling: backward
#
# The output moves with the largest value of its window and with no other.
#
# **To do:** write `max_pool_backward_naive`. Expect an error of about $10^{-12}$.

# %%
np.random.seed(231)
x = np.random.randn(3, 2, 8, 8)
dout = np.random.randn(3, 2, 4, 4)
pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}

_, cache = max_pool_forward_naive(x, pool_param)
dx = max_pool_backward_naive(dout, cache)
dx_num = eval_numerical_gradient_array(
    lambda x: max_pool_forward_naive(x, pool_param)[0], x, dout
)
print("max_pool_backward_naive, error of dx:", rel_error(dx_num, dx))

# %%
check("max_pool_backward_naive")

# %% [markdown]
# ## Fast layers
#
# Loops in Python are too slow to train with. `{package}/fast_layers.py` has the same
# four functions without them: the windows are laid out as columns of one matrix, so
# that a convolution becomes a matrix product. They are called like yours; only the
# caches differ. Pooling is fastest where the windows tile the image.
#
# Compare: the differences should be about $10^{-9}$ or less, and the speedup large.


# %%
def timed(function, *args):
    """Return what a function returns, and the seconds that it took."""
    start = time.perf_counter()
    result = function(*args)
    return result, time.perf_counter() - start


np.random.seed(231)
num_images = 10 if QUICK else 100
x = np.random.randn(num_images, 3, 31, 31)
w = np.random.randn(25, 3, 3, 3)
b = np.random.randn(25)
dout = np.random.randn(num_images, 25, 16, 16)
conv_param = {"stride": 2, "pad": 1}

(naive, naive_cache), slow = timed(conv_forward_naive, x, w, b, conv_param)
(fast, fast_cache), quick = timed(conv_forward_fast, x, w, b, conv_param)
print(f"convolution forward: {slow:.3f} s and {quick:.3f} s, {slow / quick:.0f}x")
print("  difference of out:", rel_error(naive, fast))

naive, slow = timed(conv_backward_naive, dout, naive_cache)
fast, quick = timed(conv_backward_fast, dout, fast_cache)
print(f"convolution backward: {slow:.3f} s and {quick:.3f} s, {slow / quick:.0f}x")
for name, ours, theirs in zip(("dx", "dw", "db"), naive, fast, strict=True):
    print(f"  difference of {name}:", rel_error(ours, theirs))

# %%
np.random.seed(231)
x = np.random.randn(num_images, 3, 32, 32)
dout = np.random.randn(num_images, 3, 16, 16)
pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}

(naive, naive_cache), slow = timed(max_pool_forward_naive, x, pool_param)
(fast, fast_cache), quick = timed(max_pool_forward_fast, x, pool_param)
print(f"pooling forward: {slow:.3f} s and {quick:.3f} s, {slow / quick:.0f}x")
print("  difference of out:", rel_error(naive, fast))

naive, slow = timed(max_pool_backward_naive, dout, naive_cache)
fast, quick = timed(max_pool_backward_fast, dout, fast_cache)
print(f"pooling backward: {slow:.3f} s and {quick:.3f} s, {slow / quick:.0f}x")
print("  difference of dx:", rel_error(naive, fast))

# %% [markdown]
# ## Sandwiches
#
# `{package}/layer_utils.py` joins convolution, ReLU and pooling, as it joined affine
# layer and ReLU. Expect errors of about $10^{-8}$ or less.

# %%
np.random.seed(231)
x = np.random.randn(2, 3, 16, 16)
w = np.random.randn(3, 3, 3, 3)
b = np.random.randn(3)
dout = np.random.randn(2, 3, 8, 8)
conv_param = {"stride": 1, "pad": 1}
pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}


def sandwich(x, w, b):
    """Return the output alone, without the cache."""
    return conv_relu_pool_forward(x, w, b, conv_param, pool_param)[0]


_, cache = conv_relu_pool_forward(x, w, b, conv_param, pool_param)
dx, dw, db = conv_relu_pool_backward(dout, cache)
dx_num = eval_numerical_gradient_array(lambda x: sandwich(x, w, b), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: sandwich(x, w, b), w, dout)
db_num = eval_numerical_gradient_array(lambda b: sandwich(x, w, b), b, dout)
print("conv_relu_pool, error of dx:", rel_error(dx_num, dx))
print("conv_relu_pool, error of dw:", rel_error(dw_num, dw))
print("conv_relu_pool, error of db:", rel_error(db_num, db))

# %%
np.random.seed(231)
x = np.random.randn(2, 3, 8, 8)
w = np.random.randn(3, 3, 3, 3)
b = np.random.randn(3)
dout = np.random.randn(2, 3, 8, 8)


def open_sandwich(x, w, b):
    """Return the output alone, without the cache."""
    return conv_relu_forward(x, w, b, conv_param)[0]


_, cache = conv_relu_forward(x, w, b, conv_param)
dx, dw, db = conv_relu_backward(dout, cache)
dx_num = eval_numerical_gradient_array(lambda x: open_sandwich(x, w, b), x, dout)
dw_num = eval_numerical_gradient_array(lambda w: open_sandwich(x, w, b), w, dout)
db_num = eval_numerical_gradient_array(lambda b: open_sandwich(x, w, b), b, dout)
print("conv_relu, error of dx:", rel_error(dx_num, dx))
print("conv_relu, error of dw:", rel_error(dw_num, dw))
print("conv_relu, error of db:", rel_error(db_num, db))

# %% [markdown]
# ## A three-layer network
#
# Convolution, ReLU, 2 × 2 max pooling; affine, ReLU; affine, softmax. The convolution
# has stride 1 and as much padding as keeps height and width, the pooling halves both.
# The penalty is $\tfrac12 \lambda \sum W^2$ over all three layers' weights.
#
# **To do:** write `ThreeLayerConvNet` in `{package}/classifiers/cnn.py`, with the fast
# layers or the sandwiches.
#
# ### Is the loss plausible?
#
# A new network knows nothing, so the loss should be about $\log 10 \approx 2.3$ without
# a penalty, and a little more with one.

# %%
np.random.seed(231)
model = ThreeLayerConvNet()
N = 50
X = np.random.randn(N, 3, 32, 32)
y = np.random.randint(10, size=N)

loss, _ = model.loss(X, y)
print("initial loss, without penalty:", loss)
model.reg = 0.5
loss, _ = model.loss(X, y)
print("initial loss, with penalty:", loss)

# %% [markdown]
# ### Are the gradients right?
#
# Few inputs and few units will do. Numeric gradients suffer from the kinks of ReLU and
# pooling here: errors up to $10^{-2}$ occur in correct networks, most are far smaller.

# %%
np.random.seed(231)
input_dim = (3, 16, 16)
X = np.random.randn(2, *input_dim)
y = np.random.randint(10, size=2)
model = ThreeLayerConvNet(
    num_filters=3, filter_size=3, input_dim=input_dim, hidden_dim=7, dtype=np.float64
)
loss, grads = model.loss(X, y)
for name in sorted(grads):
    grad_num = eval_numerical_gradient(
        lambda _: model.loss(X, y)[0], model.params[name], verbose=False, h=1e-6
    )
    print(f"error of {name}: {rel_error(grad_num, grads[name]):.2e}")

# %%
check("three_layer_conv_net_init")
check("three_layer_conv_net_loss")
check("three_layer_conv_net_gradients")

# %% [markdown]
# ### Can it learn a few images by heart?
#
# A network with more weights than data should be able to. If it can't get close to
# 100 % of 100 training images right, something is wrong with it or with its training.
# What it gets right of the validation set is of no interest yet.

# %%
np.random.seed(231)
num_train = 100
small_data = {
    "X_train": data["X_train"][:num_train],
    "y_train": data["y_train"][:num_train],
    "X_val": data["X_val"],
    "y_val": data["y_val"],
}
model = ThreeLayerConvNet(weight_scale=1e-2)
solver = Solver(
    model,
    small_data,
    num_epochs=1 if QUICK else 15,
    batch_size=50,
    update_rule="adam",
    optim_config={"learning_rate": 1e-3},
    print_every=1,
)
solver.train()

# %%
train_accuracy = solver.check_accuracy(small_data["X_train"], small_data["y_train"])
val_accuracy = solver.check_accuracy(small_data["X_val"], small_data["y_val"])
print("accuracy on the small training set:", train_accuracy)
print("accuracy on the validation set:", val_accuracy)

# %%
figure, (upper, lower) = plt.subplots(2, 1, figsize=(10, 8))
upper.plot(solver.loss_history, "o")
upper.set(title="Training loss, 100 images", xlabel="iteration", ylabel="loss")
lower.plot(solver.train_acc_history, "o-", label="training")
lower.plot(solver.val_acc_history, "o-", label="validation")
lower.set(title="Accuracy", xlabel="epoch", ylabel="share of right answers")
lower.legend(loc="upper left")
figure.tight_layout()
plt.show()

# %% [markdown]
# ### Training
#
# One epoch over all images should get more than 40 % of the training set right. It
# takes some minutes.

# %%
np.random.seed(231)
num_train = 1000 if QUICK else len(data["X_train"])
train_data = {
    **data,
    "X_train": data["X_train"][:num_train],
    "y_train": data["y_train"][:num_train],
}
model = ThreeLayerConvNet(weight_scale=0.001, hidden_dim=500, reg=0.001)
solver = Solver(
    model,
    train_data,
    num_epochs=1,
    batch_size=50,
    update_rule="adam",
    optim_config={"learning_rate": 1e-3},
    print_every=20,
)
solver.train()

# %%
train_accuracy = solver.check_accuracy(train_data["X_train"], train_data["y_train"])
val_accuracy = solver.check_accuracy(data["X_val"], data["y_val"])
print("accuracy on the training set:", train_accuracy)
print("accuracy on the validation set:", val_accuracy)

# %% [markdown]
# ### What the filters have become
#
# The filters of the first layer see colours, so they can be drawn as small images.
# Trained ones show blobs and edges.

# %%
grid = visualize_grid(model.params["W1"].transpose(0, 2, 3, 1))
plt.figure(figsize=(5, 5))
plt.imshow(grid.astype("uint8"))
plt.title("Filters of the first layer")
plt.axis("off")
plt.show()

# %% [markdown]
# ## Spatial batch normalization: forward
#
# What comes out of a convolution has shape $(N, C, H, W)$. All pixels of a channel are
# made by the same filter, so they are samples of the same quantity, whatever image and
# place they are from: each channel is normalized over $N$, $H$ and $W$ together (Ioffe
# and Szegedy, section 3.2), and has one $\gamma$ and one $\beta$.
#
# **To do:** write `spatial_batchnorm_forward` in `{package}/layers.py`. With the right
# arrangement of axes, `batchnorm_forward` does the work. Means should be 0 and
# deviations 1; with $\beta$ and $\gamma$, these.

# %%
np.random.seed(231)
N, C, H, W = 2, 3, 4, 5
x = 4 * np.random.randn(N, C, H, W) + 10


def print_statistics(x):
    """Print shape, and means and standard deviations of the channels."""
    print("  shape:     ", x.shape)
    print("  means:     ", x.mean(axis=(0, 2, 3)))
    print("  deviations:", x.std(axis=(0, 2, 3)))


print("before spatial batch normalization:")
print_statistics(x)

bn_param = {"mode": "train"}
gamma, beta = np.ones(C), np.zeros(C)
out, _ = spatial_batchnorm_forward(x, gamma, beta, bn_param)
print("after it, with gamma 1 and beta 0:")
print_statistics(out)

gamma, beta = np.array([3.0, 4.0, 5.0]), np.array([6.0, 7.0, 8.0])
out, _ = spatial_batchnorm_forward(x, gamma, beta, bn_param)
print(f"after it, with gamma {gamma} and beta {beta}:")
print_statistics(out)

# %% [markdown]
# In testing, after fifty batches of training, means are near 0 and deviations near 1.

# %%
np.random.seed(231)
N, C, H, W = 10, 4, 11, 12
bn_param = {"mode": "train"}
gamma, beta = np.ones(C), np.zeros(C)
for _ in range(50):
    x = 2.3 * np.random.randn(N, C, H, W) + 13
    spatial_batchnorm_forward(x, gamma, beta, bn_param)
bn_param["mode"] = "test"
x = 2.3 * np.random.randn(N, C, H, W) + 13
out, _ = spatial_batchnorm_forward(x, gamma, beta, bn_param)
print("after spatial batch normalization in test mode:")
print_statistics(out)

# %%
check("spatial_batchnorm_forward")

# %% [markdown]
# ## Spatial batch normalization: backward
#
# **To do:** write `spatial_batchnorm_backward`. Expect errors between $10^{-12}$ and
# $10^{-6}$.

# %%
np.random.seed(231)
N, C, H, W = 2, 3, 4, 5
x = 5 * np.random.randn(N, C, H, W) + 12
gamma = np.random.randn(C)
beta = np.random.randn(C)
dout = np.random.randn(N, C, H, W)
bn_param = {"mode": "train"}


def bn_out(x, gamma, beta):
    """Return the output alone, without the cache."""
    return spatial_batchnorm_forward(x, gamma, beta, bn_param)[0]


_, cache = spatial_batchnorm_forward(x, gamma, beta, bn_param)
dx, dgamma, dbeta = spatial_batchnorm_backward(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: bn_out(x, gamma, beta), x, dout)
dgamma_num = eval_numerical_gradient_array(lambda g: bn_out(x, g, beta), gamma, dout)
dbeta_num = eval_numerical_gradient_array(lambda b: bn_out(x, gamma, b), beta, dout)
print("spatial_batchnorm_backward, error of dx:", rel_error(dx_num, dx))
print("spatial_batchnorm_backward, error of dgamma:", rel_error(dgamma_num, dgamma))
print("spatial_batchnorm_backward, error of dbeta:", rel_error(dbeta_num, dbeta))

# %%
check("spatial_batchnorm_backward")

# %% [markdown]
# ## Spatial group normalization: forward
#
# Layer normalization needs no batch, but it does less well in convolutional networks:
# it supposes that all units of a layer contribute alike, and units near the border of
# an image or of very different filters do not. Group normalization (Wu and He, "Group
# Normalization", ECCV 2018) stands in between. The $C$ channels are split into $G$
# groups of neighbours; each group of each image is normalized by itself, over its
# channels and all pixels. Think of hand-made features such as HOG, which were
# normalized in groups, too. Scale and shift belong to channels: $\gamma$ and $\beta$
# have shape $(1, C, 1, 1)$.
#
# **To do:** write `spatial_groupnorm_forward`. The means of the groups should be 0 and
# their deviations 1.

# %%
np.random.seed(231)
N, C, H, W = 2, 6, 4, 5
G = 2
x = 4 * np.random.randn(N, C, H, W) + 10
groups = x.reshape(N * G, -1)
print("before spatial group normalization:")
print("  shape:     ", x.shape)
print("  means:     ", groups.mean(axis=1))
print("  deviations:", groups.std(axis=1))

gamma, beta = np.ones((1, C, 1, 1)), np.zeros((1, C, 1, 1))
out, _ = spatial_groupnorm_forward(x, gamma, beta, G, {"mode": "train"})
groups = out.reshape(N * G, -1)
print("after it, with gamma 1 and beta 0:")
print("  shape:     ", out.shape)
print("  means:     ", groups.mean(axis=1))
print("  deviations:", groups.std(axis=1))

# %%
check("spatial_groupnorm_forward")

# %% [markdown]
# ## Spatial group normalization: backward
#
# **To do:** write `spatial_groupnorm_backward`; `dgamma` and `dbeta` have the shape of
# `gamma` and `beta`. Expect errors between $10^{-12}$ and $10^{-7}$.

# %%
np.random.seed(231)
N, C, H, W = 2, 6, 4, 5
G = 2
x = 5 * np.random.randn(N, C, H, W) + 12
gamma = np.random.randn(1, C, 1, 1)
beta = np.random.randn(1, C, 1, 1)
dout = np.random.randn(N, C, H, W)


def gn_out(x, gamma, beta):
    """Return the output alone, without the cache."""
    return spatial_groupnorm_forward(x, gamma, beta, G, {})[0]


_, cache = spatial_groupnorm_forward(x, gamma, beta, G, {})
dx, dgamma, dbeta = spatial_groupnorm_backward(dout, cache)

dx_num = eval_numerical_gradient_array(lambda x: gn_out(x, gamma, beta), x, dout)
dgamma_num = eval_numerical_gradient_array(lambda g: gn_out(x, g, beta), gamma, dout)
dbeta_num = eval_numerical_gradient_array(lambda b: gn_out(x, gamma, b), beta, dout)
print("spatial_groupnorm_backward, error of dx:", rel_error(dx_num, dx))
print("spatial_groupnorm_backward, error of dgamma:", rel_error(dgamma_num, dgamma))
print("spatial_groupnorm_backward, error of dbeta:", rel_error(dbeta_num, dbeta))

# %%
check("spatial_groupnorm_backward")

# %% [markdown]
# ## Handing in
#
# 1. Run all notebooks from top to bottom, and save them with their outputs: the plots
#    are part of what is read.
# 2. See that every inline question has its answer, and that the networks you were asked
#    to save are there.
# 3. In a terminal, in the folder of the notebooks: `numgrade check` runs all public
#    checks once more, and `numgrade submit` makes the archive to hand in and says what
#    is missing from it.
