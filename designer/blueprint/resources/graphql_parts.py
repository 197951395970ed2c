"""What a GraphQL API has beside its schema: keys that let callers in, and a log of requests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Bool, Int, Matches, OneOf, Part, SameInAllStages
from designer.graph import Attribute, Condition, Context, Join, Ref, Role, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_GROUPS = "/aws/appsync/apis/"
"""What AppSync's log groups begin with; the id of the API follows."""


class ApiKey(Part):
    """A key that lets whoever has it call the API, until it expires."""

    # The formats write the day in ways of their own.
    expires: Annotated[str | None, Matches("appsync.expires"), SameInAllStages()] = Field(
        None,
        title="Expires",
        description="First day on which it no longer counts (UTC), such as 2027-06-30; seven days after it "
        "was made when unset, a year at most.",
    )
    description: str = Field("", title="Description", description="Who has it, in a few words.")

    @property
    def day(self) -> date | None:
        """The day, if there is one of that name."""
        try:
            return date.fromisoformat(self.expires or "")
        except ValueError:
            return None

    @property
    def seconds(self) -> int | None:
        """The beginning of the day, in seconds since 1970 (UTC)."""
        day = self.day
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else None


class RequestLog(Part):
    """What a GraphQL API logs of requests, and for how long."""

    level: Annotated[str, OneOf("appsync.log_level")] = Field(
        "ERROR", title="Log level", description="Of fields: ERROR logs those that failed, ALL every one."
    )
    verbose: Bool = Field(
        False,
        title="Verbose",
        description="On also logs headers, arguments and results, personal data included.",
    )
    retention_days: Annotated[Int, OneOf("logs.retention_days")] = Field(
        30, title="Log retention", description="Days after which CloudWatch deletes log events."
    )

    def group(self, api: str) -> graph.compute.LogGroup:
        """The log group; AppSync says how it is called."""
        return graph.compute.LogGroup(
            id=f"log_group.{api}",
            label=api,
            implied_by=f"graphql_api.{api}",
            because=f"Requests to {api}; AppSync looks for a group of this name.",
            name=Join((_GROUPS, Ref(f"graphql_api.{api}", Attribute.ID))),
            retention_days=self.retention_days,
        )

    def role(self, api: str, blueprint: Blueprint) -> Role:
        """The role by which AppSync writes the log."""
        here = (":", Context.REGION, ":", Context.ACCOUNT, ":")
        # The API waits for the role, so that the role cannot name the API, nor the log group.
        logs = Join(("arn:", Context.PARTITION, ":logs", *here, f"log-group:{_GROUPS}*"))
        apis = Join(("arn:", Context.PARTITION, ":appsync", *here, "apis/*"))
        return Role(
            id=f"role.{api}.logs",
            label=f"{api}-logs",
            because=f"What AppSync may do to log requests to {api}.",
            name=blueprint.physical_name(f"{api}-logs"),
            service="appsync.amazonaws.com",
            trust_conditions=(
                Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
                Condition("ArnLike", "aws:SourceArn", (apis,)),
            ),
            statements=(
                Statement(
                    sid="WriteLogs",
                    actions=catalog.grant("write_logs").actions,
                    resources=(logs,),
                    because="The id in the group's name is known only once there is an API.",
                ),
            ),
        )
