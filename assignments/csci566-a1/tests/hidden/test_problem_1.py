"""Problem 1, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.compare import as_array, close
from autograder.grade.gradients import Forward, compare_numerically
from autograder.grade.parameters import name_by_shape

# a batch of one, one feature, more features than samples and the other way round
SIZES = [(1, 7, 5), (6, 1, 4), (3, 12, 2), (8, 3, 1)]
every_size = pytest.mark.parametrize("size", SIZES, ids=str)
SHAPES = [(1, 7), (6, 4), (3, 2, 5), (2, 3, 4, 2)]
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def dense(submission, w, b):
    """Return a fully connected layer with these weights and this bias."""
    layer = submission.module("mlp.layer_utils").fc(*w.shape, name="dense")
    layer.params[layer.w_name] = w
    layer.params[layer.b_name] = b
    return layer


def assign(net, *values):
    """Give the network parameters, each told by its shape; return their names."""
    names = [name_by_shape(net.params, value.shape) for value in values]
    for name, value in zip(names, values, strict=True):
        net.assign(name, value)
    return names


def bias_gradient(value):
    """Return a bias's gradient as a vector: a row (1, M) works as well."""
    return as_array("the gradient of b", value).ravel()


def own_gradients(layer):
    """Return what a layer stored for its weights and its bias."""
    w, b = layer.grads[layer.w_name], layer.grads[layer.b_name]
    return {layer.w_name: w, layer.b_name: bias_gradient(b)}


@question("fc_forward", points=1)
@every_size
def test_fc_of_other_sizes(submission, expected, rng, size):
    N, D, M = size
    layer = dense(submission, rng.randn(D, M), rng.randn(M))
    expected.close("out", layer.forward(rng.randn(N, D)))


@question("fc_forward", points=0.5)
@every_shape
def test_flatten_of_other_shapes(submission, rng, shape):
    x = rng.randn(*shape)
    flatten = submission.module("mlp.layer_utils").flatten()
    close("out", flatten.forward(x), x.reshape(shape[0], -1))


@question("fc_backward", points=1)
@every_size
def test_fc_backward_of_other_sizes(submission, numeric_gradient, rng, size):
    N, D, M = size
    layer = dense(submission, rng.randn(D, M), rng.randn(M))
    x, dout = rng.randn(N, D), rng.randn(N, M)
    layer.forward(x)
    dx, grads = layer.backward(dout), own_gradients(layer)
    numeric_gradient.check(layer.forward, (x,), dout, {"dx": dx}, pick=None)
    numeric_gradient.check_params(
        layer.forward, (x,), layer.params, grads, list(grads), dout=dout, pick=None
    )


@question("fc_backward", points=0.5)
@every_shape
def test_flatten_backward_of_other_shapes(submission, rng, shape):
    dinp = rng.randn(*shape)
    flatten = submission.module("mlp.layer_utils").flatten()
    flatten.forward(rng.randn(*shape))
    close("dinp", flatten.backward(dinp.reshape(shape[0], -1)), dinp)


@question("gelu_forward", points=1.5)
@every_shape
def test_gelu_of_other_shapes(submission, expected, rng, shape):
    layer = submission.module("mlp.layer_utils").gelu()
    expected.close("out", layer.forward(3 * rng.randn(*shape)))


@question("gelu_backward", points=1.5)
@every_shape
def test_gelu_backward_of_other_shapes(submission, numeric_gradient, rng, shape):
    layer = submission.module("mlp.layer_utils").gelu()
    x, dout = 2 * rng.randn(*shape), rng.randn(*shape)
    layer.forward(x)
    dx = layer.backward(dout)
    numeric_gradient.check(layer.forward, (x,), dout, {"dx": dx}, pick=None)


def factors(layer, x, *args, **kwargs):
    """Return what dropout multiplies each feature by."""
    return as_array("the output", layer.forward(x, *args, **kwargs)) / x


@question("dropout_forward", points=0.5)
@pytest.mark.parametrize("keep_prob", [0.2, 0.6, 0.9])
def test_dropout_keeps_its_share_and_scales_it(submission, rng, keep_prob):
    layer = submission.module("mlp.layer_utils").dropout(keep_prob, seed=5)
    kept = factors(layer, 1 + rng.rand(100, 200), True)
    share = float((kept != 0).mean())
    # 20,000 draws: the bound is over 5 standard errors wide
    check(abs(share - keep_prob) < 0.02, f"keeps {share:.3f} instead of {keep_prob}")
    values = kept[kept != 0]
    close("what is kept, over its input", values, np.full(values.shape, 1 / keep_prob))


@question("dropout_forward", points=0.25)
def test_dropout_decides_for_each_element_and_each_time_anew(submission, rng):
    layer = submission.module("mlp.layer_utils").dropout(0.5, seed=5)
    x = 1 + rng.rand(40, 50)
    first, second = (factors(layer, x, True) != 0 for _ in range(2))
    check(bool((first != second).any()), "two calls without a seed drop the same")
    # by chance alone, a line of 40 fair coins agrees once in 10**11 tries
    whole = (first.all(axis=0) | ~first.any(axis=0)).any()
    whole |= (first.all(axis=1) | ~first.any(axis=1)).any()
    check(not whole, "whole rows or columns are dropped together, not single elements")


@question("dropout_forward", points=0.25)
def test_dropout_with_the_same_seed_drops_the_same(submission, rng):
    layer = submission.module("mlp.layer_utils").dropout(0.5)
    x = 1 + rng.rand(20, 30)
    first, second, third = (factors(layer, x, True, seed=s) for s in (3, 4, 3))
    check(bool((first == third).all()), "forward with seed=3, twice: masks differ")
    check(bool((first != second).any()), "seed=3 and seed=4 give the same mask")


@question("dropout_forward", points=0.5)
@pytest.mark.parametrize(
    ("keep_prob", "is_training"), [(0, True), (1, True), (0.3, False), (0, False)]
)
def test_dropout_changes_nothing_in_testing_and_when_off(
    submission, rng, keep_prob, is_training
):
    x = rng.randn(3, 2, 4)
    layer = submission.module("mlp.layer_utils").dropout(keep_prob)
    close("the output", layer.forward(x, is_training), x)


def check_dropout_gradient(dx, dout, kept, right):
    """Check ``dx``; to fit the own forward pass, wrong as it may be, will do, too."""
    dx = as_array("dx", dx)
    if not np.array_equal(kept, right) and np.allclose(dx, dout * kept):
        return
    close("dx", dx, dout * right)


@question("dropout_backward", points=1)
@pytest.mark.parametrize("keep_prob", [0.25, 0.7])
def test_dropout_backward_has_the_latest_mask(submission, rng, keep_prob):
    layer = submission.module("mlp.layer_utils").dropout(keep_prob, seed=5)
    layer.forward(1 + rng.rand(30, 40), True)
    kept = factors(layer, x := 1 + rng.rand(30, 40), True)
    check(bool((kept == 0).any()), "the forward pass drops nothing to begin with")
    dout = rng.randn(*x.shape)
    right = (kept != 0) / keep_prob
    check_dropout_gradient(layer.backward(dout), dout, kept, right)


@question("dropout_backward", points=0.5)
@pytest.mark.parametrize(
    ("keep_prob", "is_training"), [(0, True), (1, True), (0.3, False)]
)
def test_dropout_backward_passes_all_in_testing_and_when_off(
    submission, rng, keep_prob, is_training
):
    layer = submission.module("mlp.layer_utils").dropout(keep_prob, seed=5)
    layer.forward(rng.randn(4, 6), True)
    kept = factors(layer, rng.randn(4, 6), is_training)
    dout = rng.randn(4, 6)
    check_dropout_gradient(layer.backward(dout), dout, kept, np.ones((4, 6)))


@question("fc_gelu_network", points=1.5)
@pytest.mark.parametrize("batch", [1, 5])
def test_fc_gelu_network_for_other_batches(
    submission, expected, numeric_gradient, rng, batch
):
    model = submission.module("mlp.fully_conn").TestFCGeLU()
    w_name, b_name = assign(model.net, rng.randn(15, 5), rng.randn(5))
    x, dout = rng.randn(batch, 5, 3), rng.randn(batch, 5)
    expected.close("out", model.forward(x))
    dx = model.backward(dout)
    expected.close("dw", model.net.get_grads(w_name))
    expected.close("db", bias_gradient(model.net.get_grads(b_name)))
    numeric_gradient.check(model.forward, (x,), dout, {"dx": dx}, pick=None)


SCORES = [(1, 3), (7, 2), (12, 20)]
any_scores = pytest.mark.parametrize("shape", SCORES, ids=str)


@question("softmax", points=0.25)
@any_scores
def test_softmax_of_scores_of_any_size(submission, expected, rng, shape):
    softmax = submission.module("mlp.layer_utils").softmax
    expected.close("probabilities", softmax(4 * rng.randn(*shape)))


@question("cross_entropy_forward", points=0.4)
@any_scores
def test_cross_entropy_of_scores_of_any_size(submission, expected, rng, shape):
    x, y = 3 * rng.randn(*shape), rng.randint(shape[1], size=shape[0])
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    expected.close("loss", loss_func.forward(x, y))


@question("cross_entropy_forward", points=0.1)
def test_cross_entropy_without_averaging_is_the_sum(submission, expected, rng):
    x, y = rng.randn(6, 4), rng.randint(4, size=6)
    loss_func = submission.module("mlp.layer_utils").cross_entropy(size_average=False)
    expected.close("loss", loss_func.forward(x, y))


@question("cross_entropy_backward", points=0.4)
@any_scores
def test_cross_entropy_gradient_of_scores_of_any_size(
    submission, numeric_gradient, rng, shape
):
    x, y = 3 * rng.randn(*shape), rng.randint(shape[1], size=shape[0])
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    loss_func.forward(x, y)
    dx = loss_func.backward()
    numeric_gradient.check(loss_func.forward, (x, y), 1.0, {"dx": dx}, pick=None)


@question("cross_entropy_backward", points=0.1)
def test_cross_entropy_gradient_without_averaging(submission, numeric_gradient, rng):
    x, y = rng.randn(6, 4), rng.randint(4, size=6)
    loss_func = submission.module("mlp.layer_utils").cross_entropy(size_average=False)
    loss_func.forward(x, y)
    dx = loss_func.backward()
    numeric_gradient.check(loss_func.forward, (x, y), 1.0, {"dx": dx}, pick=None)


@question("small_network", points=0.5)
def test_small_networks_parameters_start_as_asked(submission):
    net = submission.module("mlp.fully_conn").SmallFullyConnectedNetwork().net
    for shape in ((4, 30), (30, 7)):
        spread = float(np.std(net.params[name_by_shape(net.params, shape)]))
        # 120 draws or more: a deviation is within 6.5 % of the true one
        check(0.014 < spread < 0.026, f"{shape}: deviates by {spread:.3g}, not 0.02")
    for shape in ((30,), (7,)):
        bias = as_array("the bias", net.params[name_by_shape(net.params, shape)])
        check(not bias.any(), f"the bias {shape} should start at zero")


@question("small_network", points=1)
@pytest.mark.parametrize("batch", [1, 6])
def test_small_network_for_other_batches(
    submission, expected, numeric_gradient, rng, batch
):
    model = submission.module("mlp.fully_conn").SmallFullyConnectedNetwork()
    sizes = ((4, 30), (30,), (30, 7), (7,))
    names = assign(model.net, *(rng.randn(*size) for size in sizes))
    x, dout = rng.randn(batch, 4), rng.randn(batch, 7)
    expected.close("scores", model.forward(x))
    dx = model.backward(dout)
    for name, size in zip(names, sizes, strict=True):
        gradient = model.net.get_grads(name)
        if len(size) == 1:
            gradient = bias_gradient(gradient)
        expected.close(f"the gradient of the parameter {size}", gradient)
    numeric_gradient.check(model.forward, (x,), dout, {"dx": dx}, pick=None)


SIZES_OF_DROPOUT_NET = ((15, 20), (20,), (20, 30), (30,), (30, 10), (10,))


def dropout_net(submission, rng, keep_prob=0):
    """Return the course's network with parameters of its own, and their names."""
    model = submission.module("mlp.fully_conn").DropoutNet(keep_prob, seed=9)
    values = (0.5 * rng.randn(*size) for size in SIZES_OF_DROPOUT_NET)
    return model, assign(model.net, *values)


@question("dropout_network", points=1.5)
@pytest.mark.parametrize("keep_prob", [0.25, 0.5, 0.75])
def test_a_networks_gradients_follow_its_own_dropout(submission, rng, keep_prob):
    model, _ = dropout_net(submission, rng, keep_prob)
    x, dout = rng.randn(4, 15), rng.randn(4, 10)
    tested = as_array("the output in testing", model.forward(x, False))
    out = as_array("the output in training", model.forward(x, True, seed=7))
    kept = out != 0
    check(bool(kept.any()) and not kept.all(), "training should drop some and not all")
    close("what is kept", out[kept], tested[kept] / keep_prob)
    dx = model.backward(dout)
    random, args = np.random.RandomState(0), (x, True, 7)
    for layer in model.net.layers:
        for name in layer.params:
            gradient = layer.grads[name]
            if np.ndim(layer.params[name]) == 1:
                gradient = bias_gradient(gradient)
            forward = Forward(model.forward, args, (layer.params, name), None, dout)
            compare_numerically(f"grads[{name!r}]", forward, gradient, random)
    compare_numerically("dx", Forward(model.forward, args, 0, None, dout), dx, random)


def train(submission, rng, model, **settings):
    """Train on one batch of all samples: their order makes no difference."""
    X, X_val = rng.randn(40, 15), rng.randn(60, 15)
    data = {
        "data_train": (X, X[:, :10].argmax(axis=1)),
        "data_val": (X_val, X_val[:, :10].argmax(axis=1)),
    }
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    optimizer = submission.module("optim").SGD(model.net, settings.pop("lr"))
    train_net = submission.module("mlp.train").train_net
    return train_net(data, model, loss_func, optimizer, 40, **settings)


def check_params(expected, opt_params):
    """Check what was kept, told by the shapes."""
    # a bias whose gradients are rows (1, M) has become a row itself
    values = [np.squeeze(as_array(name, opt_params[name])) for name in opt_params]
    kept = {value.shape: value for value in values}
    for size in SIZES_OF_DROPOUT_NET:
        check(size in kept, f"opt_params lacks the parameter of shape {size}")
        expected.close(f"the parameter of shape {size}", kept[size])


@question("train_net", points=0.25)
def test_dropout_drops_while_training(submission, rng):
    model, _ = dropout_net(submission, rng, 0.5)
    _, losses, *_ = train(submission, rng, model, lr=0.0, max_epochs=4)
    losses = as_array("loss_hist", losses)
    # the parameters stay: only what is dropped differs from step to step
    differ = bool(np.ptp(losses) > 1e-9)
    check(differ, "the loss is the same with every mask: is dropout in training mode?")


@question("train_net", points=0.25)
@pytest.mark.parametrize("regularization", ["none", "l2"])
def test_each_step_goes_down_the_gradient(submission, expected, rng, regularization):
    model, _ = dropout_net(submission, rng)
    settings = {"regularization": regularization, "reg_lambda": 0.02}
    _, losses, _, _ = train(submission, rng, model, lr=0.4, max_epochs=4, **settings)
    expected.close("loss_hist", losses)


@question("train_net", points=0.5)
def test_accuracies_are_those_after_each_epoch(submission, expected, rng):
    model, _ = dropout_net(submission, rng)
    results = train(submission, rng, model, lr=0.8, max_epochs=5)
    expected.close("train_acc_hist", results[2])
    expected.close("val_acc_hist", results[3])


@question("train_net", points=0.5)
def test_the_best_parameters_are_kept_not_the_last(submission, expected, rng):
    model, _ = dropout_net(submission, rng)
    # a rate that turns negative undoes what was learnt, and scores stay small
    rates = {"lr": 0.4, "lr_decay": -1.0, "lr_decay_every": 1}
    results = train(submission, rng, model, max_epochs=3, **rates)
    check_params(expected, results[0])


@question("tiny_net", points=0.5)
def test_tiny_net_is_two_layers_with_gelu_between(submission, rng):
    model = submission.module("mlp.fully_conn").TinyNet()
    shapes = [np.shape(model.net.params[name]) for name in model.net.params]
    hidden = [shape[1] for shape in shapes if shape[:1] == (3072,)]
    check(len(hidden) == 1, "one layer should take the 3072 features")
    wanted = sorted([(3072, hidden[0]), (hidden[0],), (hidden[0], 20), (20,)])
    check(sorted(shapes) == wanted, f"its parameters are {shapes}, not {wanted}")
    check(hidden[0] != 20, "20 hidden units hide which layer is which; take another")
    w1, b1 = rng.randn(3072, hidden[0]) / 50, rng.randn(hidden[0])
    w2, b2 = rng.randn(hidden[0], 20), rng.randn(20)
    assign(model.net, w1, b1, w2, b2)
    x = rng.randn(3, 32, 32, 3)
    h = x.reshape(3, -1) @ w1 + b1
    h = 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3)))
    close("the scores", model.forward(x), h @ w2 + b2)


def random_net(submission, rng):
    """Return a network of two layers, one of them without parameters between them."""
    layers = submission.module("mlp.layer_utils")
    first, last = layers.fc(3, 4, name="first"), layers.fc(4, 2, name="last")
    net = layers.sequential(first, layers.gelu(name="between"), last)
    sizes = {"first_w": (3, 4), "first_b": (4,), "last_w": (4, 2), "last_b": (2,)}
    for name, size in sizes.items():
        net.assign(name, rng.randn(*size))
        net.assign_grads(name, rng.randn(*size))
    net.gather_params()
    net.gather_grads()
    return net, {"first": first, "last": last}


def each_item(layers, which):
    """Yield names and values of all the layers' ``params`` or ``grads``."""
    for layer_name, layer in layers.items():
        for kind in ("w", "b"):
            name = f"{layer_name}_{kind}"
            yield name, getattr(layer, which)[name]


@question("sgd_weight_decay", points=1.5)
@pytest.mark.parametrize("weight_decay", [0.0, 5e-4])
def test_sgd_updates_every_layer(submission, expected, rng, weight_decay):
    net, layers = random_net(submission, rng)
    submission.module("optim").SGD(net, lr=1e-2, weight_decay=weight_decay).step()
    for name, value in each_item(layers, "params"):
        # the decay itself is 5e-4 of the parameter
        expected.close(name, value)


@question("l1_regularization", points=1)
@pytest.mark.parametrize("lam", [0.0, 0.7])
def test_l1_reaches_every_layer(submission, expected, rng, lam):
    net, layers = random_net(submission, rng)
    net.apply_l1_regularization(lam)
    for name, value in each_item(layers, "grads"):
        expected.close(name, value)


@question("l1_regularization", points=0.5)
def test_l1_of_parameters_that_are_zero(submission):
    net = submission.module("mlp.layer_utils").sequential(
        dense(submission, np.ones((2, 3)), np.zeros(3))
    )
    layer = net.layers[0]
    layer.grads = {layer.w_name: np.zeros((2, 3)), layer.b_name: np.zeros(3)}
    net.apply_l1_regularization(0.7)
    close(
        "the gradient of weights of one",
        layer.grads[layer.w_name],
        np.full((2, 3), 0.7),
    )
    slope = as_array("the gradient of a bias of zero", layer.grads[layer.b_name])
    # |b| has a kink there: any slope between those of its two sides will do
    within = bool((np.abs(slope) <= 0.7).all())
    check(within, f"the gradient of a bias of zero is {slope[0]:.3g}; |b| grows by 0.7")


@question("l2_regularization", points=0.75)
@pytest.mark.parametrize("lam", [0.0, 0.7])
def test_l2_reaches_every_layer(submission, expected, rng, lam):
    net, layers = random_net(submission, rng)
    net.apply_l2_regularization(lam)
    for name, value in each_item(layers, "grads"):
        expected.close(name, value)


@question("adam", points=0.75)
@pytest.mark.parametrize(
    "settings",
    [{}, {"beta1": 0.5, "beta2": 0.9}, {"eps": 0.1}, {"weight_decay": 5e-4}],
    ids=["defaults", "betas", "eps", "weight_decay"],
)
def test_adam_from_its_first_step_on(submission, expected, rng, settings):
    layers = submission.module("mlp.layer_utils")
    net = layers.sequential(layers.fc(3, 4, name="dense"))
    layer = net.layers[0]
    # one parameter alone: t grows by one a step however it is counted
    layer.params = {"dense_w": rng.randn(3, 4)}
    adam = submission.module("optim").Adam(net, lr=1e-2, **settings)
    for step in range(3):
        layer.grads = {"dense_w": rng.randn(3, 4)}
        adam.step()
        expected.close(f"w after step {step + 1}", layer.params["dense_w"])


@question("adam", points=0.75)
def test_adam_goes_on_from_moments_and_updates_every_layer(submission, expected, rng):
    net, layers = random_net(submission, rng)
    # so many steps in, it makes no difference whether t counts steps or layers
    adam = submission.module("optim").Adam(net, lr=1e-2, t=10**6, weight_decay=5e-4)
    moments = [(name, np.shape(value)) for name, value in each_item(layers, "params")]
    adam.mt = {name: rng.randn(*shape) for name, shape in moments}
    adam.vt = {name: 0.1 + rng.rand(*shape) for name, shape in moments}
    adam.step()
    for name, value in each_item(layers, "params"):
        expected.close(name, value)
        expected.close(f"mt[{name!r}]", adam.mt[name])
        expected.close(f"vt[{name!r}]", adam.vt[name])


@question("tiny_net_training", points=2)
def test_accuracy_on_the_validation_images(submission, training):
    images, labels = training.images("train")
    count = len(images) * 4 // 5
    mean = images[:count].mean(axis=(0, 1, 2)) / 255
    std = images[:count].std(axis=(0, 1, 2)) / 255
    model = submission.module("mlp.fully_conn").TinyNet()
    # what was saved may be hostile: it is opened in the submission's own process
    saved = submission.library("numpy").load(
        submission.file("best_tiny_net.npy"), allow_pickle=True
    )
    model.net.load(saved.item())

    def predict(model, batch):
        return model.forward((batch / 255 - mean) / std, False)

    training.score(model, predict, images[count:], labels[count:])
