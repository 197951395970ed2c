"""``python -m designer`` and the ``lambda-designer`` command."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """Run the command line. The version is told without loading it."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from designer import __version__

        sys.stdout.write(f"lambda-designer {__version__}\n")
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
