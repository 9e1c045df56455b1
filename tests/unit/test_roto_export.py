"""What is written to a folder stays below it, whatever an engine calls its outputs."""

from pathlib import Path

import pytest

from secondunit.production.roto.export import _curve, _folder


@pytest.mark.parametrize("role", ["curves./../../evil.py", "curves.a/b", "curves.\\x", "curves...", "curves./etc/passwd"])
def test_a_role_is_never_a_way_out(role):
    name = _curve(role)
    assert name == Path(name).name and name.startswith("roto")


@pytest.mark.parametrize("role, folder", [("object.3", "objects/3"), ("object.x", None), ("object./../1", None), ("alpha", "alpha"), ("curves.nk", None)])
def test_only_known_roles_have_folders(role, folder):
    assert _folder(role) == folder
