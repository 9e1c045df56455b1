"""Weights as files: read back as written, and refused when they are anything else."""

import json
import struct

import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.execution.validators import CHECKS
from secondunit.formats import safetensors

TENSORS = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.float32(np.pi).reshape(()), "none": np.zeros((0, 4), np.float32)}  # fmt: skip


def header(rows: object, data: bytes = b"") -> bytes:
    text = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    return struct.pack("<Q", len(text)) + text + data


def test_tensors_and_words_come_back(tmp_path):
    safetensors.write(tmp_path / "w", TENSORS, {"kind": "test", "scale": "0.5"})
    tensors, words = safetensors.read(tmp_path / "w")
    assert words == {"kind": "test", "scale": "0.5"}
    assert sorted(tensors) == ["a", "b", "none"]
    assert all(np.array_equal(tensors[name], TENSORS[name]) and tensors[name].shape == TENSORS[name].shape for name in tensors)


def test_the_order_of_tensors_does_not_change_the_file(tmp_path):
    safetensors.write(tmp_path / "one", TENSORS, {"x": "1", "y": "2"})
    safetensors.write(tmp_path / "two", dict(reversed(TENSORS.items())), {"y": "2", "x": "1"})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_numbers_begin_where_the_format_says(tmp_path):
    safetensors.write(tmp_path / "w", {"a": np.array([1.5], np.float32)}, {})
    data = (tmp_path / "w").read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    assert length % 8 == 0
    assert json.loads(data[8 : 8 + length])["a"] == {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    assert struct.unpack("<f", data[8 + length :])[0] == 1.5


@pytest.mark.parametrize("data", [
    b"", b"1234567", struct.pack("<Q", 1 << 60) + b"{}", struct.pack("<Q", 100) + b"{}", header(b"{not json}"),
    header([1, 2]), header({"a": 3}), header({"a": {"dtype": "F32", "shape": [1]}}),
    header({"a": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}, b"8 bytes."),
    header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, b"four"),
    header({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, b"four"),
    header({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [4, 0]}}, b"four"),
    header({"a": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, b"four"),
    header({"__metadata__": {"kind": 3}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, b"four"),
])  # fmt: skip
def test_a_broken_file_is_refused_and_not_published(tmp_path, data):
    (tmp_path / "w").write_bytes(data)
    with pytest.raises(InputError):
        safetensors.read(tmp_path / "w")
    assert not CHECKS[safetensors.MEDIA_TYPE](tmp_path / "w")


def test_a_sound_file_is_published(tmp_path):
    safetensors.write(tmp_path / "w", TENSORS, {})
    assert CHECKS[safetensors.MEDIA_TYPE](tmp_path / "w")
