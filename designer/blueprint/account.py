"""What the account allows that a design is deployed to, as far as that is the design's affair."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Int, Limits, Part


def _concurrency() -> int:
    return catalog.limits("lambda.account_concurrency").default or 0


class Account(Part):
    """The account's limits, where they are not AWS's default ones."""

    concurrency: Annotated[Int, Limits("lambda.account_concurrency")] = Field(
        default_factory=_concurrency,
        title="Account concurrency",
        description="Concurrent executions that the account allows in the region, all functions together: "
        "1,000 unless raised, as few as 10 in a new account. Judged, not deployed.",
    )
