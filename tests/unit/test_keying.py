"""Keys: screens, brightness and differences, against alphas and foregrounds that are known."""

import numpy as np
import pytest

from matte_makers import cloth, error, soft_disk, strands
from secondunit.core.errors import InputError
from secondunit.departments.plates.fill import fill_smooth
from secondunit.departments.plates.pixels import as_bytes, to_display, to_linear
from secondunit.departments.roto.keying.despill import LIMITS, despill
from secondunit.departments.roto.keying.levels import difference_key, luma_key
from secondunit.departments.roto.keying.light import LUMA
from secondunit.departments.roto.keying.plate import plate_over_time
from secondunit.departments.roto.keying.screen import screen_key

SCREENS = {"green": (0.06, 0.4, 0.09), "blue": (0.05, 0.1, 0.42)}


def shot(alpha, screen="green", noise=0.004, front=(0.6, 0.35, 0.3), seed=5):
    """A screen that is darker on one side, in linear light, and what it is made of."""
    high, wide = alpha.shape
    lit = np.linspace(1.1, 0.7, wide, dtype=np.float32)[None, :, None]
    back = lit * np.float32(SCREENS[screen]) * np.ones((high, 1, 1), np.float32)
    colours = to_linear(cloth(high, wide, front, 4))
    light = alpha[..., None] * colours + (1 - alpha[..., None]) * back
    return (light + np.random.default_rng(seed).normal(0, noise, light.shape)).astype(np.float32), colours, back


def plain_key(display, channel, screen):
    others = [c for c in range(3) if c != channel]
    lead = display[..., channel] - display[..., others].max(-1)
    return np.clip(1 - lead / (screen[channel] - max(screen[c] for c in others)), 0, 1)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("alpha", [soft_disk(160, 200, 45), strands(160, 200)], ids=["soft", "strands"])
def test_a_screen_is_keyed_far_better_than_by_the_plain_difference(screen, alpha):
    light, colours, back = shot(alpha, screen)
    picture = as_bytes(to_display(light))
    keyed = screen_key(picture)
    channel = 1 if screen == "green" else 2
    plain = plain_key(picture / 255, channel, np.median(picture[alpha == 0] / 255, 0))
    assert error(keyed.matte, alpha) < 0.3 * error(plain, alpha)
    assert error(keyed.matte, alpha) < 1e-3
    assert all(each.dtype == np.float32 for each in (keyed.matte, keyed.foreground, keyed.screen))
    assert np.abs(keyed.screen - to_display(back)).mean() < 0.01
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(keyed.foreground - to_display(colours))[edge].mean() < 0.06
    lead = to_linear(keyed.foreground)
    others = [c for c in range(3) if c != channel]
    assert (lead[..., channel] - lead[..., others].mean(2))[alpha > 0.05].max() < 0.02


def test_the_empty_screen_is_empty_and_the_inside_is_solid():
    alpha = soft_disk(160, 200, 45)
    keyed = screen_key(as_bytes(to_display(shot(alpha)[0])))
    assert keyed.matte[alpha == 0].mean() < 1e-3 and (keyed.matte[alpha == 1] > 0.95).all()


def test_light_above_one_survives_in_the_foreground():
    alpha = soft_disk(160, 200, 45)
    light, colours, back = shot(alpha)
    bright = light + alpha[..., None] * 3
    keyed = screen_key(bright, linear=True)
    assert np.abs(keyed.foreground - colours - 3)[alpha == 1].max() < 0.3
    assert np.abs(keyed.screen - back).mean() < 0.01


def test_a_clean_plate_given_is_used():
    alpha = soft_disk(160, 200, 45)
    light, _, back = shot(alpha)
    back = back.copy()
    back[:30, :30] *= 0.5  # a fold that nothing else shows
    light[:30, :30] -= 0.5 * shot(alpha)[2][:30, :30]
    keyed = screen_key(light, clean_plate=back, linear=True)
    assert keyed.matte[:28, :28].max() < 0.05 and np.array_equal(keyed.screen, back)


def test_garbage_and_holdout_overrule_the_key():
    alpha = soft_disk(160, 200, 45)
    light, _, _ = shot(alpha)
    light[:20] = 0.5  # a lamp above the screen
    garbage = np.zeros(alpha.shape, np.uint8)
    garbage[:22] = 255
    holdout = np.zeros(alpha.shape, bool)
    holdout[100:110, 5:15] = True
    keyed = screen_key(light, linear=True, garbage=garbage, holdout=holdout)
    assert not keyed.matte[:22].any() and (keyed.matte[100:110, 5:15] == 1).all()


def test_the_same_picture_gives_the_same_key():
    picture = as_bytes(to_display(shot(strands())[0]))
    one, two = screen_key(picture), screen_key(picture)
    assert one.matte.tobytes() == two.matte.tobytes() and one.foreground.tobytes() == two.foreground.tobytes()


def test_pictures_that_cannot_be_keyed_are_refused():
    light = shot(soft_disk())[0]
    with pytest.raises(InputError, match="no screen"):
        screen_key(np.full((40, 50, 3), 0.5, np.float32), linear=True)
    with pytest.raises(InputError, match="no 'pink' screen"):
        screen_key(light, screen="pink", linear=True)
    with pytest.raises(InputError, match="NaN"):
        screen_key(np.where(light > 0.39, np.nan, light), linear=True)
    with pytest.raises(InputError, match="clean plate"):
        screen_key(light, clean_plate=light[:-2], linear=True)
    with pytest.raises(InputError, match="nowhere the colour"):
        screen_key(light, screen="blue", clean_plate=light, linear=True)
    with pytest.raises(InputError, match="garbage"):
        screen_key(light, garbage=np.zeros((3, 3), bool), linear=True)


def test_a_plate_over_time_shows_what_each_frame_hides():
    alphas = [np.roll(soft_disk(80, 160, 18), shift, 1) for shift in (-45, -15, 15, 45)]
    shots = [shot(alpha, seed=k) for k, alpha in enumerate(alphas)]
    plate = plate_over_time([light for light, _, _ in shots], linear=True)
    assert np.abs(plate - shots[0][2]).mean() < 0.006 and np.abs(plate - shots[0][2]).max() < 0.05
    with pytest.raises(InputError, match="no frames"):
        plate_over_time([])
    with pytest.raises(InputError, match="differ in size"):
        plate_over_time([shots[0][0], shots[1][0][:40]], linear=True)


@pytest.mark.parametrize("limit", LIMITS)
def test_each_despill_limit_holds_and_leaves_clean_colours_alone(limit):
    chance = np.random.default_rng(1).uniform(0, 1, (30, 30, 3)).astype(np.float32)
    out = despill(chance, limit=limit, keep_luminance=0, linear=True)
    most = LIMITS[limit](chance[..., 0], chance[..., 2])
    assert (out[..., 1] <= most + 1e-6).all()
    clean = chance[..., 1] <= most
    assert np.array_equal(out[clean], chance[clean])


def test_despill_gives_the_brightness_back():
    green = np.full((4, 4, 3), (0.2, 0.6, 0.2), np.float32)
    out = despill(green, linear=True)
    assert (out @ LUMA) == pytest.approx(green @ LUMA) and out[0, 0, 1] < 0.6
    assert despill(green, linear=True, amount=0) == pytest.approx(green)
    with pytest.raises(InputError, match="limit"):
        despill(green, limit="best")


def test_a_luma_key_is_a_ramp_between_its_thresholds():
    ramp = np.repeat(np.linspace(0, 1, 101, dtype=np.float32)[None, :, None], 3, 2)
    matte = luma_key(ramp, low=0.3, high=0.7, softness=0)[0]
    assert (matte[:30] == 0).all() and (matte[71:] == 1).all() and matte[50] == pytest.approx(0.5, abs=1e-3)
    assert luma_key(ramp, low=0.3, high=0.7, invert=True)[0] == pytest.approx(1 - luma_key(ramp, low=0.3, high=0.7)[0])
    assert luma_key(to_linear(ramp), low=0.3, high=0.7, linear=True) == pytest.approx(luma_key(ramp, low=0.3, high=0.7), abs=1e-4)
    with pytest.raises(InputError, match="goes from"):
        luma_key(ramp, low=0.7, high=0.3)


def test_a_difference_key_finds_what_is_new_under_another_exposure():
    plate = cloth(96, 120, (0.4, 0.5, 0.45), 8, rough=0.1)
    alpha = soft_disk()
    chance = np.random.default_rng(2)
    picture = np.where(alpha[..., None] > 0.5, np.float32((0.8, 0.2, 0.2)), plate * 0.9)
    picture = (picture + chance.normal(0, 0.01, picture.shape)).astype(np.float32)
    matte = difference_key(picture, plate)
    assert (matte[alpha > 0.95] > 0.95).mean() > 0.98 and (matte[alpha == 0] < 0.05).mean() > 0.97
    levels = {"low": 0.03, "high": 0.1}
    assert difference_key(picture, plate, **levels)[alpha == 0].mean() < 0.01
    assert difference_key(picture, plate, match=False, **levels)[alpha == 0].mean() > 0.1
    with pytest.raises(InputError, match="clean plate"):
        difference_key(picture, plate[:50])


def test_filling_keeps_what_is_known_and_continues_smoothly():
    field = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (48, 1))
    weight = np.ones_like(field)
    weight[10:40, 20:40] = 0
    filled = fill_smooth(field, weight)
    assert np.array_equal(filled[weight == 1], field[weight == 1])
    assert np.abs(filled - field).max() < 0.12
    assert np.array_equal(fill_smooth(field, np.zeros_like(field)), field)
    assert fill_smooth(np.dstack([field] * 3), weight)[..., 1] == pytest.approx(filled, abs=1e-5)
