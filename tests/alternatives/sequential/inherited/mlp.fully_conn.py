"""Networks from a list of sizes, in a base class."""


class Stack:
    flat = ()
    scale = 0.002

    def build(self):
        parts = [flatten()] if self.flat else []  # noqa: F821
        for i, (rows, columns) in enumerate(zip(self.sizes, self.sizes[1:]), 1):  # noqa: B905
            parts.append(fc(rows, columns, self.scale, "fc%d" % i))  # noqa: F821, UP031
            parts.append(gelu("gelu%d" % i))  # noqa: F821, UP031
        return sequential(*parts[: len(parts) - (len(self.sizes) > 2)])  # noqa: F821


class TestFCGeLU(Stack, Module):  # noqa: F821
    flat, sizes = True, (15, 5)

    def build(self):
        return super().build()


class SmallFullyConnectedNetwork(Stack, Module):  # noqa: F821
    sizes, scale = (4, 30, 7), 0.02

    def build(self):
        return super().build()


class TinyNet(SmallFullyConnectedNetwork):
    flat, sizes = True, (3072, 25, 20)

    def build(self):
        return super().build()
