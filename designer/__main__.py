"""``python -m designer`` and the ``lambda-designer`` command."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress

_HELP_COLUMNS = 80
"""The width that help.txt is laid out for; a narrower terminal has it laid out anew."""


_OBJECTS = 300_000
"""How many new objects make Python look for those that may go. Few do: most are classes, and one design."""
_TERMINATED = 128 + signal.SIGTERM


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return _HELP_COLUMNS


def _tell(text: str) -> None:
    if sys.stdout is not None:  # it may be closed
        sys.stdout.write(text)
        sys.stdout.flush()


def main() -> None:
    """Run the command line; where its output cannot be written, say so, unless nobody listens any more."""
    try:
        _run()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os._exit(1)
        with suppress(OSError):
            os.write(2, f"The output cannot be written: {error.strerror or error}.\n".encode())
        os._exit(2)  # what is still buffered would fail again
    finally:
        gc.freeze()  # all that is left goes with the process; to look through it first takes 40 ms


def _run() -> None:
    """Tell version and overall help without loading the commands, or run one."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from designer import __version__

        _tell(f"lambda-designer {__version__}\n")
        return
    if sys.argv[1:] in (["--help"], ["-h"]) and _columns() >= _HELP_COLUMNS:
        with open(os.path.join(os.path.dirname(__file__), "cli", "help.txt"), encoding="utf-8") as file:  # noqa: PTH118, PTH120, PTH123 - pathlib is most of what starting costs here
            _tell(file.read())
        return
    from designer.cli import cli

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no ✖ still shows the sentence
    gc.set_threshold(_OBJECTS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that what is half done is undone
    cli(prog_name="lambda-designer")


if __name__ == "__main__":
    main()
