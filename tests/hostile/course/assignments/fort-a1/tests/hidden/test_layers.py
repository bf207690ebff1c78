"""Hidden checks: inputs drawn from the secret seed. HIDDEN-TEST-SECRET"""

from autograder.grade import question


@question("affine", points=3)
def test_affine_on_secret_numbers(submission, expected, rng):
    layers = submission.module("layers")
    x, w, b = rng.randn(5, 4), rng.randn(4, 3), rng.randn(3)
    out, _ = layers.affine_forward(x, w, b)
    expected.close("out", out)


@question("relu", points=1)
def test_relu_on_secret_numbers(submission, expected, rng):
    out, _ = submission.module("layers").relu_forward(rng.randn(4, 4))
    expected.close("out", out)
