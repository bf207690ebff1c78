"""Networks that share a beginning by inheritance."""


class Pictures:
    def start(self, filters, size, **settings):
        return ConvLayer2D(3, size, filters, **settings), MaxPoolingLayer(2, 2, "pool")  # noqa: F821


class TestCNN(Pictures, Module):  # noqa: F821
    def build(self):
        start = self.start(3, 3, name="conv1")
        return sequential(*start, flatten(), fc(27, 5, 0.02, name="fc1"))  # noqa: F821


class SmallConvolutionalNetwork(Pictures, Module):  # noqa: F821
    def build(self):
        start = self.start(8, 5, stride=2, padding=2)
        return sequential(  # noqa: F821
            *start,
            gelu(),  # noqa: F821
            flatten(),  # noqa: F821
            fc(8 * 64, 20, init_scale=0.01),  # noqa: F821
        )
