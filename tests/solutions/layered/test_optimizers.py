import numpy as np
import pytest
from layered.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop

every_optimizer = pytest.mark.parametrize("optimizer", [SGD, Adam, Adagrad, RMSprop])


@every_optimizer
def test_parameters_and_gradients_given_stay_as_they_are(optimizer):
    xs, grads = {"a": np.ones(3)}, {"a": np.full(3, 2.0)}
    new_xs = optimizer().update(xs, grads, 0)
    assert xs["a"].tolist() == [1, 1, 1]
    assert grads["a"].tolist() == [2, 2, 2]
    assert (new_xs["a"] < 1).all()


@every_optimizer
def test_single_precision_stays_single(optimizer):
    rule = optimizer(lr=0.1)
    xs, grads = {"a": np.ones(3, np.float32)}, {"a": np.ones(3, np.float32)}
    for iteration in range(2):
        xs = rule.update(xs, grads, iteration)
    assert xs["a"].dtype == np.float32


@every_optimizer
def test_a_gradient_of_another_shape_is_refused(optimizer):
    with pytest.raises(ValueError, match=r"a is \(3,\), but its gradient is \(2,\)"):
        optimizer().update({"a": np.ones(3)}, {"a": np.ones(2)}, 0)


@every_optimizer
def test_the_learning_rate_decays_with_the_iteration(optimizer):
    rule = optimizer(lr=1.0, decay=0.5)
    rates = []
    for iteration in range(3):
        rule.update({"a": np.ones(1)}, {"a": np.ones(1)}, iteration)
        rates.append(rule.lr)
    assert rates == pytest.approx([1, 1 / 1.5, 1 / 1.5 / 2])


@every_optimizer
def test_a_schedule_changes_the_learning_rate_for_good(optimizer):
    rule = optimizer(lr=1.0, sheduler_func=lambda lr, t: lr / 2 if t % 2 == 0 else lr)
    rates = []
    for iteration in range(3):
        rule.update({"a": np.ones(1)}, {"a": np.ones(1)}, iteration)
        rates.append(rule.lr)
    assert rates == [0.5, 0.5, 0.25]


@every_optimizer
def test_the_new_rate_is_used_at_once(optimizer):
    scheduled = optimizer(lr=1.0, sheduler_func=lambda lr, t: 0.25)
    plain = optimizer(lr=0.25)
    xs, grads = {"a": np.ones(2)}, {"a": np.array([1.0, -3.0])}
    np.testing.assert_array_equal(
        scheduled.update(xs, grads, 0)["a"], plain.update(xs, grads, 0)["a"]
    )


@every_optimizer
def test_a_parameter_may_join_later(optimizer):
    rule = optimizer()
    rule.update({"a": np.ones(1)}, {"a": np.ones(1)}, 0)
    both = {"a": np.ones(1), "b": np.ones(2)}
    new_xs = rule.update(both, both, 1)
    assert set(new_xs) == {"a", "b"}


def test_sgd_accumulates_velocity():
    rule, xs = SGD(lr=0.5, momentum=0.5), {"a": np.zeros(1)}
    positions = []
    for iteration in range(3):
        xs = rule.update(xs, {"a": np.ones(1)}, iteration)
        positions.append(float(xs["a"][0]))
    assert positions == [-0.5, -1.25, -2.125]
    assert rule.moments["a"].tolist() == [-0.875]


def test_adam_begins_with_a_step_of_the_learning_rate():
    rule = Adam(lr=0.125)
    new_xs = rule.update({"a": np.zeros(2)}, {"a": np.array([1e-3, -1e3])}, 0)
    np.testing.assert_allclose(new_xs["a"], [-0.125, 0.125], rtol=1e-4)
    np.testing.assert_allclose(rule.moments["a"], [1e-4, -1e2])
    np.testing.assert_allclose(rule.accumulators["a"], [1e-9, 1e3])


@pytest.mark.parametrize("optimizer", [Adam, Adagrad, RMSprop])
def test_epsilon_has_a_default(optimizer):
    assert optimizer().epsilon == 1e-8
    assert optimizer(epsilon=0.1).epsilon == 0.1


def test_the_base_class_has_no_rule():
    with pytest.raises(NotImplementedError, match="Optimizer has no update rule"):
        Optimizer(0.1).update({}, {}, 0)
