"""What the author says of findings: which are accepted, each with the reason, and how much some matter."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from designer.blueprint.base import Part

SeverityName = Literal["error", "warning", "info"]
"""How much a finding matters, as a design may say it of a rule."""


class Suppression(Part):
    """One rule, silenced at one place."""

    rule: str = Field(title="Rule", description="Id of the rule, such as sqs-max-receive-low.")
    at: str = Field(
        title="At", description="Where: a dotted path; everything below it is covered, such as queues.jobs."
    )
    reason: str = Field(title="Reason", description="Why the finding is acceptable here.")

    def covers(self, rule: str, at: str) -> bool:
        """Whether it silences ``rule`` at the dotted path ``at``."""
        return self.rule == rule and (at == self.at or at.startswith(f"{self.at}."))
