"""IAM statements in the shape of a policy document, for the formats that print one."""

from __future__ import annotations

from designer.graph import Statement, Text

DOCUMENT_VERSION = "2012-10-17"
"""The version of IAM's policy language."""


def conditions(statement: Statement) -> dict[str, dict[str, tuple[Text, ...]]]:
    """The condition block: operator to key to values, lines on the same key put together."""
    result: dict[str, dict[str, tuple[Text, ...]]] = {}
    for each in statement.conditions:
        keys = result.setdefault(each.operator, {})
        keys[each.key] = keys.get(each.key, ()) + each.values
    return result
