"""What a module with mutants asks at each call: the original, or which of its mutants."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

MutantDict = dict[str, Callable[..., object]]
"""The original of one function and its mutants, by the names that mutmut gives them."""

_ORIGINAL = "_mutmut_orig"


class Switch:
    """One mutant at most is on in a process; which functions were called is noted."""

    def __init__(self) -> None:
        self.on = ""
        self.called: set[str] = set()


SWITCH = Switch()


def wrap_in_trampoline(variants: MutantDict) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """What stands in for a function: it calls the mutant that is on, or else the original.

    The name and the argument are those of mutmut's own, which its generated code expects.
    """

    def decorated(function: Callable[..., object]) -> Callable[..., object]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def switched(*arguments: object, **named: object) -> object:
            SWITCH.called.add(name)
            chosen = variants.get(SWITCH.on) or variants[_ORIGINAL]
            return chosen(*arguments, **named)

        return switched

    return decorated
