"""A file and what came of judging it: what every report for machines is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.blueprint.base import dotted
from designer.blueprint.file import Document
from designer.blueprint.problems import BlueprintError
from designer.rules.base import Finding, Severity
from designer.rules.review import Review

UNREADABLE = "unreadable-blueprint"
"""The rule id under which reports for machines tell that a file cannot be used."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file with its review, or with what makes it unusable."""

    source: str
    """The file as it was named."""
    document: Document | None = None
    review: Review | None = None
    error: BlueprintError | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The open findings."""
        return self.review.findings if self.review else ()


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a report tells of a file; ``line`` and ``column`` count from 1."""

    source: str
    rule: str
    severity: Severity
    path: str
    stage: str | None
    message: str
    line: int
    column: int
    suppressed: bool = False


def results(judged: Judged) -> Iterator[Result]:
    """Everything that is to be told of a file: problems, open findings, accepted findings."""
    for problem in judged.error.problems if judged.error else ():
        where = (problem.line or 1, problem.column or 1)
        yield Result(judged.source, UNREADABLE, Severity.ERROR, "", None, problem.message, *where)
    if judged.review and judged.document:
        for finding in judged.review.findings:
            yield _result(finding, judged.source, judged.document)
        for finding in judged.review.suppressed:
            yield _result(finding, judged.source, judged.document, suppressed=True)


def _result(finding: Finding, source: str, document: Document, *, suppressed: bool = False) -> Result:
    line, column = document.position(finding.path)
    message = finding.message if finding.stage is None else f"{finding.message} (Stage {finding.stage}.)"
    return Result(
        source=source,
        rule=finding.rule,
        severity=finding.severity,
        path=dotted(finding.path),
        stage=finding.stage,
        message=message,
        line=line,
        column=column,
        suppressed=suppressed,
    )
