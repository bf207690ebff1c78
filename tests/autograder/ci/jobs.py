"""Running the steps of a recipe here, in order, with what the service would set."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from autograder.recipe import recipe
from autograder.release.wheel import build_wheel

_EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")
BIN = Path(sys.executable).parent


@dataclass
class Runner:
    """A job's workspace. ``gets``: what a checkout into a path brings there."""

    top: Path
    gets: dict[str, Path]
    values: dict[str, str]
    uploaded: list[str] = field(default_factory=list)
    log: str = ""

    def __post_init__(self):
        self.workspace, self.temp = self.top / "workspace", self.top / "temp"
        self.tools = self.top / "tools"
        for folder in (self.workspace, self.temp, self.tools):
            folder.mkdir(parents=True)
        make_environment(self.top / "python")
        self.summary = self.top / "summary.md"
        self.values |= {
            "runner.temp": str(self.temp),
            "github.repository": "school/course",
            "github.ref": "refs/heads/main",
            "github.token": "t",
        }
        self.fetched = {}

    def tool(self, name, text):
        """Put a program in the way of the real one."""
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def run(self, steps):
        """Run steps until one fails; return the exit status of the last."""
        for step in steps:
            status = self._use(step) if "uses" in step else self._run(step)
            if status:
                return status
        return 0

    def _use(self, step):
        name, given = step["uses"], step.get("with", {})
        if name.startswith("actions/checkout@"):
            assert given["persist-credentials"] is False
            path = given.get("path", "")
            asked = {key: self.fill(str(value)) for key, value in given.items()}
            self.fetched[path] = (asked.get("repository"), asked.get("token"))
            shutil.copytree(self.gets[path], self.workspace / path, dirs_exist_ok=True)
        elif name.startswith("actions/upload-artifact@"):
            paths = self.fill(given["path"]).split()
            assert all(Path(path).is_file() for path in paths)
            self.uploaded += paths
        elif name.startswith("./"):
            return self.action(self.workspace / name / "action.yml", given)
        else:
            assert name.startswith("actions/setup-python@")
        return 0

    def action(self, file, given):
        """Run a composite action."""
        table = yaml.safe_load(file.read_text())
        assert set(given) <= set(table["inputs"])
        before = dict(self.values)
        for name, spec in table["inputs"].items():
            value = given.get(name, spec.get("default"))
            self.values[f"inputs.{name}"] = self.fill(str(value))
        # what the test asks for wins over the recipe's own default
        self.values |= {k: v for k, v in before.items() if k not in self.values}
        self.values |= {f"inputs.{k}": v for k, v in self.overrides().items()}
        return self.run(table["runs"]["steps"])

    def overrides(self):
        """Grade with the numgrade that is under test, in whatever sandbox there is."""
        name, content = build_wheel()
        (self.temp / name).write_bytes(content)
        return {"numgrade": str(self.temp / name), "sandbox": "auto"}

    def fill(self, text):
        """Put the values of expressions in: names, literals, ``a || b``."""
        return _EXPRESSION.sub(lambda found: self._first(found[1].split(" || ")), text)

    def _first(self, operands):
        *rest, last = operands
        values = [self.values.get(operand, "") for operand in rest]
        values.append(last.strip("'") if last[0] == "'" else self.values[last])
        return next(filter(None, values), "")

    def _run(self, step):
        own = {k: self.fill(str(v)) for k, v in step.get("env", {}).items()}
        env = {
            "PATH": f"{self.tools}:{self.top}/python/bin:/usr/bin:/bin",
            "HOME": str(self.top),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_REF_NAME": "v1",
            "GITHUB_REPOSITORY": "school/course",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": "0123abc",
            **own,
        }
        if own.get("NUMGRADE") == "numgrade":
            env["NUMGRADE"] = self.overrides()["numgrade"]
        script = self.fill(step["run"])
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(
            words, cwd=self.workspace, env=env, capture_output=True, encoding="utf-8"
        )
        self.log += done.stdout + done.stderr
        return done.returncode


def make_environment(folder):
    """Make an environment to install numgrade into, with all that it depends on."""
    venv.create(folder, symlinks=True)
    packages = sysconfig.get_path("purelib")
    own = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(own, "around.pth").write_text(f"{packages}\n")


def workflow(path):
    """Return a workflow's only job, or what an action runs."""
    table = yaml.safe_load((recipe("github") / path).read_text())
    if "runs" in table:
        return table["runs"]
    (job,) = table["jobs"].values()
    return job
