"""``python -m designer`` and the ``lambda-designer`` command."""

from __future__ import annotations

import io
import os
import sys

_HELP_COLUMNS = 80
"""The width that help.txt is laid out for; a narrower terminal has it laid out anew."""


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return _HELP_COLUMNS


def main() -> None:
    """Run the command line. Version and overall help are told without loading it."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from designer import __version__

        sys.stdout.write(f"lambda-designer {__version__}\n")
        return
    if sys.argv[1:] in (["--help"], ["-h"]) and _columns() >= _HELP_COLUMNS:
        with open(os.path.join(os.path.dirname(__file__), "cli", "help.txt"), encoding="utf-8") as file:  # noqa: PTH118, PTH120, PTH123 - pathlib is most of what starting costs here
            sys.stdout.write(file.read())
        return
    from designer.cli import cli

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no ✖ still shows the sentence
    try:
        cli(prog_name="lambda-designer")
    except OSError as error:
        os.write(2, f"The output cannot be written: {error.strerror or error}.\n".encode())
        os._exit(2)  # what is still buffered would fail again


if __name__ == "__main__":
    main()
