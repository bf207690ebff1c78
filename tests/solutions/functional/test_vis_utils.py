import numpy as np
import pytest
from functional.vis_utils import visualize_grid


def test_images_lie_on_a_square_grid_with_black_between_them():
    images = np.arange(3 * 2 * 2).reshape(3, 2, 2, 1)
    grid = visualize_grid(images, ubound=30.0, padding=1)
    want = [
        [0, 10, 0, 0, 10],
        [20, 30, 0, 20, 30],
        [0, 0, 0, 0, 0],
        [0, 10, 0, 0, 0],
        [20, 30, 0, 0, 0],
    ]
    np.testing.assert_allclose(grid[:, :, 0], want)


def test_every_image_is_stretched_on_its_own():
    images = np.stack([np.eye(2), 100 * np.eye(2) - 7])[..., np.newaxis]
    grid = visualize_grid(images, padding=0)
    np.testing.assert_allclose(grid[:2, :2, 0], 255 * np.eye(2))
    np.testing.assert_allclose(grid[:2, 2:, 0], 255 * np.eye(2))


def test_an_image_of_one_value_is_black():
    assert not visualize_grid(np.full((1, 3, 3, 3), 7.0)).any()


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(3, 3, 3\)"):
        visualize_grid(np.ones((3, 3, 3)))
