"""A text that a regular expression matches, as short as the expression allows."""

from __future__ import annotations

import re._constants as constant  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Sequence
from string import printable
from typing import Any

_PREFERRED = "a1A-_/.: "


def matching(regex: str) -> str:
    """A text with the form; look-arounds are taken as met."""
    return _all(parser.parse(regex))


def _all(items: Sequence[Any]) -> str:
    return "".join(_one(each) for each in items)


def _one(item: Any) -> str:
    kind, value = item
    if kind is constant.LITERAL:
        return chr(value)
    if kind is constant.IN:
        return _of_set(value)
    if kind in (constant.MAX_REPEAT, constant.MIN_REPEAT):
        least, _, inside = value
        return _all(inside) * int(least)
    if kind is constant.SUBPATTERN:
        return _all(value[3])
    if kind is constant.BRANCH:
        return min((_all(each) for each in value[1]), key=len)
    if kind is constant.NOT_LITERAL:
        return next(each for each in _PREFERRED if ord(each) != value)
    return "a" if kind is constant.ANY else ""


def _of_set(members: Sequence[Any]) -> str:
    negated = members[0][0] is constant.NEGATE
    return next(each for each in _PREFERRED + printable if _within(each, members) is not negated)


def _within(letter: str, members: Sequence[Any]) -> bool:
    classes = {constant.CATEGORY_DIGIT: letter.isdigit(), constant.CATEGORY_SPACE: letter.isspace()}
    classes[constant.CATEGORY_WORD] = letter.isalnum() or letter == "_"
    for kind, value in members:
        if kind is constant.LITERAL and chr(value) == letter:
            return True
        if kind is constant.RANGE and value[0] <= ord(letter) <= value[1]:
            return True
        if kind is constant.CATEGORY and classes.get(value, False):
            return True
    return False
