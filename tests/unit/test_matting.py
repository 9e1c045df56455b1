"""Closed form, KNN and large-kernel matting: they find known alphas, refuse what cannot work and repeat themselves."""

import numpy as np
import pytest
from PIL import Image

from matte_makers import error, mixed, soft_disk, strands, trimap
from secondunit.core.errors import InputError
from secondunit.departments.roto.matting.closed_form import closed_form, solve_closed_form
from secondunit.departments.roto.matting.knn import knn
from secondunit.departments.roto.matting.laplacian import laplacian
from secondunit.departments.roto.matting.large_kernel import large_kernel
from secondunit.departments.roto.matting.multigrid import Multigrid, conjugate_gradients
from secondunit.departments.roto.matting.tiles import by_tiles
from shared_data import shared

METHODS = [closed_form, knn, large_kernel]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("alpha", [soft_disk(), strands()], ids=["soft", "strands"])
def test_a_known_alpha_is_found(method, alpha):
    picture, _, _ = mixed(alpha)
    tri = trimap(alpha)
    found = method(picture, tri)
    assert found.dtype == np.float32 and found.min() >= 0 and found.max() <= 1
    assert error(found, alpha, tri == 128) < (0.016 if method is knn else 1e-5)
    assert (found[tri == 255] == 1).all() and (found[tri == 0] == 0).all()


def test_what_is_exactly_on_a_colour_line_is_solved_exactly():
    alpha = soft_disk()
    picture, _, _ = mixed(alpha, rough=0)
    tri = trimap(alpha)
    assert np.abs(closed_form(picture, tri) - alpha).max() < 5e-3


@pytest.mark.parametrize("method", METHODS)
def test_the_same_input_gives_the_same_matte(method):
    alpha = strands()
    picture, _, _ = mixed(alpha)
    assert method(picture, trimap(alpha)).tobytes() == method(picture, trimap(alpha)).tobytes()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_integer_pictures_give_about_the_matte_of_their_floats(method, depth):
    alpha = soft_disk()
    picture, _, _ = mixed(alpha)
    tri = trimap(alpha)
    whole = np.rint(picture * np.iinfo(depth).max).astype(depth)
    assert error(method(whole, tri), alpha, tri == 128) < (0.012 if method is knn else 2e-3)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0, 255])
def test_a_trimap_without_unknown_pixels_passes_through(method, level):
    picture, _, _ = mixed(soft_disk())
    found = method(picture, np.full(picture.shape[:2], level, np.uint8))
    assert (found == level / 255).all() and found.dtype == np.float32


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("level", "word"), [(0, "no foreground"), (255, "no background"), (128, "no foreground and no background")])
def test_a_trimap_that_lacks_one_side_is_refused(method, level, word):
    picture, _, _ = mixed(soft_disk())
    tri = np.full(picture.shape[:2], level, np.uint8)
    tri[20:30, 20:30] = 128
    with pytest.raises(InputError, match=word):
        method(picture, tri)


def test_wrong_sizes_shapes_and_numbers_are_refused():
    alpha = soft_disk()
    picture, _, _ = mixed(alpha)
    tri = trimap(alpha)
    with pytest.raises(InputError, match="shape"):
        closed_form(picture, tri[:-1])
    with pytest.raises(InputError, match="height x width x 3"):
        closed_form(np.dstack([picture, alpha]), tri)
    for bad in (np.nan, np.inf):
        broken = picture.copy()
        broken[5, 7, 1] = bad
        with pytest.raises(InputError, match="the first is at 7, 5"):
            closed_form(broken, tri)
    with pytest.raises(InputError, match="NaN"):
        closed_form(picture, np.where(tri == 128, np.nan, tri / 255))
    with pytest.raises(InputError, match="too small"):
        closed_form(picture[:2, :2], np.uint8([[0, 128], [128, 255]]))


def test_linear_light_far_above_one_is_matted():
    alpha = soft_disk()
    picture, _, _ = mixed(alpha)
    tri = trimap(alpha)
    assert error(closed_form(picture * 40, tri), alpha, tri == 128) < 0.01


def test_the_unknown_may_reach_the_corners_of_the_picture():
    alpha = soft_disk(radius=90)
    picture, _, _ = mixed(alpha)
    tri = np.full(alpha.shape, 128, np.uint8)
    tri[40:56, 50:70] = 255
    tri[:, 0] = 0
    assert np.isfinite(closed_form(picture, tri)).all()


@pytest.mark.parametrize("method", [closed_form, large_kernel])
def test_a_front_of_one_pixel_is_enough(method):
    """At half the size nothing of it is sure any more."""
    alpha = soft_disk()
    picture, _, _ = mixed(alpha)
    tri = trimap(alpha)
    middle = np.argwhere(tri == 255).mean(axis=0).astype(int)
    tri[tri == 255] = 128
    tri[tuple(middle)] = 255
    assert error(method(picture, tri), alpha, tri == 128) < 0.02


def test_tiles_give_nearly_the_matte_of_the_whole():
    alpha = strands(220, 260)
    picture, _, _ = mixed(alpha, rough=0.15)
    tri = trimap(alpha, 3)
    unknown, front = tri == 128, (tri == 255).astype(np.float32)
    whole = closed_form(picture, tri)
    sizes = []

    def solve(colours, open_, known):
        sizes.append(open_.size)
        return solve_closed_form(colours, open_, known)

    tiled = by_tiles(solve, picture, unknown, front, most=2000, tile=64)
    assert len(sizes) > 4 and max(sizes) <= (64 + 96) ** 2
    assert 0 < np.abs(tiled - whole).mean() < 2e-3 and error(tiled, alpha) < error(whole, alpha) + 1e-4


def test_the_laplacian_is_symmetric_and_flat_alphas_cost_nothing():
    picture, _, _ = mixed(soft_disk())
    unknown = trimap(soft_disk()) == 128
    matrix, rim, _ = laplacian(picture.astype(np.float32), unknown)
    assert abs(matrix - matrix.T).max() < 1e-9
    assert np.abs(matrix.sum(1) + rim.sum(1)).max() < 1e-9


def test_multigrid_needs_a_quarter_of_the_steps_of_the_diagonal_alone():
    alpha = strands(200, 240)
    picture, _, _ = mixed(alpha)
    unknown = trimap(alpha, 6) == 128
    matrix, _, _ = laplacian(picture.astype(np.float32), unknown)
    right = np.random.default_rng(0).normal(size=matrix.shape[0])

    def steps(precondition):
        count = 0

        def apply(x):
            nonlocal count
            count += 1
            return matrix @ x

        found = conjugate_gradients(apply, right, np.zeros_like(right), precondition, 1e-4, 3000)
        assert np.linalg.norm(matrix @ found - right) < 2e-4 * np.linalg.norm(right)
        return count

    scale = 1 / matrix.diagonal()
    assert steps(Multigrid(matrix, unknown)) * 4 < steps(lambda r: scale * r)


def test_the_lemur_is_as_its_reference_alpha():
    folder = shared("vfx/matting/lemur")
    picture = np.asarray(Image.open(folder / "lemur.png").convert("RGB"))[200:, :300]
    tri = np.asarray(Image.open(folder / "lemur_trimap.png").convert("L"))[200:, :300]
    alpha = np.asarray(Image.open(folder / "lemur_alpha.png").convert("L"))[200:, :300] / 255
    unknown = (tri > 0) & (tri < 255)
    assert unknown.sum() > 2000
    assert error(closed_form(picture, tri), alpha, unknown) < 5e-4
