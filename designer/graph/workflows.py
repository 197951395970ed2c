"""Workflows of Step Functions, and what starts one at a time of day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.documents import Document
from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class StateMachine(Resource):
    """A workflow; its definition is in Amazon States Language, ``type`` is STANDARD or EXPRESS."""

    KIND: ClassVar[str] = "state_machine"

    name: Text
    type: str | None = None
    role: Ref
    """The ARN of the role that it assumes."""
    definition: Document = None
    file: str | None = None
    """Where the definition lies in the export, where it is in a file of its own instead."""
    substitutions: tuple[Entry, ...] = ()
    """What stands for ``${key}`` in that file."""
    log_destination: Text | None = None
    """ARN pattern of every stream of its log group; ``None`` where it logs nothing."""
    log_level: Text | None = None
    log_data: Switch = False
    """Whether what states are given and return is logged too."""
    tracing: Switch = False
    kms_key: Text | None = None
    key_reuse: Whole | None = None
    """Seconds that a data key of that key is used again."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkflowSchedule(Resource):
    """A schedule of EventBridge Scheduler that starts a workflow; ``input`` is JSON."""

    KIND: ClassVar[str] = "workflow_schedule"

    name: Text
    workflow: Ref
    """The ARN of the workflow."""
    role: Ref
    """The ARN of the role that the scheduler assumes."""
    expression: Text
    timezone: Text | None = None
    flexible_window: Whole | None = None
    dead_letter: Text | None = None
    input: Document = None
    state: Text | None = None
    """ENABLED or DISABLED."""
