# %% [markdown]
# # Problem 2: a convolutional network
#
# A fully connected layer treats an image as a list of numbers: it has to learn anew,
# for every place, what an edge looks like. A convolutional layer takes for granted that
# what matters is near by. It moves small filters across the image, so what it learns in
# one place it knows in all of them, with far fewer weights.
#
# You write a convolutional layer and a max-pooling layer, and with them train a network
# that does better than that of problem 1.
#
# Images are in the layout **(N, H, W, C)**: sample, row, column, channel.

# %%
# {colab}

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from sequential.cnn.cnn_models import SmallConvolutionalNetwork, TestCNN
from sequential.cnn.layer_utils import ConvLayer2D, MaxPoolingLayer
from sequential.datasets import CIFAR100_data
from sequential.grad_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    rel_error,
)
from sequential.mlp.layer_utils import cross_entropy
from sequential.mlp.train import compute_acc, train_net
from sequential.optim import Adam

from autograder.student import check, get_data

# %matplotlib inline
# %load_ext autoreload
# %autoreload 2
plt.rcParams["figure.figsize"] = (10.0, 8.0)
plt.rcParams["image.interpolation"] = "nearest"

# Set NUMGRADE_QUICK=1 to try the notebook out: one epoch of few images wherever
# something is trained.
QUICK = bool(os.environ.get("NUMGRADE_QUICK"))

# %% [markdown]
# ## The data
#
# The images of problem 1, at the same place.

# %%
get_data("cifar100")
data = CIFAR100_data("datasets/cifar100")
for name, value in data.items():
    print(f"{name}: {getattr(value, 'shape', value)}")

label_names = data["label_names"]
pixels = data["data_train"][0] * data["std_image"][0] + data["mean_image"][0]
plt.imshow(np.clip(pixels, 0, 1))
plt.title(f"The first training image: {label_names[data['labels_train'][0]]}")
plt.axis("off")
plt.show()

# %% [markdown]
# ## Output size of a convolution (2 points)
#
# A filter of $k \times k$ pixels is laid on the image, which has been framed by
# `padding` rows and columns of zeros on each side, and moved on by `stride` pixels at a
# time, as long as it lies within.
#
# **To do:** write `ConvLayer2D.get_output_size` in `{package}/cnn/layer_utils.py`: from
# the shape of the input, four numbers, to that of the output, four numbers.

# %%
conv_layer = ConvLayer2D(3, 4, 16, stride=2, padding=3)
output_size = conv_layer.get_output_size((32, 28, 28, 3))
print(f"output size: {list(output_size)}; it should be [32, 16, 16, 16]")

# %%
check("conv_output_size")

# %% [markdown]
# ## Convolution: forward (5 points)
#
# With stride $s$, and $\tilde x$ for the framed image,
#
# $$y_{n,i,j,f} = b_f + \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} \sum_{c}
# \tilde x_{n,\, si+a,\, sj+b,\, c}\; w_{a,b,c,f}$$
#
# **To do:** write `ConvLayer2D.forward`. Loops over the places of an image are enough
# to be right; a network that is to be trained needs more. If all windows are laid out
# as the rows of one matrix, the convolution is one product of two matrices.
# `np.lib.stride_tricks.sliding_window_view` shows all windows without copying anything.
# Expect a difference of about $5 \cdot 10^{-8}$.

# %%
input_image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
single_conv = ConvLayer2D(1, 5, 2, stride=1, padding=0, name="conv_test")
w = np.linspace(-0.2, 0.2, num=50).reshape(5, 5, 1, 2)
single_conv.params[single_conv.w_name] = w
single_conv.params[single_conv.b_name] = np.linspace(-0.3, 0.3, num=2)

out = single_conv.forward(input_image)
# the first filter's output, then the second one's
correct_out = np.array(
    [
        [
            [-0.03874312, -0.03955296, -0.04036281, -0.04117266],
            [-0.0452219, -0.04603175, -0.04684159, -0.04765144],
            [-0.05170068, -0.05251053, -0.05332038, -0.05413022],
            [-0.05817946, -0.05898931, -0.05979916, -0.06060901],
        ],
        [
            [0.57000324, 0.57081309, 0.57162293, 0.57243278],
            [0.57648202, 0.57729187, 0.57810172, 0.57891156],
            [0.5829608, 0.58377065, 0.5845805, 0.58539035],
            [0.58943959, 0.59024943, 0.59105928, 0.59186913],
        ],
    ]
).transpose(1, 2, 0)[np.newaxis]
print("shape of the output:", out.shape, "; it should be (1, 4, 4, 2)")
print("convolution forward, difference:", rel_error(out, correct_out))

# %%
check("conv_forward")

# %% [markdown]
# ## Convolution: backward (5 points)
#
# Each output is a sum of products, so its derivatives are the factors. A pixel is part
# of several windows: its derivative is the sum over all of them. The frame of zeros is
# constant and takes no part in the result.
#
# **To do:** write `ConvLayer2D.backward`. Expect errors below $10^{-6}$.

# %%
np.random.seed(566)
img = np.random.randn(15, 8, 8, 3)
w = np.random.randn(4, 4, 3, 12)
b = np.random.randn(12)
dout = np.random.randn(15, 4, 4, 12)

single_conv = ConvLayer2D(3, 4, 12, stride=2, padding=1, name="conv_test")
single_conv.params[single_conv.w_name] = w
single_conv.params[single_conv.b_name] = b

dimg_num = eval_numerical_gradient_array(lambda x: single_conv.forward(x), img, dout)
dw_num = eval_numerical_gradient_array(lambda w: single_conv.forward(img), w, dout)
db_num = eval_numerical_gradient_array(lambda b: single_conv.forward(img), b, dout)

single_conv.forward(img)
dimg = single_conv.backward(dout)
dw = single_conv.grads[single_conv.w_name]
db = single_conv.grads[single_conv.b_name]
print("convolution backward, error of dimg:", rel_error(dimg_num, dimg))
print("convolution backward, error of dw:", rel_error(dw_num, dw))
print("convolution backward, error of db:", rel_error(db_num, db))
print("shapes of dimg and img:", dimg.shape, img.shape)

# %%
check("conv_backward")

# %% [markdown]
# ## Max pooling: forward (5 points)
#
# Pooling makes images smaller. Of each window of $k \times k$ pixels it keeps, in each
# channel, the largest value:
#
# $$y_{n,i,j,c} = \max_{0 \le a, b < k} x_{n,\, si+a,\, sj+b,\, c}$$
#
# The windows may overlap, namely where the stride $s$ is less than $k$.
#
# **To do:** write `MaxPoolingLayer.forward`. Expect a difference of about
# $2 \cdot 10^{-8}$.

# %%
input_image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
maxpool = MaxPoolingLayer(pool_size=4, stride=2, name="maxpool_test")
out = maxpool.forward(input_image)
correct_out = np.array(
    [
        [0.11428571, 0.13015873, 0.14603175],
        [0.24126984, 0.25714286, 0.27301587],
        [0.36825397, 0.38412698, 0.4],
    ]
).reshape(1, 3, 3, 1)
print("shape of the output:", out.shape, "; it should be (1, 3, 3, 1)")
print("max pooling forward, difference:", rel_error(out, correct_out))

# %%
check("max_pool_forward")

# %% [markdown]
# ## Max pooling: backward (5 points)
#
# Only the pixel that was the largest of its window moves that window's output. A pixel
# that was the largest of several windows gets the sum of their derivatives.
#
# **To do:** write `MaxPoolingLayer.backward`. Expect an error of about $10^{-8}$ or
# less.

# %%
np.random.seed(566)
img = np.random.randn(15, 8, 8, 3)
dout = np.random.randn(15, 3, 3, 3)
maxpool = MaxPoolingLayer(pool_size=4, stride=2, name="maxpool_test")

dimg_num = eval_numerical_gradient_array(lambda x: maxpool.forward(x), img, dout)
maxpool.forward(img)
dimg = maxpool.backward(dout)
print("max pooling backward, error of dimg:", rel_error(dimg_num, dimg))
print("shapes of dimg and img:", dimg.shape, img.shape)

# %%
check("max_pool_backward")

# %% [markdown]
# ## A small convolutional network (3 points)
#
# **To do:** write `TestCNN.build` in `{package}/cnn/cnn_models.py`: a convolution with
# three filters of 3 by 3 pixels and stride 1, without padding; max pooling of 2 by 2
# pixels with stride 2; flatten; FC from 27 features to 5 scores. Then fill in the
# names. The cell asserts that the first parameters, the scores and the loss are right,
# and prints the errors of the gradients: not larger than $10^{-6}$.

# %%
np.random.seed(1234)
model = TestCNN()
loss_func = cross_entropy()
std = 0.02

# BEGIN SOLUTION
# STUB: # TODO: the names of the convolution's and of the FC layer's parameters
# STUB: w1_name, b1_name = "?_w", "?_b"
# STUB: w2_name, b2_name = "?_w", "?_b"
w1_name, b1_name = "conv1_w", "conv1_b"
w2_name, b2_name = "fc1_w", "fc1_b"
# END SOLUTION

for name in (w1_name, w2_name):
    spread = model.net.get_params(name).std()
    assert abs(spread - std) < std / 5, f"{name} starts too large or too small"
for name in (b1_name, b2_name):
    assert np.all(model.net.get_params(name) == 0), f"{name} should start at zero"

model.net.assign(w1_name, np.linspace(-0.7, 0.3, num=81).reshape(3, 3, 3, 3))
model.net.assign(b1_name, np.linspace(-0.6, 0.2, num=3))
model.net.assign(w2_name, np.linspace(-0.2, 0.2, num=135).reshape(27, 5))
model.net.assign(b2_name, np.linspace(-0.9, 0.1, num=5))
feats = np.linspace(-5.5, 4.5, num=768).reshape(4, 8, 8, 3)
y = np.array([0, 2, 1, 4])

scores = model.forward(feats)
correct_scores = np.array(
    [
        [-13.85107294, -11.52845818, -9.20584342, -6.88322866, -4.5606139],
        [-11.44514171, -10.21200524, -8.97886878, -7.74573231, -6.51259584],
        [-9.03921048, -8.89555231, -8.75189413, -8.60823596, -8.46457778],
        [-6.63327925, -7.57909937, -8.52491949, -9.4707396, -10.41655972],
    ]
)
assert np.abs(scores - correct_scores).sum() < 1e-6, "the scores are wrong"
loss = loss_func.forward(scores, y)
assert abs(loss - 4.56046848799693) < 1e-10, "the loss is wrong"
print("initial parameters, scores and loss are right")

model.backward(loss_func.backward())
for name, grad in sorted(model.net.grads.items()):
    grad_num = eval_numerical_gradient(
        lambda _: loss_func.forward(model.forward(feats), y),
        model.net.get_params(name),
        verbose=False,
    )
    print(f"small CNN, error of {name}: {rel_error(grad_num, grad):.2e}")

# %%
check("cnn_network")

# %% [markdown]
# ## A network of your own (5 points, and 20 for its accuracy)
#
# **To do:** write `SmallConvolutionalNetwork.build`: images of 32 by 32 pixels in three
# channels to 20 scores, with at most two convolutions and at most two max-pooling
# layers (or fewer), and whatever else you have written: FC layers, GeLU, dropout.
# Choose optimizer and settings, so that it gets 40 % of the validation images right.
#
# A step takes far longer here than in problem 1. Begin with few filters and a small FC
# layer, and see within an epoch whether the loss goes the right way; make it larger
# then.

# %%
check("small_cnn")

# %%
images, labels = data["data_train"], data["labels_train"]
if QUICK:
    images, labels = images[:500], labels[:500]
data_dict = {
    "data_train": (images, labels),
    "data_val": (data["data_val"], data["labels_val"]),
    "data_test": (data["data_test"], data["labels_test"]),
}

np.random.seed(123)
# BEGIN SOLUTION
# STUB: # TODO: choose better values, and another optimizer if you like
# STUB: model = SmallConvolutionalNetwork()
# STUB: optimizer = Adam(model.net, lr=1e-5)
# STUB: batch_size, epochs = 100, 1
# STUB: lr_decay, lr_decay_every = 1.0, 100
# STUB: regularization, reg_lambda = "none", 0.0
model = SmallConvolutionalNetwork(keep_prob=0.5)
optimizer = Adam(model.net, lr=1e-3)
batch_size, epochs = 100, 6
lr_decay, lr_decay_every = 0.7, 1
regularization, reg_lambda = "none", 0.0
# END SOLUTION

opt_params, loss_hist, train_acc_hist, val_acc_hist = train_net(
    data_dict,
    model,
    cross_entropy(),
    optimizer,
    batch_size,
    1 if QUICK else epochs,
    lr_decay,
    lr_decay_every,
    show_every=100,
    verbose=True,
    regularization=regularization,
    reg_lambda=reg_lambda,
)
np.save("best_small_cnn.npy", opt_params)

# %%
figure, (upper, lower) = plt.subplots(2, 1, figsize=(12, 9))
upper.plot(loss_hist, ".", markersize=3)
upper.set(title="Training loss", xlabel="iteration", ylabel="loss")
lower.plot(train_acc_hist, "o-", label="training")
lower.plot(val_acc_hist, "o-", label="validation")
lower.axhline(0.4, color="k", linestyle="--", linewidth=1)
lower.set(title="Accuracy", xlabel="epoch", ylabel="share of right answers")
lower.legend(loc="lower right")
figure.tight_layout()
plt.show()

# %%
model = SmallConvolutionalNetwork()
model.net.load(opt_params)
model.net.gather_params()
print(f"validation accuracy: {compute_acc(model, *data_dict['data_val']):.2%}")
print(f"test accuracy: {compute_acc(model, *data_dict['data_test']):.2%}")

# %% [markdown] tags=["question:filter_plot"]
# ## The filters (5 points)
#
# A filter of the first layer has three channels, so it can be drawn as a small colour
# image. Early work on convolutional networks found that many filters come to look like
# edges.
#
# **To do:** take the weights of the first convolution of your best network,
# (k, k, 3, F), and arrange the filters as a grid in `im_array`, an image whose values
# are between 0 and 1; leave a gap between the filters.

# %% tags=["question:filter_plot"]
im_array = None
# BEGIN SOLUTION
# STUB: # TODO: read the weights, scale them to [0, 1], and lay them out as a grid
filters = model.net.get_params("conv1_w")
lowest, highest = filters.min(axis=(0, 1, 2)), filters.max(axis=(0, 1, 2))
filters = (filters - lowest) / (highest - lowest)
k, num_filters = filters.shape[0], filters.shape[3]
columns = int(np.ceil(np.sqrt(num_filters)))
rows = int(np.ceil(num_filters / columns))
im_array = np.ones((rows * (k + 1) - 1, columns * (k + 1) - 1, 3))
for index in range(num_filters):
    top, left = (k + 1) * (index // columns), (k + 1) * (index % columns)
    im_array[top : top + k, left : left + k] = filters[..., index]
# END SOLUTION

if im_array is not None:
    plt.imshow(im_array)
    plt.title("Filters of the first layer, each scaled to its own range")
    plt.axis("off")
    plt.show()

# %% [markdown] tags=["instructor", "question:filter_plot"]
# **Model answer.** One image for all filters, in colour, with gaps between them and
# values from 0 to 1.
#
# *Rubric:*
#
# - 3: all filters in colour
# - 2: a sensible range of values, and a grid that can be read

# %% [markdown] tags=["question:filter_question"]
# ### Inline question (5 points)
#
# What kinds of filters do you see? What might each kind respond to?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:filter_question"]
# **Model answer.** Some filters are light on one side and dark on the other: edges, in
# several directions. Some are of one colour, or go from a colour to its opposite: they
# respond to patches of a colour and to borders between colours. Some have a bright or
# dark centre: spots. With 3 by 3 pixels there is no room for more than that; larger
# filters show it better. A few look like noise: they have learnt little, or what they
# respond to can't be told from so few pixels.
#
# *Rubric:*
#
# - 2: naming at least two kinds that are in the plot
# - 2: saying what they respond to
# - 1: the limits that the size of the filters sets

# %% [markdown] tags=["question:extra_credit"]
# ## Extra credit: look closer (5 points)
#
# Examine your network further, and report in your own words. Some ideas:
#
# 1. the confusion matrix on the test images: which classes are taken for each other,
#    and do they look alike?
# 2. batch normalization: write the layer, and compare the training with and without;
# 3. labels with errors: change a share of the training labels at random, and see what
#    that does to the accuracies.
#
# There is no code for it here. Put the result at the end of your document under the
# heading "Extra credit".

# %% [markdown] tags=["instructor", "question:extra_credit"]
# **Model answer.** Any question that this network can answer. With the confusion
# matrix, say: classes that share shapes and colours, such as the two of vehicles, are
# taken for each other more often than others, and an image or two of each pair shows
# why. With noisy labels: after few epochs the training accuracy has lost about as much
# as there are wrong labels, the validation accuracy less. With batch normalization: a
# larger learning rate still converges, and the first epochs gain most.
#
# *Rubric:*
#
# - 2: a question that the experiment can answer
# - 2: an experiment that does, with a labelled figure or table
# - 1: the conclusion that it supports

# %% [markdown]
# ## Handing in
#
# Make a document `problem_2_solution.pdf` in this folder with, in this order,
#
# 1. the loss and the accuracies of your network's training;
# 2. the plot of its filters;
# 3. your answer to the question about them;
# 4. if you did it, the extra credit.
#
# The notebook itself, run from top to bottom and saved with its outputs, is handed in,
# too: the plots in both must be the same. In a terminal, in this folder,
# `numgrade check` runs all public checks once more, and `numgrade submit` makes the
# archive to hand in and says what is missing from it.
