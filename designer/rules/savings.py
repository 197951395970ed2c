"""Rules on cost: what the same work could cost less for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value
from designer.rules.consumers import mapped

_LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:tools-x86_64:3"


class FunctionArm64(Rule):
    """A function runs on the dearer processor.

    Arm costs about a fifth less for the same time and is often as fast or faster. Only binaries built
    for Intel need the other one; suppress this where there are some.
    """

    id = "function-arm64"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html"
    profiles = LASTING
    bad = "{name: shop, functions: {worker: {architecture: x86_64}}}"
    good = f"{{name: shop, functions: {{worker: {{architecture: x86_64, layers: ['{_LAYER}']}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function on x86_64 of Lambda's own, but for those with a layer that is by its name, too."""
        del today
        for function in blueprint.each_function():
            # Of instances, the capacity provider says which processor they have.
            reason = function.value.capacity or any("x86" in layer for layer in function.value.layers)
            if function.value.architecture == "x86_64" and not reason:
                at = blueprint.origin(function.name, "architecture")
                message = "x86_64 costs about a fifth more than arm64; use it where binaries need it."
                yield self.finding(at, message, set_value("Use arm64", at, "arm64", safe=False))


class SqsBatchOfOne(Rule):
    """A function is invoked for each single message of a queue.

    Ten messages of one batch cost about as much as one invocation, where ten invocations cost ten.
    """

    id = "sqs-batch-of-one"
    severity = Severity.INFO
    topic = "sqs"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
    profiles = LASTING
    bad = """
      name: shop
      functions: {worker: {triggers: {poll: {type: sqs, queue: jobs, batch_size: 1}}}}
      queues:
        jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}
        failed: {message_retention: 1209600}
    """
    good = bad.replace("batch_size: 1", "batch_size: 10")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger of a standard queue with batches of one; of a FIFO queue the order may want it."""
        del today
        usual = catalog.limits("sqs.batch_size").default or 1
        for each in mapped(blueprint):
            if each.trigger.value.batch_size == 1 and each.queue is not None and not each.fifo:
                at = each.at("batch_size")
                message = f"Each message is an invocation of its own; batches of {usual} cost less."
                yield self.finding(at, message, set_value(f"Take {usual}", at, usual, safe=False))
