"""Submissions in every form, honest, damaged and hostile: what comes out, and where."""

import errno
import gzip
import importlib
import io
import os
import socket
import stat
import struct
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.intake import members, submission_name, unpack

MB = 2**20
MODULE = importlib.import_module("autograder.intake.unpack")  # not its function


@pytest.fixture
def into(tmp_path):
    """An empty folder, with nothing else in the folder around it."""
    folder = tmp_path / "around" / "into"
    folder.mkdir(parents=True)
    return folder


def contents(folder):
    """Return path -> content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if not path.is_dir()
    }


def tar_of(tmp_path, *members, name="s.tar.gz"):
    """Write a tar of ``(name, content)`` pairs and of TarInfo objects."""
    file = tmp_path / name
    with tarfile.open(file, "w:gz" if name.endswith("gz") else "w") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return file


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def link_in_zip(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def zip_of_links(tmp_path, *links, files=()):
    file = tmp_path / "links.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
        for info, target in links:
            archive.writestr(info, target)
    return file


FILES = {"dl/layers.py": b"a = 1\n", "notes.txt": b"", "Übung 1/ä.py": b"\x00\xff"}


def test_a_zip_comes_out_as_it_went_in(make_zip, into):
    unpack(make_zip(FILES), into, 1)
    assert contents(into) == FILES


@pytest.mark.parametrize("name", ["s.tar.gz", "s.tgz", "s.tar", "S.TAR.GZ"])
def test_a_tar_comes_out_as_it_went_in(tmp_path, into, name):
    unpack(tar_of(tmp_path, *FILES.items(), name=name), into, 1)
    assert contents(into) == FILES


def test_a_tar_is_read_compressed_or_not_whatever_its_name_says(tmp_path, into):
    file = tar_of(tmp_path, *FILES.items(), name="s.tar")
    unpack(file.rename(tmp_path / "s.tar.gz"), into, 1)
    assert contents(into) == FILES


def test_a_folder_comes_out_as_it_was(tmp_path, into):
    for path, content in FILES.items():
        file = tmp_path / "folder" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    unpack(tmp_path / "folder", into, 1)
    assert contents(into) == FILES


@pytest.mark.parametrize("name", ["layers.py", "01.ipynb"])
def test_a_single_file_is_a_submission(tmp_path, into, name):
    (tmp_path / name).write_bytes(b"x")
    unpack(tmp_path / name, into, 1)
    assert contents(into) == {name: b"x"}


def test_a_zip_made_on_windows_has_folders(tmp_path, make_zip, into, monkeypatch):
    monkeypatch.setattr(zipfile.os, "sep", "\\")  # keep zipfile from tidying up itself
    file = make_zip({"dl\\layers.py": b"x"})
    monkeypatch.undo()
    unpack(file, into, 1)
    assert contents(into) == {"dl/layers.py": b"x"}


def test_what_tools_leave_behind_is_left_out(make_zip, into):
    junk = ["__MACOSX/._a", "a/.git/config", ".DS_Store", "dl/__pycache__/l.pyc"]
    unpack(make_zip({**FILES, **dict.fromkeys(junk, b"")}), into, 1)
    assert contents(into) == FILES


def test_links_inside_become_copies(tmp_path, into):
    unpack(
        tar_of(
            tmp_path,
            special("soft.py", tarfile.SYMTYPE, "dl/layers.py"),
            special("dl/up.py", tarfile.SYMTYPE, "../dl/layers.py"),
            special("hard.py", tarfile.LNKTYPE, "dl/layers.py"),
            special("dangling.py", tarfile.SYMTYPE, "nothing.py"),
            ("dl/layers.py", b"x"),
        ),
        into,
        1,
    )
    names = ["soft.py", "dl/up.py", "hard.py", "dl/layers.py"]
    assert contents(into) == dict.fromkeys(names, b"x")
    assert not any(path.is_symlink() for path in into.rglob("*"))


def test_links_inside_a_zip_become_copies(tmp_path, into):
    link = link_in_zip("a/link.py", "../real.py")
    unpack(zip_of_links(tmp_path, link, files=[("real.py", b"x")]), into, 1)
    assert contents(into) == {"real.py": b"x", "a/link.py": b"x"}
    assert not (into / "a/link.py").is_symlink()


def test_links_inside_a_folder_become_copies(tmp_path, into):
    folder = tmp_path / "folder"
    (folder / "a").mkdir(parents=True)
    (folder / "real.py").write_bytes(b"x")
    (folder / "a" / "relative.py").symlink_to("../real.py")
    (folder / "a" / "absolute.py").symlink_to(folder / "real.py")
    unpack(folder, into, 1)
    names = ["real.py", "a/relative.py", "a/absolute.py"]
    assert contents(into) == dict.fromkeys(names, b"x")
    assert not any(path.is_symlink() for path in into.rglob("*"))


def refused(path, into, words, max_mb=1):
    """Check that a submission is refused in one line, and wrote nothing outside."""
    with pytest.raises(SubmissionError) as caught:
        unpack(path, into, max_mb)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(into.parent.iterdir()) == [into]


BAD_NAMES = ["../out", "a/../../out", "/etc/out", "C:\\out", "C:out", "..\\out", "a/.."]
BAD_NAMES += ["\\\\host\\share\\out", "//host/out", "a/../b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_zip_whose_paths_lead_out_is_refused(make_zip, into, name):
    refused(make_zip({"fine.py": b"", name: b"x"}), into, "is unsafe: the path")


@pytest.mark.parametrize("name", [name for name in BAD_NAMES if "\\" not in name])
def test_a_tar_whose_paths_lead_out_is_refused(tmp_path, into, name):
    refused(tar_of(tmp_path, (name, b"x")), into, "is unsafe: the path")


@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "a/../../x"])
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_tar_whose_links_lead_out_is_refused(tmp_path, into, target, kind):
    file = tar_of(tmp_path, special("link", kind, target))
    refused(file, into, "is unsafe: the link")


@pytest.mark.parametrize("target", ["/etc/passwd", "../x"])
def test_a_zip_whose_links_lead_out_is_refused(tmp_path, into, target):
    file = zip_of_links(tmp_path, link_in_zip("link", target))
    refused(file, into, "is unsafe: the link")


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.txt"])
def test_a_folder_whose_links_lead_out_is_refused(tmp_path, into, target):
    (tmp_path / "outside.txt").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.py").symlink_to(target)
    refused(tmp_path / "folder", into, "is unsafe: the link")


def test_nothing_is_written_through_a_link_to_a_folder(tmp_path, into):
    """The classic: first a link to somewhere else, then a file below it."""
    file = tar_of(
        tmp_path, special("a", tarfile.SYMTYPE, str(tmp_path)), ("a/out", b"x")
    )
    refused(file, into, "")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_devices_and_pipes_in_a_tar_are_refused(tmp_path, into, kind):
    refused(tar_of(tmp_path, special("dev", kind)), into, "'dev', which is no ordinary")


def test_pipes_and_sockets_in_a_folder_are_refused(tmp_path, into):
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "p.py")
    refused(tmp_path / "pipe", into, "'p.py', which is no ordinary file")
    (tmp_path / "socket").mkdir()
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "socket" / "s.py"))
        refused(tmp_path / "socket", into, "'s.py', which is no ordinary file")


@pytest.mark.parametrize("name", ["s.zip", "s.py", "s.tar.gz"])
def test_a_pipe_in_the_place_of_an_archive_is_refused_at_once(tmp_path, into, name):
    os.mkfifo(tmp_path / name)
    refused(tmp_path / name, into, "is neither a folder nor an ordinary file")


def test_ten_gigabytes_of_zeros_in_a_zip_are_refused_early(tmp_path, into):
    """A hundred members that share the same 100 MB of zeros."""
    file = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros0.py", "w", force_zip64=True) as sink,
    ):
        for _ in range(100):
            sink.write(bytes(MB))
    with zipfile.ZipFile(file, "a") as archive:
        (first,) = archive.infolist()
        for number in range(1, 100):
            again = zipfile.ZipInfo(f"zeros{number}.py")
            for name in ("header_offset", "CRC", "compress_size", "file_size"):
                setattr(again, name, getattr(first, name))
            again.compress_type = first.compress_type
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True
    with zipfile.ZipFile(file) as archive:
        assert sum(info.file_size for info in archive.infolist()) == 10_000 * MB
    assert file.stat().st_size < MB
    refused(file, into, "unpacks to more than 3 MB", max_mb=3)
    assert sum(map(len, contents(into).values())) <= 4 * MB


@pytest.fixture(scope="module")
def ten_gigabytes_of_zeros():
    """10 GB of zeros, compressed: a gzip stream of 64 MB, 160 times."""
    return 160 * gzip.compress(bytes(64 * MB))


def gzipped_tar(tmp_path, info, rest):
    """Write a tar.gz: one header, then bytes that are compressed already."""
    file = tmp_path / "bomb.tar.gz"
    file.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT)) + rest)
    assert file.stat().st_size < 12 * MB
    return file


def test_ten_gigabytes_of_zeros_in_a_tar_are_refused_early(
    tmp_path, into, ten_gigabytes_of_zeros
):
    info = tarfile.TarInfo("zeros.py")
    info.size = 10 * 2**30
    file = gzipped_tar(tmp_path, info, ten_gigabytes_of_zeros)
    refused(file, into, "unpacks to more than 3 MB", max_mb=3)
    assert sum(map(len, contents(into).values())) <= 4 * MB


@pytest.mark.parametrize(
    "kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME]
)
def test_a_tar_header_of_gigabytes_is_not_read_into_memory(
    tmp_path, into, ten_gigabytes_of_zeros, kind
):
    info = special("header", kind)
    info.size = 10 * 2**30
    file = gzipped_tar(tmp_path, info, ten_gigabytes_of_zeros)
    refused(file, into, "has a header of more than 16 MB")


def test_a_zip_that_lies_about_its_sizes_is_refused(make_zip, into):
    file = make_zip({"zeros.py": bytes(3 * MB)})
    data = bytearray(file.read_bytes())
    size = struct.pack("<I", 3 * MB)
    while size in data:
        place = data.index(size)
        data[place : place + 4] = struct.pack("<I", 10)
    file.write_bytes(data)
    with pytest.raises(SubmissionError):
        unpack(file, into, 1)
    assert sum(map(len, contents(into).values())) <= MB


def test_a_single_file_has_the_same_limit(tmp_path, into):
    (tmp_path / "layers.py").write_bytes(bytes(2 * MB))
    refused(tmp_path / "layers.py", into, "unpacks to more than 1 MB")


def test_copies_of_links_count_as_well(tmp_path, into):
    links = [special(f"{n}.py", tarfile.SYMTYPE, "a.py") for n in range(20)]
    file = tar_of(tmp_path, ("a.py", bytes(MB // 10)), *links)
    refused(file, into, "unpacks to more than 1 MB")


def test_too_many_files_are_refused(make_zip, into, monkeypatch):
    monkeypatch.setattr(MODULE, "MAX_FILES", 50)
    files = {f"{number}.py": b"" for number in range(50)}
    unpack(make_zip(files), into, 1)
    assert len(contents(into)) == 50
    for file in into.iterdir():
        file.unlink()
    refused(make_zip({**files, "one more": b""}), into, "holds more than 50 files")


def test_folders_and_junk_without_end_are_refused(tmp_path, into, monkeypatch):
    monkeypatch.setattr(members, "MAX_ENTRIES", 50)
    folders = [special(f"f{number}", tarfile.DIRTYPE) for number in range(51)]
    refused(tar_of(tmp_path, *folders), into, "holds more than 50 entries")


def test_files_of_a_virtual_environment_do_not_count(make_zip, into, monkeypatch):
    monkeypatch.setattr(MODULE, "MAX_FILES", 3)
    unpack(make_zip({**FILES, **{f".venv/{n}.py": b"" for n in range(9)}}), into, 1)
    assert contents(into) == FILES


def test_of_two_members_of_one_name_the_last_counts(tmp_path, into):
    unpack(tar_of(tmp_path, ("a.py", b"old"), ("./a.py", b"new")), into, 1)
    assert contents(into) == {"a.py": b"new"}


def test_a_name_that_is_a_file_and_a_folder_is_refused(make_zip, into):
    refused(make_zip({"a": b"", "a/b": b""}), into, "can't be unpacked")


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["x" * 200] * 30)])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, into, name):
    file = tar_of(tmp_path, (name, b""))
    refused(file, into, "can't be unpacked: File name too long")


def test_an_encrypted_zip_is_refused(make_zip, into):
    file = make_zip({"a.py": b"x"})
    data = bytearray(file.read_bytes())
    data[6] |= 1  # the flag, in the member's own header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    refused(file, into, "encrypted")


@pytest.mark.parametrize("name", ["s.zip", "s.tar.gz", "s.tar"])
@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00junk"])
def test_a_file_that_is_no_archive_is_refused(tmp_path, into, name, content):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, into, "can't be unpacked")


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_cut_off_archive_is_refused(tmp_path, into, make_zip, keep):
    content = os.urandom(5000)
    for file in (make_zip({"a.py": content}), tar_of(tmp_path, ("a.py", content))):
        data = file.read_bytes()
        file.write_bytes(data[: int(keep * len(data))])
        refused(file, into, "can't be unpacked")


@pytest.mark.parametrize("name", ["a.txt", "a.rar", "a.7z", "a", "zip"])
def test_another_kind_of_file_is_refused_with_the_kinds_there_are(tmp_path, into, name):
    (tmp_path / name).touch()
    refused(tmp_path / name, into, ".zip, .tar.gz")


def test_what_holds_no_file_is_refused(tmp_path, make_zip, into):
    (tmp_path / "folder" / "empty").mkdir(parents=True)
    refused(tmp_path / "folder", into, "holds no files")
    refused(make_zip({}), into, "holds no files")
    refused(make_zip({"folder/": b""}), into, "holds no files")
    refused(make_zip({".git/config": b""}), into, "holds no files")


def test_a_full_disk_is_no_fault_of_the_submission(make_zip, into, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(MODULE, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(make_zip(FILES), into, 1)


ELSEWHERE = str(Path(tempfile.gettempdir(), "numgrade-elsewhere"))
parts = ["..", ".", "", "a", "b.py", "C:", "\\", "ü", "\x01", ".git", " ", ELSEWHERE]
awkward = st.lists(st.sampled_from(parts), max_size=5).map("/".join)
names = awkward | st.text(max_size=20)
any_test_folder = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def unpacks_inside_or_not_at_all(file):
    """Unpack into a fresh folder; check that nothing lies beside it, or leads out."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        around = Path(folder, "around")
        into = around / "into"
        into.mkdir(parents=True)
        message = ""
        try:
            unpack(file, into, 1)
        except SubmissionError as error:  # and nothing else
            message = str(error)
        assert "\n" not in message
        assert list(Path(folder).iterdir()) == [around]
        assert list(around.iterdir()) == [into]
        assert not Path(ELSEWHERE).exists()
        for path in into.rglob("*"):
            assert path.is_file() or path.is_dir()
            assert not path.is_symlink()


@any_test_folder
@given(members=st.dictionaries(names, st.binary(max_size=9), max_size=5))
def test_no_zip_writes_outside(make_zip, tmp_path, members):
    try:
        file = make_zip(members)
    except (ValueError, IndexError):  # a name that zipfile itself can't write
        return
    unpacks_inside_or_not_at_all(file)


kinds = st.sampled_from(
    [tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE]
)


@any_test_folder
@given(members=st.lists(st.tuples(names, kinds, names), max_size=5))
@example([("a", tarfile.SYMTYPE, "."), ("a/b.py", tarfile.REGTYPE, "")])
@example([("a", tarfile.SYMTYPE, ".."), ("a/b.py", tarfile.REGTYPE, "")])
@example([("a", tarfile.SYMTYPE, "b"), ("b", tarfile.SYMTYPE, "a")])
def test_no_tar_writes_outside(tmp_path, members):
    try:
        file = tar_of(tmp_path, *(special(*member) for member in members), name="s.tar")
    except UnicodeError:
        return
    unpacks_inside_or_not_at_all(file)


@any_test_folder
@given(place=st.integers(0, 600), junk=st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_is_unpacked_or_refused(make_zip, tmp_path, place, junk):
    for file in (make_zip(FILES), tar_of(tmp_path, *FILES.items(), name="s.tar")):
        data = bytearray(file.read_bytes())
        data[place : place + len(junk)] = junk
        file.write_bytes(data)
        unpacks_inside_or_not_at_all(file)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/ada.zip", "ada"),
        ("ada.tar.gz", "ada"),
        ("ada.TGZ", "ada"),
        ("ada.lovelace.py", "ada.lovelace"),
        ("nb.ipynb", "nb"),
        (".zip", ".zip"),
        ("ada.txt", "ada.txt"),
    ],
)
def test_a_submission_is_named_after_its_file_without_the_ending(path, name):
    assert submission_name(Path(path)) == name


def test_a_folder_keeps_its_whole_name(tmp_path, monkeypatch):
    (tmp_path / "ada.zip").mkdir()
    assert submission_name(tmp_path / "ada.zip") == "ada.zip"
    monkeypatch.chdir(tmp_path / "ada.zip")
    assert submission_name(Path()) == "ada.zip"


def test_a_name_that_is_no_text_can_still_be_printed():
    name = submission_name(Path(os.fsdecode(b"J\xfcrgen.zip")))
    assert name == "J\N{REPLACEMENT CHARACTER}rgen"


def test_a_zip_packed_by_lzma_is_refused_before_it_takes_memory(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("layers.py", "x = 1\n")
    (tmp_path / "into").mkdir()
    with pytest.raises(SubmissionError, match="uncommon method"):
        unpack(tmp_path / "a.zip", tmp_path / "into", 1)
