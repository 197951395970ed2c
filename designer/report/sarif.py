"""SARIF 2.1.0, which code hosts show beside the lines of a change.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from designer import __version__
from designer.report import explanation
from designer.report.judged import UNREADABLE, Judged, Result, results
from designer.rules.base import Rule, Severity
from designer.rules.registry import rules

Json: TypeAlias = Mapping[str, Any]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def sarif(judged: Iterable[Judged]) -> Json:
    """One run over all files; a finding that the design suppresses is there, marked so."""
    told = [each for file in judged for each in results(file)]
    known = {rule.id: rule for rule in rules()}
    used = list(dict.fromkeys(each.rule for each in told))
    driver = {
        "name": "lambda-designer",
        "semanticVersion": __version__,
        "rules": [_rule(name, known.get(name)) for name in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, used.index(each.rule)) for each in told],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, rule: Rule | None) -> Json:
    if rule is None:
        return {"id": name, "shortDescription": {"text": "The file is no blueprint that can be read."}}
    title, harm = explanation(rule)
    return {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": harm or title},
        "helpUri": rule.source,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.topic]},
    }


def _result(result: Result, index: int) -> Json:
    place = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(result.source)},
            "region": {"startLine": result.line, "startColumn": result.column},
        }
    }
    logical = {"logicalLocations": [{"fullyQualifiedName": result.path}]} if result.path else {}
    told = {
        "ruleId": result.rule,
        "ruleIndex": index,
        "level": _LEVELS[result.severity],
        "message": {"text": result.message},
        "locations": [{**place, **logical}],
        "partialFingerprints": {"setting/v1": _fingerprint(result)},
    }
    return {**told, "suppressions": [{"kind": "inSource"}]} if result.suppressed else told


def _uri(source: str) -> str:
    """The file as a reference; a relative one stays relative to where the command ran."""
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _fingerprint(result: Result) -> str:
    """What stays the same while lines move and numbers in the message change."""
    said = result.path if result.rule != UNREADABLE else result.message
    return sha256("\0".join((result.rule, said, result.stage or "")).encode()).hexdigest()[:32]
