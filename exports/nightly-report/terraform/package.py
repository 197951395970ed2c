#!/usr/bin/env python3
"""Build the deployment packages: src/NAME becomes build/NAME.zip, without Docker.

Requirements are fetched as wheels for the runtime and architecture of the function, not for this
machine. The same sources give the same bytes, so that nothing is deployed that did not change.
Needs Python 3.9 or newer, and pip where a function has requirements.
"""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FUNCTIONS = {
    "report": ("python3.13", "arm64"),
}
"""Function to its Python runtime ("" for other languages) and architecture."""

UNPACKED = 262_144_000
"""Bytes that Lambda unpacks at most: the package and the layers of a function."""

IGNORED = shutil.ignore_patterns("__pycache__", ".gitkeep")
PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}


def build() -> None:
    """Build the package of every function."""
    for name, (runtime, architecture) in FUNCTIONS.items():
        folder = HERE / "build" / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "src" / name, folder, ignore=IGNORED)
        requirements = folder / "requirements.txt"
        if runtime and requirements.exists() and has_requirements(requirements):
            version = runtime.removeprefix("python")
            install(requirements, folder, version, PLATFORMS[architecture])
        check(name, folder)
        archive(folder, HERE / "build" / f"{name}.zip")


def check(name: str, *folders: Path) -> None:
    """Stop before Lambda refuses what has become too large."""
    files = (each for folder in folders for each in folder.rglob("*") if each.is_file())
    size = sum(each.stat().st_size for each in files)
    if size > UNPACKED:
        sys.exit(f"{name} has {size:,} bytes unpacked; Lambda takes {UNPACKED:,}.")


def has_requirements(file: Path) -> bool:
    """Whether the file names anything to install."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return any(line and not line.startswith("#") for line in lines)


def install(requirements: Path, folder: Path, version: str, platform: str) -> None:
    """Put the wheels of the requirements into the package."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
    what = ["--requirement", str(requirements), "--target", str(folder)]
    built_for = ["--implementation", "cp", "--python-version", version]
    wheels = ["--platform", platform, "--only-binary", ":all:"]
    command = [*pip, *what, *built_for, *wheels]
    subprocess.run(command, check=True)


def archive(folder: Path, target: Path) -> None:
    """Zip the folder; order, dates and permissions do not depend on this machine."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            if "__pycache__" in file.parts:
                continue
            name = file.relative_to(folder).as_posix()
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o755 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    build()
