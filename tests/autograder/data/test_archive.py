import hashlib
import io
import tarfile

import pytest

from autograder.data.archive import extract
from autograder.errors import UsageError

GOOD = b"one batch"
FILES = {"data_batch_1": hashlib.md5(GOOD).hexdigest()}


def member(name, content=GOOD, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    return info, content


@pytest.fixture
def write(tmp_path):
    def write(*members):
        path = tmp_path / "archive.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for info, content in members:
                archive.addfile(info, io.BytesIO(content))
        return path

    return write


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into" / "deep"
    folder.mkdir(parents=True)
    return folder


def everything_below(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_only_the_files_wanted_are_taken(write, into):
    archive = write(
        member("cifar/data_batch_1"),
        member("cifar/readme.html"),
        member("data_batch_1"),
    )
    extract(archive, "cifar", FILES, into)
    assert everything_below(into) == ["data_batch_1"]
    assert (into / "data_batch_1").read_bytes() == GOOD


@pytest.mark.parametrize(
    "name", ["../evil", "cifar/../../evil", "/tmp/evil", "C:\\evil", "cifar\\..\\evil"]
)
def test_an_archive_that_leads_out_of_itself_is_refused(write, into, name):
    archive = write(member(name), member("cifar/data_batch_1"))
    with pytest.raises(UsageError, match="leads out of it"):
        extract(archive, "cifar", FILES, into)
    assert everything_below(into.parent) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(write, into, kind):
    archive = write(member("cifar/data_batch_1", b"", kind, "/etc/passwd"))
    with pytest.raises(UsageError, match="no ordinary file"):
        extract(archive, "cifar", FILES, into)
    assert everything_below(into) == []


def test_another_content_is_refused(write, into):
    archive = write(member("cifar/data_batch_1", b"another batch"))
    with pytest.raises(UsageError, match="its cifar/data_batch_1 differs"):
        extract(archive, "cifar", FILES, into)


def test_what_is_missing_is_named(write, into):
    archive = write(member("cifar/test_batch"))
    with pytest.raises(UsageError, match="lacks cifar/data_batch_1"):
        extract(archive, "cifar", FILES, into)


def test_half_an_archive_cannot_be_unpacked(write, into):
    archive = write(member("cifar/data_batch_1", bytes(range(256)) * 100))
    archive.write_bytes(archive.read_bytes()[:200])
    with pytest.raises(UsageError, match="can't be unpacked"):
        extract(archive, "cifar", FILES, into)


def test_what_is_no_archive_cannot_be_unpacked(tmp_path, into):
    page = tmp_path / "page.tar.gz"
    page.write_bytes(b"<html>")
    with pytest.raises(UsageError, match="can't be unpacked"):
        extract(page, "cifar", FILES, into)
