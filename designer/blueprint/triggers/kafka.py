"""A topic of Kafka that a function reads in order: of Amazon MSK, or of a cluster elsewhere.

Lambda reads each partition and invokes the function synchronously. A batch that fails is tried again and
blocks its partition until it succeeds, its records expire, or it is given up.
"""

from __future__ import annotations

import base64
import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Part,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.kafka_schemas import SchemaRegistry
from designer.blueprint.triggers.polling import Ordered, poll_network, read_credentials
from designer.graph import Attribute, Resource, Statement


class KafkaPollers(Part):
    """Pollers that are kept ready for a topic."""

    minimum: Annotated[Int, Limits("polling.kafka_minimum_pollers")] = Field(
        1, title="Minimum", description="Pollers that are always there; each takes 5 MB a second."
    )
    maximum: Annotated[Int, Limits("polling.kafka_maximum_pollers")] = Field(
        200, title="Maximum", description="Pollers that there may be in a peak."
    )

    def spelt(self) -> graph.event_sources.Pollers:
        """As the graph says it."""
        return graph.event_sources.Pollers(self.minimum, self.maximum)


class KafkaTrigger(Ordered):
    """What topics of any cluster have."""

    HANDLER: ClassVar[str] = "records"
    EVENT_CLASS: ClassVar[str | None] = "KafkaEvent"
    ACCESS: ClassVar[Mapping[str, str]]
    """What the API calls each way to sign in that needs a secret."""

    topic: Annotated[str, SameInAllStages()] = Field(title="Topic", description="Name of the topic to read.")
    consumer_group: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Consumer group",
        description="Group that remembers where reading stopped; Lambda makes one up unless said.",
    )
    secret: Annotated[str | None, RefersTo(("secrets",))] = Field(
        None, title="Secret", description="Secret that Lambda signs in with, where a secret is needed."
    )
    batching_window: Annotated[Int | None, Limits("polling.slow_window")] = Field(
        None,
        title="Batching window",
        description="Seconds to wait for a batch to fill; half a second unless said.",
    )
    partial_batch_response: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False,
        title="Partial batch response",
        description="The function returns the records that failed, and the batch is tried from there.",
    )
    pollers: Annotated[KafkaPollers | None, SameInAllStages(), Advanced()] = Field(
        None, title="Provisioned pollers", description="Pollers that are kept ready and paid for."
    )
    schemas: Annotated[SchemaRegistry | None, Advanced()] = Field(
        None,
        title="Schemas",
        description="Registry that records are checked against; needs provisioned pollers.",
    )

    @property
    @abstractmethod
    def secret_type(self) -> str | None:
        """What the API calls the way to sign in; ``None`` where that needs no secret."""

    def kafka(self, consumer: Consumer) -> dict[str, Any]:  # the mapping's settings, typed by the dataclass
        """The settings of the mapping that topics of any cluster have."""
        return {
            "topics": (self.topic,),
            "batching_window": self.batching_window,
            "report_batch_item_failures": self.partial_batch_response,
            "pollers": self.pollers.spelt() if self.pollers else None,
            **self.ordered(consumer),
        }

    def sign_in(self, consumer: Consumer) -> Iterator[graph.event_sources.SourceAccess]:
        """The secret that Lambda signs in with, if one is needed."""
        if self.secret is not None and self.secret_type is not None:
            yield graph.event_sources.SourceAccess(
                self.secret_type, consumer.blueprint.attribute(self.secret, Attribute.ARN)
            )

    def signing_grants(self, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller needs to sign in."""
        if self.secret is not None and self.secret_type is not None:
            yield read_credentials(self.secret, consumer)

    def schema_grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller needs to check records."""
        yield from self.schemas.grants(name, consumer) if self.schemas else ()

    def source(self, consumer: Consumer, servers: tuple[str, ...] = ()) -> graph.event_sources.Kafka:
        """What is read, and what its records are checked against."""
        return graph.event_sources.Kafka(
            self.consumer_group, servers, self.schemas.spelt(consumer) if self.schemas else None
        )

    def sampled(self, **source: str) -> Mapping[str, Any]:
        """One record of a source."""
        record = {
            "topic": self.topic,
            "partition": 0,
            "offset": 15,
            "timestamp": 1793750400000,
            "timestampType": "CREATE_TIME",
            "key": base64.b64encode(b"1").decode(),
            "value": base64.b64encode(json.dumps({"number": 1}).encode()).decode(),
            "headers": [],
        }
        return {**source, "records": {f"{self.topic}-0": [record]}}


class MskTrigger(KafkaTrigger):
    """A topic of a cluster of Amazon MSK."""

    LABEL: ClassVar[str] = "Amazon MSK topic"
    ACCESS: ClassVar[Mapping[str, str]] = FrozenDict(
        {"scram": "SASL_SCRAM_512_AUTH", "mtls": "CLIENT_CERTIFICATE_TLS_AUTH"}
    )

    type: Annotated[Literal["msk"], SameInAllStages()] = Field(
        "msk", title="Type", description="Amazon MSK topic."
    )
    cluster: str = Field(title="Cluster", description="ARN of the cluster.")
    authentication: Annotated[Literal["iam", "scram", "mtls", "none"], SameInAllStages()] = Field(
        "iam",
        title="Authentication",
        description="How Lambda signs in: by the role (iam), by a secret (scram, mtls), or not at all.",
    )

    @property
    def secret_type(self) -> str | None:
        """What the API calls the way to sign in; ``None`` where that needs no secret."""
        return self.ACCESS.get(self.authentication)

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        yield self.mapping(
            name,
            consumer,
            source=self.cluster,
            kafka=self.source(consumer),
            access=tuple(self.sign_in(consumer)),
            **self.kafka(consumer),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        because = f"Trigger {name} reads the topic {self.topic}."
        describe, brokers = catalog.grant("describe_cluster"), catalog.grant("find_brokers")
        yield Statement(
            sid=f"Describe cluster of {name}",
            actions=describe.actions,
            resources=(self.cluster,),
            because=because,
        )
        yield Statement(
            sid="find brokers",
            actions=brokers.actions,
            resources=("*",),
            because=f"{because} {brokers.reason}",
        )
        yield poll_network(name)
        if self.authentication == "iam":
            yield from self._by_role(name)
        yield from self.signing_grants(consumer)
        yield from self.schema_grants(name, consumer)
        yield from self.failure_grants(consumer)

    def _by_role(self, name: str) -> Iterator[Statement]:
        """What the cluster lets the role do: nothing but to read the one topic, as the one group."""
        whole, group = self.cluster, self.consumer_group or "*"
        named = {
            "connect_to_cluster": whole,
            "read_topic": f"{whole.replace(':cluster/', ':topic/', 1)}/{self.topic}",
            "join_group": f"{whole.replace(':cluster/', ':group/', 1)}/{group}",
        }
        for grant, arn in named.items():
            yield Statement(
                sid=f"{grant.replace('_', ' ')} of {name}",
                actions=catalog.grant(grant).actions,
                resources=(arn,),
                because=f"Lambda signs in to the cluster of trigger {name} with the function's role.",
            )

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One record."""
        del consumer
        server = "b-1.cluster.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098"
        return self.sampled(eventSource="aws:kafka", eventSourceArn=self.cluster, bootstrapServers=server)


class SelfManagedKafkaTrigger(KafkaTrigger):
    """A topic of a cluster that is not AWS's."""

    LABEL: ClassVar[str] = "Kafka topic"
    ACCESS: ClassVar[Mapping[str, str]] = FrozenDict(
        {
            "plain": "BASIC_AUTH",
            "scram_256": "SASL_SCRAM_256_AUTH",
            "scram_512": "SASL_SCRAM_512_AUTH",
            "mtls": "CLIENT_CERTIFICATE_TLS_AUTH",
        }
    )

    type: Annotated[Literal["kafka"], SameInAllStages()] = Field(
        "kafka", title="Type", description="Topic of a Kafka cluster that is not Amazon MSK's."
    )
    servers: Annotated[Texts, SameInAllStages()] = Field(
        title="Bootstrap servers", description="Addresses of brokers, such as kafka-1.example.com:9096."
    )
    authentication: Annotated[
        Literal["plain", "scram_256", "scram_512", "mtls", "none"], SameInAllStages()
    ] = Field(
        "scram_512", title="Authentication", description="How Lambda signs in; all but none need a secret."
    )
    certificate: Annotated[str | None, RefersTo(("secrets",)), Advanced()] = Field(
        None,
        title="Root certificate",
        description="Secret with the certificate of a private authority that signed the brokers'.",
    )
    subnets: Annotated[Named[str], Advanced()] = Field(
        default_factory=FrozenDict,
        title="Subnets",
        description="Ids of subnets that Lambda polls from, where the brokers are in a VPC.",
    )
    security_groups: Annotated[Named[str], Advanced()] = Field(
        default_factory=FrozenDict,
        title="Security groups",
        description="Ids of security groups that Lambda polls with, where the brokers are in a VPC.",
    )

    @property
    def secret_type(self) -> str | None:
        """What the API calls the way to sign in; ``None`` where that needs no secret."""
        return self.ACCESS.get(self.authentication)

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        yield self.mapping(
            name,
            consumer,
            kafka=self.source(consumer, self.servers),
            access=tuple(self._access(consumer)),
            **self.kafka(consumer),
        )

    def _access(self, consumer: Consumer) -> Iterator[graph.event_sources.SourceAccess]:
        yield from self.sign_in(consumer)
        if self.certificate is not None:
            arn = consumer.blueprint.attribute(self.certificate, Attribute.ARN)
            yield graph.event_sources.SourceAccess("SERVER_ROOT_CA_CERTIFICATE", arn)
        for subnet in self.subnets.values():
            yield graph.event_sources.SourceAccess("VPC_SUBNET", f"subnet:{subnet}")
        for security_group in self.security_groups.values():
            yield graph.event_sources.SourceAccess("VPC_SECURITY_GROUP", f"security_group:{security_group}")

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        if self.subnets:
            yield poll_network(name)
        yield from self.signing_grants(consumer)
        if self.certificate is not None:
            yield read_credentials(self.certificate, consumer)
        yield from self.schema_grants(name, consumer)
        yield from self.failure_grants(consumer)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One record."""
        del consumer
        return self.sampled(eventSource="SelfManagedKafka", bootstrapServers=",".join(self.servers))
