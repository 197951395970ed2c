"""Virtual environments for the tools that judge exports, one for each because their pins clash.

``python tools/environments.py [name ...]`` makes those that are missing below ``.cache/tools`` and
prints a line for each. An environment is named after its requirements in
``tests/conformance/requirements``, so that changed requirements get a new one. Safe to run twice at
once, and after a run that was stopped half-way. Needs the standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tests" / "conformance" / "requirements"
MEASURED = ROOT / "tools" / "requirements"
"""Of what only ``make bench`` runs; made when it does."""
CACHE = (ROOT / ".cache" / "tools").resolve()  # the folder may be shared by several checkouts

_COMPLETE = ".complete"
"""The file that is written last: an environment without it is half-made."""
_TAIL = 15
"""Lines of pip's complaint that are shown."""


class EnvironmentFailedError(Exception):
    """An environment could not be made; the message ends with what pip said."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that holds one tool."""

    name: str
    folder: Path

    @property
    def ready(self) -> bool:
        """Whether everything is installed."""
        return (self.folder / _COMPLETE).exists()

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """A program of the environment."""
        return self.folder / "bin" / name


def names() -> tuple[str, ...]:
    """Every environment there is, by the name of its requirements."""
    return tuple(sorted(path.stem for path in REQUIREMENTS.glob("*.txt")))


def environment(name: str) -> Environment:
    """The environment of that name, made already or not. ``FileNotFoundError`` if there is none."""
    wanted = requirements(name).read_bytes() + f"{sys.version}{CACHE}".encode()  # programs name their folder
    return Environment(name, CACHE / f"{name}-{hashlib.sha256(wanted).hexdigest()[:12]}")


def requirements(name: str) -> Path:
    """The file that pins everything in the environment of that name."""
    found = REQUIREMENTS / f"{name}.txt"
    return found if found.exists() else MEASURED / f"{name}.txt"


def ensure(name: str) -> Environment:
    """The environment of that name, made now if it must be. Raises ``EnvironmentFailedError``."""
    found = environment(name)
    if found.ready:
        return found
    CACHE.mkdir(parents=True, exist_ok=True)
    with _locked(CACHE / f"{name}.lock"):
        if not found.ready:  # another run may have made it in the meantime
            _make(found)
    return found


def _make(wanted: Environment) -> None:
    for old in CACHE.glob(f"{wanted.name}-*"):  # half-made, or of other requirements
        shutil.rmtree(old)
    _run([sys.executable, "-m", "venv", str(wanted.folder)])
    # The pins are complete, so nothing has to be resolved; compiling all of CDK takes longer than
    # compiling what is used of it, on first use.
    pip = [str(wanted.python), "-m", "pip", "install", "--no-deps", "--no-compile", "--quiet"]
    _run([*pip, "--disable-pip-version-check", "-r", str(requirements(wanted.name))])
    (wanted.folder / _COMPLETE).touch()


def _run(command: Sequence[str]) -> None:
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ran.returncode != 0:
        tail = "\n".join(ran.stdout.splitlines()[-_TAIL:])
        raise EnvironmentFailedError(f"{' '.join(command)} failed:\n{tail}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The lock goes with the process that holds it, however that ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _report(name: str) -> bool:
    """Make one environment and print how that went."""
    start, there = time.monotonic(), environment(name).ready
    try:
        made = ensure(name)
    except EnvironmentFailedError as error:
        print(f"{name}: failed. {error}", flush=True)
        return False
    how = "there already" if there else f"made in {time.monotonic() - start:.0f} s"
    print(f"{name}: {how}, {os.path.relpath(made.folder, ROOT)}", flush=True)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the environments that are named, or all; 1 when one could not be made."""
    parser = argparse.ArgumentParser(description="Make the environments of the conformance suite.")
    known = ", ".join(names())
    parser.add_argument("name", nargs="*", help=f"which of {known}; all when none is named")
    chosen = parser.parse_args(arguments).name or names()
    if strange := set(chosen) - set(names()):
        parser.error(f"no requirements for {', '.join(sorted(strange))}; there are {known}")
    with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:  # half of it is waiting
        return 0 if all(list(pool.map(_report, chosen))) else 1


if __name__ == "__main__":
    sys.exit(main())
