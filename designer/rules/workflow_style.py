"""Rules on how workflows do their work: what may be done twice, and how functions are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.references import references
from designer.blueprint.states.items import PutItem, UpdateItem
from designer.blueprint.states.messages import Publish, PutEvents, Send
from designer.rules.base import AUDITED, LASTING, Finding, Rule, Severity, set_value
from designer.rules.machines import each_state, new_workflows
from designer.rules.workflows import example

_TYPES = "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html"
_WRITING = (PutItem, UpdateItem, Publish, PutEvents, Send)
"""The states that leave something behind which a second time would double, or overwrite."""

_DIRECT = """
name: shop
functions: {worker: {}}
workflows:
  fulfil:
    timeout: 60
    scopes: {worker: invoke}
    definition:
      StartAt: Work
      States: {Work: {Type: Task, Resource: "${worker.arn}", TimeoutSeconds: 40, End: true}}
"""


class WorkflowExpressIdempotent(Rule):
    """An express workflow may do its work twice.

    An execution that nobody waits for runs at least once, not exactly once: what it writes or sends may be
    written or sent again. Suppress this where a second time does no harm.
    """

    id = "workflow-express-idempotent"
    severity = Severity.INFO
    topic = "workflow"
    source = _TYPES
    profiles = AUDITED
    bad = "profile: regulated\n" + example(
        "tell: {type: send, queue: jobs, timeout: 5}", "type: express", more="queues: {jobs: {}}"
    )
    good = bad.replace("type: express", "type: standard")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every state of an express workflow that writes or sends."""
        del today
        for kind in _WRITING:
            for machine, state in each_state(blueprint, kind):
                if machine.workflow.value.type == "express":
                    at = machine.workflow / "type"
                    fix = set_value("Make it a standard workflow", at, "standard", safe=False)
                    message = f"{state.name} may run twice; {machine.workflow.name} is an express workflow."
                    yield self.finding(state.path, message, fix)


class WorkflowLambdaIntegration(Rule):
    """A definition of one's own calls a function by its bare ARN.

    That is the older way: it cannot wait for a callback or invoke asynchronously, and gives the answer only.
    The states of a design use arn:aws:states:::lambda:invoke.
    """

    id = "workflow-lambda-integration"
    severity = Severity.INFO
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html"
    profiles = LASTING
    bad = _DIRECT
    good = _DIRECT.replace(
        'Resource: "${worker.arn}"',
        'Resource: "arn:aws:states:::lambda:invoke", Arguments: {FunctionName: "${worker.arn}"}',
    ).replace("definition:", "definition:\n      QueryLanguage: JSONata")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ``Resource`` in a definition that is a function of the design, or the ARN of one."""
        del today
        for node in new_workflows(blueprint):
            for at, text in _resources(node.value.definition, (*node.path, "definition")):
                named = [each.name for each in references(text) if each.name in blueprint.functions]
                if named or ":function:" in text:
                    called = named[0] if named else "a function"
                    message = f"It calls {called} by its ARN; use arn:aws:states:::lambda:invoke."
                    yield self.finding(at, message)


def _resources(value: object, at: Path) -> Iterator[tuple[Path, str]]:
    """Every text under the key ``Resource`` in free JSON, with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == "Resource" and isinstance(item, str):
                yield (*at, key), item
            yield from _resources(item, (*at, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _resources(item, (*at, index))
