"""Layers under other names, and fewer hidden units."""


class TestFCGeLU:
    def build(self):
        return sequential(flatten(), fc(15, 5, name="mine"), gelu())  # noqa: F821


class SmallFullyConnectedNetwork:
    def build(self):
        first, last = fc(4, 30, 0.02, "one"), fc(30, 7, 0.02, "two")  # noqa: F821
        return sequential(first, gelu("smooth"), last)  # noqa: F821


class TinyNet:
    def build(self):
        first, last = fc(3072, 40, 0.01, "in"), fc(40, 20, 0.01, "out")  # noqa: F821
        return sequential(flatten(), first, gelu(), last)  # noqa: F821
