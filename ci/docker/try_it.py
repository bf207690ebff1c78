"""Carry out the Dockerfile here, without Docker, and grade with what came of it.

    python ci/docker/try_it.py CLASS RESULTS ASSIGNMENT [--context DIR]

COPY, RUN, ENV, WORKDIR and USER are done in order, as root, in a view of this machine's
files that keeps all changes to itself: an overlay, gone at the end. Then ENTRYPOINT
runs as by ``docker run`` in the Dockerfile's first lines: folders mounted, no network,
the user that RESULTS belongs to, and those system calls refused that Docker refuses.

In the place of the base image is this machine, with the Python that runs this. So what
isn't tried is whether ``python:3.12-slim`` lacks anything.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile_parse import DockerfileParser

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
LIKE_DOCKER = REPOSITORY / "ci" / "gradescope" / "like_docker.py"


@dataclass
class Image:
    """What the instructions have made so far: files below ``root``, and settings."""

    root: Path
    context: Path
    settings: dict[str, str]
    folder: str = "/"
    user: str = "0"
    entrypoint: list[str] = field(default_factory=list)

    def obey(self, instruction: str, value: str) -> None:
        """Carry out one instruction of the Dockerfile."""
        if instruction == "COPY":
            self._copy(value.split())
        elif instruction == "RUN":
            self.run(["/bin/sh", "-c", value], self.user)
        elif instruction == "ENV":
            self.settings |= dict(word.split("=", 1) for word in value.split())
        elif instruction == "WORKDIR":
            self.folder = value
            self._inside(value).mkdir(parents=True, exist_ok=True)
        elif instruction == "USER":
            self.user = value
        elif instruction == "ENTRYPOINT":
            self.entrypoint = json.loads(value)
        elif instruction not in ("FROM", "CMD", "COMMENT"):
            sys.exit(f"{instruction}: can't be tried here")

    def run(self, command: list[str], user: str, before: tuple[str, ...] = ()) -> None:
        """Run a command inside."""
        words = ["chroot", f"--userspec={user}:{user}", str(self.root), "/usr/bin/env"]
        words += ["-C", self.folder, *command]
        subprocess.run([*before, *words], env=self.settings, check=True)

    def mount(self, folder: Path, place: str, *options: str) -> None:
        """Show a folder of the machine's inside."""
        target = self._inside(place)
        target.mkdir(exist_ok=True)
        mount("--bind", *options, folder, target)

    def _inside(self, path: str) -> Path:
        return self.root / Path("/", self.folder, path).relative_to("/")

    def _copy(self, words: list[str]) -> None:
        *sources, place = words
        target = self._inside(place)
        for source in (self.context / word for word in sources):
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)


def mount(*words: object) -> None:
    """Mount something."""
    command = ["mount", *map(str, words)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"can't mount: {done.stderr.strip()}; run it as root")


def base(top: Path) -> Path:
    """Mount a view of this machine's files; return where it is."""
    mount("-t", "tmpfs", "none", top)
    upper, work, root = (top / name for name in ("upper", "work", "root"))
    for folder in (upper, work, root):
        folder.mkdir()
    layers = f"lowerdir=/,upperdir={upper},workdir={work}"
    mount("-t", "overlay", "-o", layers, "none", root)
    mount("-t", "proc", "proc", root / "proc")
    mount("--rbind", "/dev", root / "dev")
    python = Path(sys.executable)
    for folder in {*python.parents, *python.resolve().parents}:  # a user's own, say
        inside = root / folder.relative_to("/")
        inside.chmod(inside.stat().st_mode | 0o011)
    return root


def build(context: Path, root: Path) -> Image:
    """Carry out all instructions; take away what is here and not in the image."""
    settings = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_"))}
    settings["PATH"] = f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin"
    image = Image(root, context, {**settings, "HOME": "/root", "LANG": "C.UTF-8"})
    for step in DockerfileParser(str(HERE / "Dockerfile")).structure:
        if step["instruction"] != "COMMENT":
            print(step["content"].strip(), flush=True)
        image.obey(step["instruction"], step["value"])
    for name in ("autograder", "assignments", "solutions"):
        shutil.rmtree(root / (REPOSITORY / name).relative_to("/"))
    return image


def main() -> int:
    """Build, then grade a class."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("class_", metavar="CLASS", type=Path)
    parser.add_argument("results", metavar="RESULTS", type=Path)
    parser.add_argument("assignment", metavar="ASSIGNMENT")
    parser.add_argument("--context", type=Path, default=REPOSITORY)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside is None:  # mounts of its own, which end with it
        top = tempfile.mkdtemp(prefix="numgrade-image-")
        again = ["unshare", "--mount", sys.executable, *sys.argv, "--inside", top]
        try:
            return subprocess.call(again)
        finally:
            os.rmdir(top)
    image = build(options.context.resolve(), base(options.inside))
    image.mount(options.class_.resolve(), "/class", "-o", "ro")
    image.mount(options.results.resolve(), "/results")
    grade = ["grade", options.assignment, "--class", "/class", "--out", "/results"]
    user = str(options.results.stat().st_uid)
    around = ("unshare", "--net", sys.executable, str(LIKE_DOCKER))
    image.run([*image.entrypoint, *grade], user, around)
    return 0


if __name__ == "__main__":
    sys.exit(main())
