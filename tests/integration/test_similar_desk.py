"""Reference sets of a production from the command line: register, check, show the pairs, take out of use."""

import pytest
from PIL import Image

from cli import answer
from secondunit.core.errors import InputError, StateError
from secondunit.production import Production
from similar_pictures import CHANGES, picture


@pytest.fixture
def show(tmp_path):
    with Production.new(tmp_path / "show", title="Show") as production:
        yield production


@pytest.fixture
def posters(tmp_path):
    folder = tmp_path / "posters"
    folder.mkdir()
    for seed in range(3):
        picture(seed).save(folder / f"{seed}.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("passed over")
    return folder


def test_a_folder_becomes_a_set_and_copies_are_found(show, posters, tmp_path):
    done = show.similar.add(posters, "Old posters", denied=True, by="Ida Berg")
    assert (done.pictures, done.new, len(done.skipped), done.embedding) == (3, 3, 1, "no embedding model on disk")
    copy = tmp_path / "copy.png"
    CHANGES["mirrored"](picture(1), picture(9)).save(copy)
    (seen,) = show.similar.check([str(copy)])
    (match,) = seen.checked.matches
    assert (match.title, match.denied, match.set, match.transform) == ("1.png", True, "Old posters", "mirrored")
    picture(800).save(copy)
    assert show.similar.check([str(copy)])[0].checked.matches == ()
    (same,) = show.similar.check([str(posters / "2.png")])[0].checked.matches
    assert (same.how, same.score) == ("identical", 1.0)


def test_what_is_not_checked_is_not_known_to_the_rules(show, posters):
    assert show.similar.near("0" * 64, "image/png").matches == ()
    show.similar.add(posters, "a", by="Ida Berg")
    assert show.similar.near("0" * 64, "image/png").matches is None
    assert show.similar.near("0" * 64, "application/pdf").matches == ()
    show.similar.drop("a", by="Ida Berg")
    assert show.similar.near("0" * 64, "image/png").matches == ()
    with pytest.raises(StateError, match="no reference sets"):
        show.similar.check()


def test_a_set_grows_and_keeps_its_kind(show, posters):
    show.similar.add(posters, "a", by="Ida Berg")
    before = show.similar.digests()
    picture(5).save(posters / "5.png")
    assert show.similar.add(posters, "a", by="Ida Berg").new == 1
    assert show.similar.digests() != before
    with pytest.raises(StateError, match="no deny list"):
        show.similar.add(posters, "a", denied=True, by="Ida Berg")


def test_a_folder_without_pictures_is_refused(show, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no picture"):
        show.similar.add(tmp_path / "empty", "a", by="Ida Berg")


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_command_line_writes_the_pairs(show, posters, tmp_path, suffix):
    copy, sheet = tmp_path / "frame.png", tmp_path / f"pairs.{suffix}"
    CHANGES["poster, 50 % of the area"](picture(0), picture(9)).save(copy)
    at = ("-C", str(show.root), "rights", "similar")
    assert answer(*at, "add", posters, "--set", "a", "--by", "Ida Berg")["pictures"] == 3
    found = answer(*at, "check", copy, "-o", sheet)
    assert [m["title"] for m in found["files"][0]["matches"]] == ["0.png"]
    first = sheet.read_bytes()
    answer(*at, "check", copy, "-o", sheet)
    assert sheet.read_bytes() == first
    if suffix == "png":
        assert Image.open(sheet).width == 1000


def test_names_are_added_and_found(show):
    assert show.similar.add_name("The Salt Road", "film", ("Salt Road",)) == 1
    assert show.similar.names_in("a poster of the SALT ROAD").works == ("The Salt Road",)
    with pytest.raises(StateError, match="already"):
        show.similar.add_name("The Salt Road")
    with pytest.raises(InputError):
        show.similar.add_name("a;b")
