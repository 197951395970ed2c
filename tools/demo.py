"""The main job without a terminal: open a gallery blueprint, judge it, export it, say what happened."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def run(*arguments: str, folder: Path) -> None:
    """Show a command and run it in ``folder``; stop with its exit code when it fails."""
    print(f"$ lambda-designer {' '.join(arguments)}", flush=True)
    result = subprocess.run([sys.executable, "-m", "designer", *arguments], cwd=folder, check=False)
    if result.returncode:
        sys.exit(result.returncode)


def main() -> None:
    """Make an order worker in a temporary folder and export it in every format."""
    folder = Path(tempfile.mkdtemp(prefix="lambda-designer-"))
    print("There is no terminal here, so this is the headless twin of the designer.\n")
    run("new", "--from", "order-worker", folder=folder)
    run("check", "order-worker.yaml", "--fail-on", "info", folder=folder)
    run("export", "order-worker.yaml", folder=folder)
    exported = sorted(folder.glob("exports/order-worker/*/"))
    print(f"\nThe blueprint and {len(exported)} exports are in {folder}:")
    for path in exported:
        print(f"  {path}  ({sum(each.is_file() for each in path.rglob('*'))} files)")


if __name__ == "__main__":
    main()
