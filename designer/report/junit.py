"""JUnit XML, which build servers show as tests: a suite for each file, a failure for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from designer.report.judged import Judged, Result, results

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any spelling."""


def junit(judged: Iterable[Judged]) -> str:
    """The document; a file without findings is one test that passed."""
    suites = Xml.Element("testsuites", name="lambda-designer")
    for file in judged:
        told = [each for each in results(file) if not each.suppressed]
        numbers = {"tests": str(len(told) or 1), "failures": str(len(told)), "errors": "0"}
        suite = Xml.SubElement(suites, "testsuite", {"name": _clean(file.source), **numbers})
        if not told:
            Xml.SubElement(suite, "testcase", classname=_clean(file.source), name="no findings")
        for each in told:
            _failure(suite, each)
    Xml.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suites, encoding="unicode")


def _failure(suite: Xml.Element, result: Result) -> None:
    place = f"{result.source}:{result.line}:{result.column}"
    name = f"{result.rule} {result.path}".rstrip()
    case = Xml.SubElement(suite, "testcase", classname=_clean(result.source), name=_clean(name))
    said = {"type": result.severity.value, "message": _clean(result.message)}
    Xml.SubElement(case, "failure", said).text = _clean(f"{place}: {result.message}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
