import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from autograder.data import (
    Places,
    State,
    fetch,
    fetch_from,
    find_dataset,
    synthesise,
    verify,
)
from autograder.data.registry import Download
from autograder.errors import UsageError

ARCHIVE = "cifar-10-python.tar.gz"
PATH = f"/data/{ARCHIVE}"


@pytest.fixture
def places(tmp_path):
    return Places(cache=tmp_path / "cache")


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "datasets"


def is_complete(dataset, dest):
    return {state for _, state in verify(dataset, dest)} == {State.GOOD}


def test_the_files_arrive_in_the_data_sets_folder(cifar10, dest, places, news, batches):
    assert fetch(cifar10, dest, places, news)
    folder = dest / "cifar-10-batches-py"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == batches
    assert news.bytes[-1] == cifar10.downloads[0].size


def test_a_good_copy_is_never_downloaded_again(cifar10, dest, places, news, site):
    fetch(cifar10, dest, places, news)
    assert not fetch(cifar10, dest, places, news)
    assert site.paths == [PATH]


def test_another_assignment_is_served_from_the_cache(
    cifar10, dest, places, news, site, tmp_path
):
    fetch(cifar10, dest, places, news)
    assert fetch(cifar10, tmp_path / "other", places, news)
    assert is_complete(cifar10, tmp_path / "other")
    assert site.paths == [PATH]


def test_a_cache_that_cannot_be_written_still_serves(cifar10, dest, places, news):
    fetch(cifar10, dest, places, news)
    lock = places.cache / "cifar10" / f"{ARCHIVE}.lock"
    lock.unlink(missing_ok=True)
    fetch(cifar10, dest.with_name("other"), places, news)
    assert not lock.exists()


def test_a_damaged_file_is_named_and_replaced(cifar10, dest, places, news, batches):
    fetch(cifar10, dest, places, news)
    bad = dest / "cifar-10-batches-py" / "data_batch_3"
    bad.write_bytes(batches["data_batch_3"][:-1])
    assert fetch(cifar10, dest, places, news)
    assert any(f"{bad} is damaged" in line for line in news.lines)
    assert bad.read_bytes() == batches["data_batch_3"]


def test_a_damaged_file_stays_when_no_good_one_can_be_had(
    cifar10, dest, places, news, site
):
    folder = dest / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    (folder / "test_batch").write_bytes(b"half of it")
    site.files.clear()
    with pytest.raises(UsageError):
        fetch(cifar10, dest, places, news)
    assert (folder / "test_batch").read_bytes() == b"half of it"
    assert [path.name for path in dest.iterdir()] == ["cifar-10-batches-py"]


def test_a_damaged_archive_in_the_cache_is_named_and_replaced(
    cifar10, dest, places, news, site
):
    cached = places.cache / "cifar10" / ARCHIVE
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"x" * cifar10.downloads[0].size)
    fetch(cifar10, dest, places, news)
    assert any(f"{cached} is damaged" in line for line in news.lines)
    assert cached.read_bytes() == site.files[PATH]


@pytest.mark.parametrize("length", [True, False], ids=["with length", "without"])
def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(
    cifar10, dest, places, news, site, length
):
    site.break_off = [400_000, 300_000]
    site.length = length
    fetch(cifar10, dest, places, news)
    assert is_complete(cifar10, dest)
    starts = [int(wanted.strip("bytes=-") or 0) for _, wanted in site.asked]
    assert starts[0] == 0
    assert 300_000 < starts[1] <= 400_000
    assert starts[1] + 200_000 < starts[2] <= starts[1] + 300_000


def test_a_later_run_goes_on_where_an_earlier_one_stopped(
    cifar10, dest, places, news, site
):
    part = places.cache / "cifar10" / f"{ARCHIVE}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(site.files[PATH][:500_000])
    fetch(cifar10, dest, places, news)
    assert site.asked == [(PATH, "bytes=500000-")]
    assert not part.exists()


def test_a_server_without_ranges_sends_all_again(cifar10, dest, places, news, site):
    site.break_off = [400_000]
    site.ranges = False
    fetch(cifar10, dest, places, news)
    assert is_complete(cifar10, dest)


def test_a_wrong_beginning_is_thrown_away(cifar10, dest, places, news, site):
    part = places.cache / "cifar10" / f"{ARCHIVE}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"something else altogether")
    fetch(cifar10, dest, places, news)
    assert is_complete(cifar10, dest)
    assert [wanted for _, wanted in site.asked] == ["bytes=25-", ""]


def test_a_wrong_checksum_leaves_nothing_behind(cifar10, dest, places, news, site):
    content = site.files[PATH]
    site.files[PATH] = content[:1000] + b"\0" + content[1001:]
    with pytest.raises(UsageError, match="isn't the publisher's"):
        fetch(cifar10, dest, places, news)
    assert {path.suffix for path in (places.cache / "cifar10").iterdir()} == {".lock"}
    assert list(dest.iterdir()) == []


def test_another_file_of_another_size_is_refused_before_it_is_read(
    cifar10, dest, places, news, site
):
    site.files[PATH] = b"<html>Log in to the campus network first</html>"
    with pytest.raises(UsageError, match="offers 47 bytes, not"):
        fetch(cifar10, dest, places, news)
    assert news.bytes == []


def test_endless_content_is_cut_off(cifar10, dest, places, news, site):
    site.files[PATH] += b"x" * 1_000_000
    site.length = False
    with pytest.raises(UsageError, match="sends more than"):
        fetch(cifar10, dest, places, news)
    assert max(news.bytes) <= cifar10.downloads[0].size


def test_a_missing_file_sends_to_the_next_address(cifar10, dest, places, news, site):
    site.files["/mirror/" + ARCHIVE] = site.files.pop(PATH)
    mirror = site.url.replace("/data", "/mirror")
    both = msgspec.structs.replace(cifar10, addresses=(site.url, mirror))
    fetch(both, dest, places, news)
    assert is_complete(cifar10, dest)
    assert any("answers 404" in line for line in news.lines)


def test_the_mirror_chosen_is_used_instead_of_the_publisher(
    cifar10, dest, places, news, site
):
    site.files["/campus/" + ARCHIVE] = site.files[PATH]
    campus = site.url.replace("/data", "/campus/")
    fetch(cifar10, dest, Places(places.cache, mirror=campus), news)
    assert site.paths == ["/campus/" + ARCHIVE]


def test_a_server_that_falls_silent_is_given_up(cifar10, dest, places, news, site):
    site.stall = 2.0
    impatient = Places(places.cache, patience=0.2)
    with pytest.raises(UsageError, match="doesn't answer in time"):
        fetch(cifar10, dest, impatient, news)


def test_without_a_network_both_ways_on_are_named(cifar10, dest, places, news):
    nowhere = Places(places.cache, mirror="http://127.0.0.1:9/")
    with pytest.raises(UsageError, match="can't be reached") as caught:
        fetch(cifar10, dest, nowhere, news)
    assert "numgrade data fetch cifar10 --from FILE" in str(caught.value)
    assert "numgrade data synth cifar10" in str(caught.value)


def test_real_files_replace_synthetic_ones_and_their_mark(
    cifar10, dest, places, news, batches
):
    synthesise(cifar10, dest)
    folder = dest / "cifar-10-batches-py"
    assert (folder / "SYNTHETIC.txt").exists()
    fetch(cifar10, dest, places, news)
    assert {file.name for file in folder.iterdir()} == set(batches)
    assert is_complete(cifar10, dest)


def test_other_files_in_the_folder_are_left_alone(cifar10, dest, places, news):
    notes = dest / "cifar-10-batches-py" / "notes.txt"
    notes.parent.mkdir(parents=True)
    notes.write_text("mine")
    fetch(cifar10, dest, places, news)
    assert notes.read_text() == "mine"


@pytest.mark.parametrize("form", ["archive", "folder", "folder around"])
def test_a_copy_can_be_taken_from_elsewhere(
    cifar10, dest, news, site, batches, tmp_path, form
):
    folder = tmp_path / "usb" / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    for name, content in batches.items():
        (folder / name).write_bytes(content)
    archive = tmp_path / "renamed.tgz"
    archive.write_bytes(site.files[PATH])
    places = {"archive": archive, "folder": folder, "folder around": folder.parent}
    assert fetch_from(cifar10, dest, places[form], news)
    assert is_complete(cifar10, dest)
    assert site.asked == []


def test_a_copy_with_another_content_is_refused(cifar10, dest, news, batches, tmp_path):
    for name, content in batches.items():
        (tmp_path / name).write_bytes(content + b"!")
    with pytest.raises(UsageError, match=r"batches\.meta isn't the publisher's"):
        fetch_from(cifar10, dest, tmp_path, news)


def test_two_runs_download_once(cifar10, dest, places, news, site, tmp_path):
    site.stall = 0.3
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(fetch, cifar10, tmp_path / name, places, news)
            for name in ("one", "two")
        ]
        assert [run.result() for run in runs] == [True, True]
    assert is_complete(cifar10, tmp_path / "one")
    assert is_complete(cifar10, tmp_path / "two")
    assert site.paths == [PATH]
    assert any(line.startswith("waiting for") for line in news.lines)


def test_single_files_are_downloaded_only_where_they_lack(site, dest, places, news):
    mnist = find_dataset("mnist")
    contents = {name: gzip.compress(name.encode() * 50) for name in mnist.files}
    for name, content in contents.items():
        site.files[f"/data/{name}"] = content
    mnist = msgspec.structs.replace(
        mnist,
        addresses=(site.url,),
        downloads=tuple(
            Download(name=name, size=len(content), md5=hashlib.md5(content).hexdigest())
            for name, content in contents.items()
        ),
        files={name: hashlib.md5(name.encode() * 50).hexdigest() for name in contents},
    )
    kept, *rest = contents
    (dest / "mnist").mkdir(parents=True)
    # compressed anew: other bytes, same content
    again = gzip.compress(kept.encode() * 50, compresslevel=1, mtime=7)
    (dest / "mnist" / kept).write_bytes(again)
    fetch(mnist, dest, places, news)
    assert site.paths == [f"/data/{name}" for name in rest]
    assert (dest / "mnist" / kept).read_bytes() == again
