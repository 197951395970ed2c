"""What stands in a plan for an attribute that only the deployment knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from tests.conformance.normal.kinds import by_type

_ARN = "arn:aws:symbol:eu-west-1:111122223333:{}"
_PLAIN = "symbolZ{}Z"
"""Where a provider takes letters and digits only: the address and the attribute in hexadecimal."""


def symbol(address: str, attribute: str) -> str:
    """What stands for it; providers want ARNs to look like one, and kinds say what else they want."""
    _, spelling = by_type().get(address.partition(".")[0], (None, None))
    named = f"{address}/{attribute}"
    if spelling and attribute in spelling.looks:
        return spelling.looks[attribute].format(_PLAIN.format(named.encode().hex()))
    return (_ARN if attribute.endswith("arn") else "{}").format(f"symbol/{named}")


def symbols(address: str) -> dict[str, str]:
    """Attribute to symbol, for everything that a resource of a known type may be asked."""
    _, spelling = by_type().get(address.partition(".")[0], (None, None))
    if spelling is None:
        return {}
    asked = {*spelling.asked, "id"} if spelling.has_id else spelling.asked
    return {each: symbol(address, each) for each in sorted(asked)}


def has_symbol(value: object) -> bool:
    """Whether there is one anywhere in it."""
    return _pattern().search(str(value)) is not None


def replaced(text: str, answer: Callable[[str, str], str]) -> str:
    """``text`` with what ``answer`` says of an address and an attribute in place of each symbol."""

    def stands_for(match: re.Match[str]) -> str:
        if match["plain"]:
            address, _, attribute = bytes.fromhex(match["plain"]).decode().partition("/")
            return answer(address, attribute)
        return answer(match["address"], match["attribute"])

    return _pattern().sub(stands_for, text)


@cache
def _pattern() -> re.Pattern[str]:
    """Every symbol; the longest attribute first, since text may follow it."""
    spellings = [spelling for _, spelling in by_type().values()]
    asked = {"id", *(each for one in spellings for each in one.asked)}
    attributes = "|".join(sorted(asked, key=lambda each: (-len(each), each)))
    heads = {re.escape(each.removesuffix("{}")) for one in spellings for each in one.looks.values()}
    slashed = rf"symbol/(?P<address>\w+\.\w+)/(?P<attribute>{attributes})"
    plain = _PLAIN.format("(?P<plain>[0-9a-f]+)")
    return re.compile(rf"(?:{re.escape(_ARN.format(''))})?{slashed}|(?:{'|'.join(sorted(heads))})?{plain}")
