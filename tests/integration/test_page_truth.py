"""Our pages against Final Draft's, on the public files."""

import sys
from pathlib import Path

import pytest

from shared_data import shared

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import _page_truth as truth


@pytest.fixture(autouse=True)
def public_files():
    shared("script/" + truth.STATED)


@pytest.mark.parametrize("name", truth.BROKEN)
def test_every_page_begins_and_ends_as_in_final_draft(name):
    found = truth.page_breaks(name)
    assert found.pages == found.true_pages
    assert found.breaks.right == found.breaks.of
    assert found.starts.right == found.starts.of


@pytest.mark.parametrize("name", truth.BROKEN)
def test_the_fountain_twin_has_the_same_pages(name):
    found = truth.page_breaks(name, "fountain")
    assert found.pages == found.true_pages and found.starts.right == found.starts.of


def test_scene_pages_and_lengths_are_those_that_final_draft_stored():
    page, near, length = truth.stated()
    assert page.right == near.right == page.of == 36
    assert length.right >= 35


def test_speeches_are_split_where_final_draft_splits_them():
    assert [name for name, held in truth.probes().items() if not held] == []
