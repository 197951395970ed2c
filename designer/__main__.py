"""``python -m designer`` and the ``lambda-designer`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. The version is told without loading it."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from designer import __version__

        sys.stdout.write(f"lambda-designer {__version__}\n")
        return
    from designer.cli import cli

    cli(prog_name="lambda-designer")


if __name__ == "__main__":
    main()
