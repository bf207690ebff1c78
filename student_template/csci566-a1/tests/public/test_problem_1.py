"""Problem 1, public checks: the notebook's own inputs, so that both agree."""

import numpy as np

from autograder.grade import check, question
from autograder.grade.compare import as_array, close
from autograder.grade.parameters import check_names, name_by_shape


def random_state():
    return np.random.RandomState(566)


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


@question("fc_forward", points=0.5)
def test_flatten_and_fc_on_the_notebooks_arrays(submission, expected):
    x = np.linspace(-0.1, 0.4, num=504).reshape(3, 7, 6, 4)
    w = np.linspace(-0.2, 0.2, num=672).reshape(168, 4)
    layer = dense(submission, w, np.linspace(-0.3, 0.3, num=4))
    flatten = submission.module("mlp.layer_utils").flatten()
    expected.close("out", layer.forward(flatten.forward(x)))


@question("fc_backward", points=0.5)
def test_fc_and_flatten_backward_on_the_notebooks_arrays(
    submission, expected, numeric_gradient
):
    draw = random_state()
    images, w, b = draw.randn(15, 2, 2, 3), draw.randn(12, 15), draw.randn(15)
    dout = draw.randn(15, 15)
    layer, x = dense(submission, w, b), images.reshape(15, 12)
    layer.forward(x)
    dx, grads = layer.backward(dout), own_gradients(layer)
    numeric_gradient.check(layer.forward, (x,), dout, {"dx": dx}, pick=None)
    numeric_gradient.check_params(
        layer.forward, (x,), layer.params, grads, list(grads), dout=dout, pick=None
    )
    flatten = submission.module("mlp.layer_utils").flatten()
    flatten.forward(images)
    expected.close("dinp", flatten.backward(x))


@question("gelu_forward", points=0.5)
def test_gelu_on_the_notebooks_array(submission, expected):
    layer = submission.module("mlp.layer_utils").gelu()
    expected.close("out", layer.forward(np.linspace(-3, 3, num=12).reshape(3, 4)))


@question("gelu_backward", points=0.5)
def test_gelu_backward_on_the_notebooks_array(submission, numeric_gradient):
    draw = random_state()
    x, dout = draw.randn(15, 15), draw.randn(15, 15)
    layer = submission.module("mlp.layer_utils").gelu()
    layer.forward(x)
    dx = layer.backward(dout)
    numeric_gradient.check(layer.forward, (x,), dout, {"dx": dx}, pick=None)


@question("dropout_forward", points=0.5)
def test_dropout_drops_its_share_in_training_and_nothing_in_testing(submission):
    dropout = submission.module("mlp.layer_utils").dropout
    x = random_state().randn(100, 100) + 5.0
    for keep_prob in (0, 0.25, 0.5, 0.75, 1):
        layer = dropout(keep_prob, seed=1)
        out = as_array("the output in training", layer.forward(x, True))
        zeros, wanted = float((out == 0).mean()), 1 - keep_prob if keep_prob else 0
        # 10,000 draws: the bound is 6 standard errors wide
        check(
            abs(zeros - wanted) <= 0.03 * (0 < keep_prob < 1),
            f"keep_prob {keep_prob}: a share of {zeros:.3f} is zero, not {wanted}",
        )
        # the mean of what is kept and scaled spreads by 5 sqrt((1 - p) / p) / 100
        check(
            abs(out.mean() - x.mean()) < 0.55,
            f"keep_prob {keep_prob}: the mean goes from {x.mean():.2f} to "
            f"{out.mean():.2f}; it should stay much alike",
        )
        close("the output in testing", layer.forward(x, False), x)


@question("dropout_backward", points=0.5)
def test_dropout_backward_on_the_notebooks_settings(submission):
    draw = random_state()
    x, dout = draw.randn(5, 5) + 5, draw.randn(5, 5)
    layer = submission.module("mlp.layer_utils").dropout(0.75, seed=100)
    kept = as_array("the output", layer.forward(x, True, seed=1)) != 0
    close("dx", layer.backward(dout), dout * kept / 0.75)


@question("fc_gelu_network", points=0.25)
def test_the_notebook_names_the_layers_parameters(submission):
    names = submission.cell("problem_1.ipynb", "TestFCGeLU()", ("w_name", "b_name"))
    net = submission.module("mlp.fully_conn").TestFCGeLU().net
    check_names(net.params, names, [(15, 5), (5,)])


@question("fc_gelu_network", points=0.25)
def test_fc_gelu_network_on_the_notebooks_arrays(
    submission, expected, numeric_gradient
):
    draw = random_state()
    x, w, b = draw.randn(3, 5, 3), draw.randn(15, 5), draw.randn(5)
    dout = draw.randn(3, 5)
    model = submission.module("mlp.fully_conn").TestFCGeLU()
    w_name, b_name = assign(model.net, w, b)
    expected.close("out", model.forward(x))
    dx = model.backward(dout)
    expected.close("dw", model.net.get_grads(w_name))
    expected.close("db", bias_gradient(model.net.get_grads(b_name)))
    numeric_gradient.check(model.forward, (x,), dout, {"dx": dx}, pick=None)


def notebooks_scores():
    draw = random_state()
    return 0.001 * draw.randn(100, 6), draw.randint(6, size=100)


@question("softmax", points=0.25)
def test_softmax_on_the_notebooks_scores(submission, expected):
    x, _ = notebooks_scores()
    expected.close("probabilities", submission.module("mlp.layer_utils").softmax(x))


@question("cross_entropy_forward", points=0.25)
def test_cross_entropy_on_the_notebooks_scores(submission, expected):
    x, y = notebooks_scores()
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    expected.close("loss", loss_func.forward(x, y))


@question("cross_entropy_backward", points=0.25)
def test_cross_entropy_gradient_on_the_notebooks_scores(submission, numeric_gradient):
    x, y = notebooks_scores()
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    loss_func.forward(x, y)
    dx = loss_func.backward()
    numeric_gradient.check(loss_func.forward, (x, y), 1.0, {"dx": dx}, pick=None)


@question("small_network", points=0.25)
def test_the_notebook_names_the_small_networks_parameters(submission):
    wanted = ("w1_name", "b1_name", "w2_name", "b2_name")
    beside = "SmallFullyConnectedNetwork()"
    names = submission.cell("problem_1.ipynb", beside, wanted)
    net = submission.module("mlp.fully_conn").SmallFullyConnectedNetwork().net
    check_names(net.params, names, [(4, 30), (30,), (30, 7), (7,)])


@question("small_network", points=0.25)
def test_small_network_on_the_notebooks_arrays(submission, expected):
    model = submission.module("mlp.fully_conn").SmallFullyConnectedNetwork()
    names = assign(
        model.net,
        np.linspace(-0.7, 0.3, num=120).reshape(4, 30),
        np.linspace(-0.6, 0.2, num=30),
        np.linspace(-0.2, 0.2, num=210).reshape(30, 7),
        np.linspace(-0.9, 0.1, num=7),
    )
    scores = model.forward(np.linspace(-5.5, 4.5, num=16).reshape(4, 4).T)
    expected.close("scores", scores)
    model.backward(np.linspace(-0.5, 0.4, num=28).reshape(4, 7))
    for name, what in zip(names, ("dw1", "db1", "dw2", "db2"), strict=True):
        gradient = model.net.get_grads(name)
        expected.close(what, bias_gradient(gradient) if "b" in what else gradient)


@question("dropout_network", points=0.5)
def test_a_network_without_dropout_on_the_notebooks_settings(
    submission, expected, numeric_gradient
):
    draw = np.random.RandomState(1234)
    X, dout = draw.randn(3, 15), draw.randn(3, 10)
    model = submission.module("mlp.fully_conn").DropoutNet(keep_prob=0, seed=1234)
    sizes = ((15, 20), (20,), (20, 30), (30,), (30, 10), (10,))
    assign(model.net, *(0.3 * draw.randn(*size) for size in sizes))
    expected.close("out", model.forward(X, True, seed=1234))
    dx = model.backward(dout)
    numeric_gradient.check(model.forward, (X,), dout, {"dx": dx}, pick=None)


@question("train_net", points=0.5)
def test_training_on_one_batch_of_all_samples(submission, expected):
    draw = random_state()
    model = submission.module("mlp.fully_conn").DropoutNet()
    sizes = ((15, 20), (20,), (20, 30), (30,), (30, 10), (10,))
    # so small that no scores are alike: GeLU makes zeros of all that is far below zero
    assign(model.net, *(0.3 * draw.randn(*size) for size in sizes))
    X = draw.randn(50, 15)
    samples = X, X[:, :10].argmax(axis=1)
    data = {"data_train": samples, "data_val": samples, "data_test": samples}
    loss_func = submission.module("mlp.layer_utils").cross_entropy()
    optimizer = submission.module("optim").SGD(model.net, 1.0)
    train_net = submission.module("mlp.train").train_net
    results = train_net(data, model, loss_func, optimizer, 50, 3)
    check(len(results) == 4, "train_net should return four things")
    _, losses, train_acc, val_acc = results
    expected.close("loss_hist", losses)
    expected.close("train_acc_hist", train_acc)
    expected.close("val_acc_hist", val_acc)


@question("tiny_net", points=0.5)
def test_tiny_net_takes_images_and_gives_20_scores(submission):
    model = submission.module("mlp.fully_conn").TinyNet()
    scores = as_array("scores", model.forward(random_state().randn(2, 32, 32, 3)))
    check(scores.shape == (2, 20), f"the scores are {scores.shape}, not (2, 20)")


def stepped(submission, make, name):
    """Take a step on the notebook's layer; return what became of its weights."""
    w = np.linspace(-0.4, 0.6, num=20).reshape(4, 5)
    layers = submission.module("mlp.layer_utils")
    net = layers.sequential(layers.fc(4, 5, name=name))
    layer = net.layers[0]
    layer.params = {f"{name}_w": w}
    layer.grads = {f"{name}_w": np.linspace(-0.6, 0.4, num=20).reshape(4, 5)}
    make(net).step()
    return layer.params[f"{name}_w"]


@question("sgd_weight_decay", points=0.5)
def test_sgd_on_the_notebooks_arrays(submission, expected):
    SGD = submission.module("optim").SGD
    expected.close("w", stepped(submission, lambda n: SGD(n, 1e-3, 1e-4), "sgd_fc"))


@question("adam", points=0.5)
def test_adam_on_the_notebooks_arrays(submission, expected):
    made = []

    def make(net):
        adam = submission.module("optim").Adam(net, 1e-2, 0.9, 0.999, t=5)
        adam.mt = {"adam_fc_w": np.linspace(0.6, 0.9, num=20).reshape(4, 5)}
        adam.vt = {"adam_fc_w": np.linspace(0.7, 0.5, num=20).reshape(4, 5)}
        made.append(adam)
        return adam

    w = stepped(submission, make, "adam_fc")
    expected.close("mt", made[0].mt["adam_fc_w"])
    expected.close("vt", made[0].vt["adam_fc_w"])
    expected.close("w", w)


def penalised(submission, method, lam):
    """Apply a penalty to one layer; return its gradients of weights and bias."""
    draw = random_state()
    layers = submission.module("mlp.layer_utils")
    net = layers.sequential(layers.fc(4, 5, name="dense"))
    for name, shape in (("dense_w", (4, 5)), ("dense_b", (5,))):
        net.assign(name, draw.randn(*shape))
        net.assign_grads(name, draw.randn(*shape))
    net.gather_params()
    net.gather_grads()
    getattr(net, method)(lam)
    grads = net.layers[0].grads
    return grads["dense_w"], grads["dense_b"]


@question("l1_regularization", points=0.5)
def test_l1_on_one_layer(submission, expected):
    dw, db = penalised(submission, "apply_l1_regularization", 0.3)
    expected.close("dw", dw)
    expected.close("db", db)


@question("l2_regularization", points=0.25)
def test_l2_on_one_layer(submission, expected):
    dw, db = penalised(submission, "apply_l2_regularization", 0.3)
    expected.close("dw", dw)
    expected.close("db", db)
