"""Training in a class; the function hands everything on to it."""


class Trainer:
    def __init__(self, data, model, loss_func, optimizer, penalty):
        self.data, self.model, self.loss_func = data, model, loss_func
        self.optimizer, self.penalty = optimizer, penalty
        self.losses, self.train_accs, self.val_accs = [], [], []
        self.best, self.best_acc = None, -1

    def step(self, X, y):
        self.losses.append(float(self.loss_func.forward(self.model.forward(X), y)))
        self.model.backward(self.loss_func.backward(), *self.penalty)
        self.optimizer.step()

    def look(self):
        for part, accs in (("train", self.train_accs), ("val", self.val_accs)):
            accs.append(compute_acc(self.model, *self.data[f"data_{part}"]))  # noqa: F821
        if self.val_accs[-1] > self.best_acc:
            self.best_acc, params = self.val_accs[-1], {}
            for layer in self.model.net.layers:
                params.update({name: 1 * p for name, p in layer.params.items()})
            self.best = params


def train_net(
    data,
    model,
    loss_func,
    optimizer,
    batch_size,
    max_epochs,
    lr_decay=1.0,
    lr_decay_every=1000,
    show_every=10,
    verbose=False,
    regularization="none",
    reg_lambda=0.0,
):
    penalty = regularization, reg_lambda
    trainer = Trainer(data, model, loss_func, optimizer, penalty)
    loader = DataLoader(*data["data_train"], batch_size)  # noqa: F821
    for epoch in range(max_epochs):
        if epoch and not epoch % lr_decay_every:
            optimizer.lr = optimizer.lr * lr_decay
        for _ in range(max(len(loader.data) // batch_size, 1)):
            trainer.step(*loader.get_batch())
        trainer.look()
    return trainer.best, trainer.losses, trainer.train_accs, trainer.val_accs
