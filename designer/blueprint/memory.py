"""The garbage collector's part where much is made at once: a design, a review, an export."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Look for no garbage meanwhile.

    Designs, findings and exports are trees, in which nothing refers back; looking for circles in them
    again and again took 40 % of the time of a large export, and made the time grow faster than the design.
    What is no longer used is freed all the same.
    """
    rests = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not rests:
            gc.enable()
