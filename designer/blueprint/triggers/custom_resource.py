"""Something that the function makes, changes and deletes whenever the design is deployed.

CloudFormation hands the function a request and an address, and waits until the answer is there: a function
that ends without one leaves the deployment hanging. Terraform invokes the function and waits for it, so
that an error ends the deployment at once. The request has the same ``ResourceProperties`` in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Free, FrozenDict, Int, Limits, Named, SameInAllStages
from designer.blueprint.references import VARIABLE, Reference, parse
from designer.blueprint.texts import text
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Entry, Ref, Resource, Statement


class CustomResourceTrigger(Trigger):
    """A deployment that waits until the function has made something."""

    LABEL: ClassVar[str] = "Custom resource"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "custom_resource"

    type: Annotated[Literal["custom_resource"], SameInAllStages()] = Field(
        "custom_resource", title="Type", description="A custom resource of CloudFormation."
    )
    properties: Annotated[Named[str], Free()] = Field(
        default_factory=FrozenDict,
        title="Properties",
        description="What the function is told, by name; a changed one is a request to update. "
        "${orders.name} is replaced by the attribute of a thing in this blueprint, ${stage} by the stage.",
    )
    service_timeout: Annotated[Int | None, Limits("custom_resource.service_timeout")] = Field(
        None,
        title="Service timeout",
        description="Seconds that CloudFormation waits for the answer; an hour when unset.",
    )

    @property
    def deadline(self) -> int:
        """Seconds that CloudFormation waits for an answer."""
        return self.service_timeout or catalog.limits("custom_resource.service_timeout").maximum

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """What the function makes."""
        yield graph.custom.CustomResource(
            id=f"custom_resource.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            token=consumer.ref,
            function=Ref(f"function.{consumer.name}", Attribute.NAME),
            properties=tuple(
                Entry(key, text(value, consumer.blueprint)) for key, value in self.properties.items()
            ),
            service_timeout=self.service_timeout,
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: whoever deploys invokes the function, and the answer goes to a signed address."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """The request to create it, as CloudFormation sends it."""
        region, design = consumer.blueprint.region, consumer.blueprint.name
        return {
            "RequestType": "Create",
            "ServiceToken": f"arn:aws:lambda:{region}:{SAMPLE_ACCOUNT}:function:{design}-dev-{consumer.name}",
            "ResponseURL": "https://cloudformation.example.com/answer?signature=0123",
            "StackId": f"arn:aws:cloudformation:{region}:{SAMPLE_ACCOUNT}:stack/{design}-dev/0123",
            "RequestId": "00000000-0000-0000-0000-000000000001",
            "LogicalResourceId": "CustomResource",
            "ResourceType": "AWS::CloudFormation::CustomResource",
            "ResourceProperties": {key: _sample(each, consumer) for key, each in self.properties.items()},
        }


def _sample(written: str, consumer: Consumer) -> str:
    """What a property may be told; a thing by what its name could be."""
    pieces = (each if isinstance(each, str) else _example(each, consumer) for each in parse(written))
    return "".join(pieces)


def _example(reference: Reference, consumer: Consumer) -> str:
    if reference.attribute is None:
        here = {"stage": "dev", "region": consumer.blueprint.region, "account": SAMPLE_ACCOUNT}
        return here.get(reference.name, reference.name)
    if reference.name == VARIABLE:
        return reference.attribute
    return f"{consumer.blueprint.name}-dev-{reference.name}"
