"""One strided convolution under another name, and dropout in the middle."""


class TestCNN:
    def build(self):
        images = ConvLayer2D(3, 3, 3, name="look"), MaxPoolingLayer(2, 2, "p")  # noqa: F821
        return sequential(*images, flatten(), fc(27, 5, 0.02, "say"))  # noqa: F821


class SmallConvolutionalNetwork:
    def build(self):
        images = ConvLayer2D(3, 5, 8, 2, 1, name="c"), MaxPoolingLayer(2, 2, "p")  # noqa: F821
        rest = gelu(), flatten(), dropout(0.5), fc(392, 20, 0.02)  # noqa: F821
        return sequential(*images, *rest)  # noqa: F821
