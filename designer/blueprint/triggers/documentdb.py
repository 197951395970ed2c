"""The change stream of a DocumentDB cluster that a function reads in order.

Lambda polls the cluster and invokes the function synchronously. A batch that fails is tried again until it
succeeds or the change stream forgets it; Lambda has no destination for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Int, Limits, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.polling import Positioned, poll_network, read_credentials
from designer.graph import Attribute, Context, Join, Resource, Statement, Text


class DocumentDbTrigger(Positioned):
    """The changes of a database, or of one of its collections."""

    LABEL: ClassVar[str] = "DocumentDB change stream"
    HANDLER: ClassVar[str] = "event"

    type: Annotated[Literal["documentdb"], SameInAllStages()] = Field(
        "documentdb", title="Type", description="Change stream of a DocumentDB cluster."
    )
    cluster: str = Field(title="Cluster", description="ARN of the cluster.")
    database: Annotated[str, SameInAllStages()] = Field(
        title="Database", description="Database whose changes are read."
    )
    collection: Annotated[str | None, SameInAllStages()] = Field(
        None, title="Collection", description="Collection whose changes are read; all unless said."
    )
    full_document: Annotated[Literal["UpdateLookup", "Default"], SameInAllStages(), Advanced()] = Field(
        "Default",
        title="Full document",
        description="UpdateLookup looks the whole document up when a part of it changes.",
    )
    secret: Annotated[str, RefersTo(("secrets",))] = Field(
        title="Secret", description="Secret with the cluster's user name and password."
    )
    batching_window: Annotated[Int | None, Limits("polling.slow_window")] = Field(
        None,
        title="Batching window",
        description="Seconds to wait for a batch to fill; half a second unless said.",
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        whole = self.full_document if self.full_document != "Default" else None
        secret = consumer.blueprint.attribute(self.secret, Attribute.ARN)
        yield self.mapping(
            name,
            consumer,
            source=self.cluster,
            changes=graph.event_sources.ChangeStream(self.database, self.collection, whole),
            access=(graph.event_sources.SourceAccess("BASIC_AUTH", secret),),
            batching_window=self.batching_window,
            **self.positioned(),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        because = f"Trigger {name} reads the changes of {self.database}."
        own = ("arn:", Context.PARTITION, ":rds:", Context.REGION, ":", Context.ACCOUNT)
        described: dict[str, Text] = {
            "describe_database": self.cluster,
            "describe_parameters": Join((*own, ":cluster-pg:*")),
            "describe_subnets": Join((*own, ":subgrp:*")),
        }
        for grant, arn in described.items():
            yield Statement(
                sid=f"{grant.replace('_', ' ')} of {name}",
                actions=catalog.grant(grant).actions,
                resources=(arn,),
                because=because,
            )
        yield read_credentials(self.secret, consumer)
        yield poll_network(name)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One document that is new."""
        del consumer
        key = {"_id": {"$oid": "000000000000000000000001"}}
        event = {
            "_id": {"_data": "0100000000000000000000000000000000000001"},
            "clusterTime": {"$timestamp": {"t": 1793750400, "i": 1}},
            "documentKey": key,
            "fullDocument": {**key, "number": 1},
            "ns": {"db": self.database, "coll": self.collection or "orders"},
            "operationType": "insert",
        }
        return {"eventSource": "aws:docdb", "eventSourceArn": self.cluster, "events": [{"event": event}]}
