"""Trained networks that were saved: their accuracy on test images of the grader's."""

from autograder.grade import question

TRAINED_ON = 49_000  # images; the notebooks subtract the mean of these


def centred_images(training):
    """Return test images (N, 3, 32, 32), centred as in the notebooks, and classes."""
    images, y = training.images("test")
    X = images - training.mean_image(TRAINED_ON)
    return X.transpose(0, 3, 1, 2), y


def saved_parameters(submission, name):
    """Return the dict of parameters in a .npy file, as it lies in the worker."""
    load = submission.library("numpy").load
    return load(submission.file(name), allow_pickle=True).item()


@question("best_neural_net", points=6)
def test_accuracy_of_the_saved_network(submission, training):
    X, y = centred_images(training)
    net = submission.module("neural_net").TwoLayerNet(3072, 50, 10)
    net.params = saved_parameters(submission, "best_two_layer_net.npy")
    training.score(net, lambda net, X: net.predict(X), X.reshape(len(y), -1), y)


@question("solver_two_layer_net", points=3)
def test_accuracy_of_the_network_trained_with_the_solver(submission, training):
    X, y = centred_images(training)
    net = submission.module("fc_net").TwoLayerNet()
    net.params = saved_parameters(submission, "solver_two_layer_net.npy")
    training.score(net, lambda net, X: net.loss(X), X, y)
