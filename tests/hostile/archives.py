"""Hostile archives: each is refused, or unpacked to nothing but plain files."""

import io
import tarfile
import zipfile

HONEST = b"import numpy as np\ndef relu_forward(x):\n    return np.maximum(x, 0), x\n"


def zip_of(members):
    """Return a maker of a zip of (name or ZipInfo, content)."""

    def make(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content)

    return make


def tar_of(*infos):
    """Return a maker of a tar of TarInfos, after an honest file."""

    def make(path):
        with tarfile.open(path, "w:gz") as archive:
            honest = tarfile.TarInfo("fort/layers.py")
            honest.size = len(HONEST)
            archive.addfile(honest, io.BytesIO(HONEST))
            for info in infos:
                archive.addfile(info, io.BytesIO(bytes(info.size)))

    return make


def entry(name, kind=tarfile.REGTYPE, link="", size=0):
    """Return a TarInfo."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


def zip_link(target):
    """Return a zip entry that is a symbolic link."""
    info = zipfile.ZipInfo("fort/other.py")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info, target


def bomb(path):
    """Make a zip of 60 KB that unpacks to more than the assignment allows."""
    zip_of([("fort/layers.py", bytes(60 * 2**20))])(path)


def many_files(path):
    """Make a zip of more files than anybody writes."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(21_000):
            archive.writestr(f"fort/{number}.py", b"")


def damaged(path):
    """Make a zip whose middle is missing."""
    zip_of([("fort/layers.py", HONEST * 100)])(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + whole[90:])


honest = ("fort/layers.py", HONEST)

# name: (maker, what the results say); an empty pattern: graded as usual
ARCHIVES = {
    "archive-zip_slip.zip": (zip_of([honest, ("../../slipped.py", b"")]), "leads out"),
    "archive-absolute.zip": (zip_of([honest, ("/tmp/slipped.py", b"")]), "leads out"),
    "archive-backslashes.zip": (zip_of([honest, ("..\\slipped", b"")]), "leads out"),
    "archive-link.zip": (zip_of([honest, zip_link("/etc/passwd")]), "leads out"),
    "archive-bomb.zip": (bomb, "unpacks to more"),
    "archive-many_files.zip": (many_files, "more than 20000 files"),
    "archive-damaged.zip": (damaged, "can't be unpacked"),
    "archive-tar_slip.tar.gz": (tar_of(entry("../slipped")), "leads out"),
    "archive-tar_link.tar.gz": (
        tar_of(entry("fort/x", tarfile.SYMTYPE, "../../../etc/shadow")),
        "leads out",
    ),
    "archive-hard_link.tar.gz": (
        tar_of(entry("fort/x", tarfile.LNKTYPE, "/etc/shadow")),
        "leads out",
    ),
    "archive-device.tar.gz": (tar_of(entry("fort/x", tarfile.CHRTYPE)), "ordinary"),
    "archive-pipe.tar.gz": (tar_of(entry("fort/x", tarfile.FIFOTYPE)), "ordinary"),
    "=1+1.zip": (zip_of([honest]), ""),
}
