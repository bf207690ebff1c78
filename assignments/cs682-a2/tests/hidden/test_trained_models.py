"""Trained networks that were saved: their accuracy on test images of the grader's."""

from autograder.grade import question

TRAINED_ON = 49_000  # images; the notebooks subtract the mean of these


def centred_images(training):
    """Return test images (N, 3, 32, 32), centred as in the notebooks, and classes."""
    images, y = training.images("test")
    X = images - training.mean_image(TRAINED_ON)
    return X.transpose(0, 3, 1, 2), y


@question("best_two_layer_net", points=3)
def test_accuracy_of_the_saved_two_layer_network(submission, training):
    X, y = centred_images(training)
    model = submission.module("classifiers.fc_net").TwoLayerNet()
    model.load(submission.file("best_two_layer_net.npy"))
    training.score(model, lambda model, X: model.loss(X), X, y)


@question("best_fully_connected_net", points=5)
def test_accuracy_of_the_saved_fully_connected_network(submission, training):
    X, y = centred_images(training)
    submission.module("classifiers.fc_net")  # the pickle names its class
    saved = submission.library("io").open(
        submission.file("best_fully_connected_net.pkl"), "rb"
    )
    model = submission.library("pickle").load(saved)
    training.score(model, lambda model, X: model.loss(X), X, y)
