"""Rules on how many batches of a stream are handled at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.kinesis import KinesisTrigger
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value


class ReservedBelowStreamParallelism(Rule):
    """A function may not run as often at once as its stream hands over batches.

    Each shard hands over as many batches at once as its trigger says. Those that find no copy of the
    function wait, and the stream falls behind for good.
    """

    id = "reserved-below-stream-parallelism"
    severity = Severity.WARNING
    topic = "streams"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html"
    profiles = LASTING
    bad = """
      name: shop
      functions:
        sums:
          concurrency: {reserved: 3}
          triggers:
            read: {type: kinesis, stream: clicks, parallelization: 2, maximum_retries: 3, on_failure: failed}
      streams: {clicks: {shards: 4, retention: 168}}
      queues: {failed: {}}
    """
    good = bad.replace("reserved: 3", "reserved: 8")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every reserved concurrency below what a stream of known shards needs."""
        del today
        for function, trigger in blueprint.each_trigger(KinesisTrigger):
            reserved = function.value.concurrency.reserved
            stream = blueprint.streams.get(trigger.value.stream)
            shards = stream.shards if stream and stream.existing is None else None
            if reserved is None or shards is None:
                continue
            needed = shards * max(1, trigger.value.parallelization)
            # None at all is another matter: it stops the function on purpose.
            if 0 < reserved < needed:
                at = (*function.path, "concurrency", "reserved")
                message = (
                    f"{reserved} copies are fewer than {needed}: {shards} shards times "
                    f"{trigger.value.parallelization}."
                )
                yield self.finding(at, message, set_value(f"Reserve {needed}", at, needed, safe=False))
