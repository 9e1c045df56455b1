"""Cryptomatte: ids as published, round trips through EXR, and files that lie are refused."""

import json
import struct

import numpy as np
import OpenImageIO as oiio
import pytest

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.cryptomatte import Layer, from_mattes, layer_names, read_layer, write_layers
from secondunit.formats.cryptomatte.hashing import id_of, layer_key, murmur3


def as_float(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def mattes(high=20, wide=30):
    ramp = np.tile(np.linspace(0, 1, wide, dtype=np.float32), (high, 1))
    return {"cube": ramp * 0.7, "sphère": (1 - ramp) * 0.8, "set/ground": np.full((high, wide), 0.1, np.float32)}


def write(path, channels, keys, kind=oiio.FLOAT, compression="zip", size=(4, 3), data=None, window=None, planes=None):
    spec = oiio.ImageSpec(*size, len(channels), kind)
    if window:
        spec.x, spec.y, spec.full_x, spec.full_y, spec.full_width, spec.full_height = window
    spec.channelnames = tuple(channels)
    spec.attribute("compression", compression)
    for key, value in keys.items():
        spec.attribute(key, value)
    out = oiio.ImageOutput.create(str(path))
    assert out.open(str(path), spec)
    pixels = np.zeros((size[1], size[0], len(channels)), np.float32) if planes is None else planes
    assert out.write_image(pixels)
    out.close()


RGBA = [f"CryptoObject00.{letter}" for letter in "RGBA"]


def keys(**more):
    head = f"cryptomatte/{layer_key('CryptoObject')}/"
    base = {"name": "CryptoObject", "hash": "MurmurHash3_32", "conversion": "uint32_to_float32", "manifest": "{}"}
    return {head + key: value for key, value in {**base, **more}.items() if value is not None}


@pytest.mark.parametrize(("name", "value"), [("hello", 6.0705627e-17), ("cube", -4.08461912519e15), ("sphere", 2.79018604383e15)])
def test_ids_are_those_of_the_specification(name, value):
    assert as_float(id_of(name)) == pytest.approx(value, rel=1e-6)


def test_the_hash_of_no_bytes_is_zero_and_the_length_counts():
    assert murmur3(b"") == 0 and len({murmur3(b"a" * n) for n in range(1, 20)}) == 19


def test_ids_are_always_ordinary_floats():
    for number in range(4000):
        value = as_float(id_of(f"object {number}"))
        assert np.isfinite(value) and abs(value) >= np.finfo(np.float32).tiny
    assert as_float(id_of("")) != 0


@pytest.mark.parametrize("sidecar", [False, True])
def test_mattes_come_back_by_name(tmp_path, sidecar):
    first = from_mattes("CryptoObject", mattes())
    second = from_mattes("view.CryptoMaterial", {"skin": mattes()["cube"]}, ranks=1)
    files = write_layers(tmp_path / "a.exr", [first, second], sidecar=sidecar)
    assert len(files) == (3 if sidecar else 1) and all(path.exists() for path in files)
    assert layer_names(tmp_path / "a.exr") == ("CryptoObject", "view.CryptoMaterial")
    layer = read_layer(tmp_path / "a.exr", "CryptoObject")
    for name, matte in mattes().items():
        assert np.abs(layer.matte(name) - matte).max() < 1e-6
    assert np.array_equal(layer.ids, first.ids) and np.array_equal(layer.coverage, first.coverage)
    assert read_layer(tmp_path / "a.exr", "view.CryptoMaterial").matte("skin").dtype == np.float32
    with pytest.raises(InputError, match="several"):
        read_layer(tmp_path / "a.exr")


def test_the_same_layers_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_layers(tmp_path / f"{name}.exr", [from_mattes("CryptoObject", mattes())])
    assert (tmp_path / "a.exr").read_bytes() == (tmp_path / "b.exr").read_bytes()


def test_ranks_hold_the_largest_coverages_in_order():
    many = {f"n{k}": np.full((2, 2), 0.02 * (k + 1), np.float32) for k in range(8)}
    layer = from_mattes("L", many, ranks=3)
    assert layer.coverage[:, 0, 0] == pytest.approx([0.16, 0.14, 0.12])
    assert [int(bits) for bits in layer.ids[:, 0, 0]] == [id_of("n7"), id_of("n6"), id_of("n5")]
    assert sorted(layer.present()) == ["n5", "n6", "n7"]


def test_mattes_that_overlap_share_the_pixel():
    layer = from_mattes("L", {"a": np.ones((2, 2), np.float32), "b": np.ones((2, 2), np.float32)})
    assert layer.coverage.sum(0) == pytest.approx(1) and layer.matte("a") == pytest.approx(0.5)


def test_a_name_that_nobody_knows_is_answered_with_the_nearest():
    layer = from_mattes("L", mattes())
    with pytest.raises(NotFound) as caught:
        layer.matte("cubes")
    assert "cube" in caught.value.hint


def test_without_a_manifest_names_and_hex_digits_still_find_their_matte():
    full = from_mattes("L", mattes())
    bare = Layer("L", full.ids, full.coverage)
    assert np.array_equal(bare.matte("cube"), full.matte("cube"))
    assert np.array_equal(bare.matte(f"{id_of('cube'):08x}"), full.matte("cube"))
    empty = Layer("L", full.ids, full.coverage, {"absent": id_of("absent")})
    assert not empty.matte("absent").any()


def test_mattes_that_cannot_be_written_are_refused(tmp_path):
    with pytest.raises(InputError, match="at least one"):
        from_mattes("L", {})
    with pytest.raises(InputError, match="shapes"):
        from_mattes("L", {"a": np.ones((2, 2), np.float32), "b": np.ones((3, 2), np.float32)})
    with pytest.raises(InputError, match="NaN"):
        from_mattes("L", {"a": np.full((2, 2), np.nan, np.float32)})
    with pytest.raises(InputError, match="proper text"):
        from_mattes("L", {"\ud800": np.ones((2, 2), np.float32)})
    layer = from_mattes("L", {"a": np.ones((2, 2), np.float32)})
    for name in ("", "a b", "bad\n", "Layer0", "../x"):
        with pytest.raises(InputError, match="cannot name"):
            write_layers(tmp_path / "a.exr", [Layer(name, layer.ids, layer.coverage)])
    with pytest.raises(InputError, match="one name"):
        write_layers(tmp_path / "a.exr", [layer, layer])


def test_blender_spells_channels_in_small_letters(tmp_path):
    planes = np.zeros((3, 4, 4), np.float32)
    planes[..., 0] = as_float(id_of("cube"))
    planes[..., 1] = 0.25
    write(tmp_path / "a.exr", [name[:-1] + name[-1].lower() for name in RGBA], keys(manifest=json.dumps({"cube": f"{id_of('cube'):08x}"})), planes=planes)
    assert read_layer(tmp_path / "a.exr").matte("cube") == pytest.approx(0.25)


def test_a_data_window_is_laid_onto_the_display_window(tmp_path):
    planes = np.zeros((3, 4, 4), np.float32)
    planes[..., 0] = as_float(id_of("cube"))
    planes[..., 1] = 1
    write(tmp_path / "a.exr", RGBA, keys(), planes=planes, window=(-1, 2, 0, 0, 10, 4))
    matte = read_layer(tmp_path / "a.exr").matte("cube")
    assert matte.shape == (4, 10) and matte.sum() == 6 and (matte[2:, :3] == 1).all()


@pytest.mark.parametrize(("change", "word"), [
    ({"hash": "md5"}, "hash"), ({"conversion": "none"}, "conversion"), ({"manifest": "{"}, "not JSON"),
    ({"manifest": "[" * 100_000}, "not JSON"), ({"manifest": "[1]"}, "table"), ({"manifest": '{"a": 3}'}, "8 hex"),
    ({"manifest": '{"a": "12345678 "}'}, "8 hex"), ({"manifest": '{"\\ud800": "12345678"}'}, "proper text"),
    ({"manifest": None, "manif_file": "../a.json"}, "plain relative"), ({"manifest": None, "manif_file": "/etc/passwd"}, "plain relative"),
    ({"manifest": None, "manif_file": "a\\b.json"}, "plain relative"), ({"manifest": None, "manif_file": "C:a.json"}, "plain relative"),
    ({"manifest": None, "manif_file": "gone.json"}, "missing"),
])  # fmt: skip
def test_headers_that_lie_are_refused(tmp_path, change, word):
    write(tmp_path / "a.exr", RGBA, keys(**change))
    with pytest.raises(InputError, match=word):
        read_layer(tmp_path / "a.exr")


def test_a_sidecar_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "in" / "a.json").symlink_to(tmp_path / "secret.json")
    write(tmp_path / "in" / "a.exr", RGBA, keys(manifest=None, manif_file="a.json"))
    with pytest.raises(InputError, match="leads out"):
        read_layer(tmp_path / "in" / "a.exr")


def test_ids_that_the_file_cannot_have_kept_are_refused(tmp_path):
    write(tmp_path / "half.exr", RGBA, keys(), kind=oiio.HALF)
    with pytest.raises(InputError, match="32-bit"):
        read_layer(tmp_path / "half.exr")
    write(tmp_path / "lossy.exr", RGBA, keys(), compression="dwaa")
    with pytest.raises(InputError, match="dwaa"):
        read_layer(tmp_path / "lossy.exr")
    write(tmp_path / "none.exr", ["R", "G", "B"], keys())
    with pytest.raises(InputError, match="no channels"):
        read_layer(tmp_path / "none.exr")


def test_files_that_are_no_cryptomatte_are_told_apart(tmp_path):
    write(tmp_path / "plain.exr", ["R", "G", "B"], {})
    assert layer_names(tmp_path / "plain.exr") == ()
    with pytest.raises(NotFound, match="no Cryptomatte layer"):
        read_layer(tmp_path / "plain.exr")
    (tmp_path / "text.exr").write_text("no picture")
    with pytest.raises(InputError, match="OpenEXR"):
        read_layer(tmp_path / "text.exr")
    with pytest.raises(NotFound):
        read_layer(tmp_path / "gone.exr")
    whole = from_mattes("CryptoObject", mattes())
    write_layers(tmp_path / "cut.exr", [whole])
    data = (tmp_path / "cut.exr").read_bytes()
    (tmp_path / "cut.exr").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"damaged|cannot be read"):
        read_layer(tmp_path / "cut.exr")
