"""Make the project's own environment: .venv with the designer and what its tests need.

Uses the standard library only, so that any Python from 3.11 on can run it. Does nothing when the
environment is up to date.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / ".made-from"


def wanted() -> str:
    """What the environment is made from; when it changes, the environment is made anew."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + sys.version + str(ENVIRONMENT)
    return hashlib.sha256(text.encode()).hexdigest()


def is_up_to_date() -> bool:
    """Whether the environment is there, complete, and made from the present ``pyproject.toml``."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted()


def is_of_this_python() -> bool:
    """Whether there is an environment, made by the Python that runs this."""
    try:
        asked = [str(ENVIRONMENT / "bin" / "python"), "-c", "import sys; print(sys.version)"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout == f"{sys.version}\n"
    except (OSError, subprocess.CalledProcessError):
        return False


def make() -> None:
    """Make or renew the environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the check is for whoever runs this with an older one
        sys.exit(f"lambda-designer needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if is_up_to_date():
        return
    print("Setting up .venv ...", flush=True)
    if not is_of_this_python():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--editable", f"{ROOT}[dev]"], check=True)
    STAMP.write_text(wanted(), encoding="utf-8")


if __name__ == "__main__":
    make()
