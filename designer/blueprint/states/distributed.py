"""A map whose items are executions of their own: a million lines of a file, thousands at once.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Int, Limits, OneOf, Part, RefersTo, Texts
from designer.blueprint.scopes import with_suffix
from designer.blueprint.states.base import Asl, Need, Value, Writing, put
from designer.blueprint.states.tasks import member
from designer.graph import Attribute, Context, Join, Text


class ItemReader(Part):
    """Items that lie in a bucket: the lines of a file, or the objects below a prefix."""

    bucket: Annotated[str, RefersTo(("buckets",))] = Field(title="Bucket", description="Name of the bucket.")
    key: str | None = Field(
        None,
        title="Key",
        description="Key of the file, such as orders.csv, or an expression or path that gives it.",
    )
    prefix: str | None = Field(
        None,
        title="Prefix",
        description="Beginning of the keys of the objects that are items, not their content.",
    )
    format: Annotated[str, OneOf("states.item_format")] = Field(
        "JSON", title="Format", description="Of the file; MANIFEST is an inventory of S3's."
    )
    headers: Annotated[Texts, Advanced()] = Field(
        (), title="Headers", description="CSV only: names of the columns, where the first line says none."
    )
    delimiter: Annotated[str | None, OneOf("states.csv_delimiter"), Advanced()] = Field(
        None, title="Delimiter", description="CSV only: what is between two values; COMMA when unset."
    )
    max_items: Annotated[Int | None, Limits("states.read_items")] = Field(
        None, title="Max items", description="Items that are read at most; all of them when unset."
    )

    def asl(self, writing: Writing) -> Asl:
        """As the state says it."""
        listing = self.key is None
        head = {"Bucket": writing.blueprint.attribute(self.bucket, Attribute.NAME)}
        if not listing:
            head |= member("Key", writing.filled(self.key), writing)
        elif self.prefix is not None:
            head |= member("Prefix", writing.filled(self.prefix), writing)
        config = put(MaxItems=self.max_items) if listing else self._config()
        return {
            "Resource": _integration("listObjectsV2" if listing else "getObject"),
            **put(ReaderConfig=config or None),
            _arguments(writing): head,
        }

    def _config(self) -> Asl:
        is_csv = self.format == "CSV"
        where = ("GIVEN" if self.headers else "FIRST_ROW") if is_csv else None
        manifest = "S3_INVENTORY" if self.format == "MANIFEST" else None
        return put(
            InputType=self.format,
            ManifestType=manifest,
            CSVHeaderLocation=where,
            CSVHeaders=list(self.headers) if is_csv and self.headers else None,
            CSVDelimiter=self.delimiter if is_csv else None,
            MaxItems=self.max_items,
        )

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To read the file, or to list the objects."""
        arn = writing.blueprint.attribute(self.bucket, Attribute.ARN)
        if self.key is None:
            yield Need("list_items", self.bucket, arn)
        else:
            yield Need("read_items", self.bucket, with_suffix(arn, f"/{_literal(self.key)}"))


class ItemBatcher(Part):
    """Several items for one execution."""

    items: Annotated[Int | None, Limits("states.batch_items")] = Field(
        None, title="Items", description="Items that one execution gets at most."
    )
    size: Annotated[Int | None, Limits("states.batch_bytes")] = Field(
        None, title="Size", description="Bytes of items that one execution gets at most."
    )
    input: Value = Field(None, title="Input", description="What each execution gets beside its items.")

    def asl(self, writing: Writing) -> Asl:
        """As the state says it."""
        return put(
            MaxItemsPerBatch=self.items,
            MaxInputBytesPerBatch=self.size,
            BatchInput=writing.filled(self.input),
        )


class ResultWriter(Part):
    """A bucket that gets what the executions return, which may be more than a state can."""

    bucket: Annotated[str, RefersTo(("buckets",))] = Field(title="Bucket", description="Name of the bucket.")
    prefix: str = Field("", title="Prefix", description="Beginning of the keys, such as results.")

    def asl(self, writing: Writing) -> Asl:
        """As the state says it."""
        bucket = writing.blueprint.attribute(self.bucket, Attribute.NAME)
        prefix = member("Prefix", writing.filled(self.prefix), writing) if self.prefix else {}
        return {"Resource": _integration("putObject"), _arguments(writing): {"Bucket": bucket, **prefix}}

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To write objects below the prefix, and to put large ones together."""
        arn = writing.blueprint.attribute(self.bucket, Attribute.ARN)
        place = _literal(self.prefix).rstrip("*") if self.prefix else ""
        below = f"/{place}/*" if place and not place.endswith("/") else f"/{place}*"
        yield Need("write_results", self.bucket, with_suffix(arn, below))


class Distributed(Part):
    """How a map is spread over executions of its own."""

    execution_type: Literal["standard", "express"] = Field(
        "standard",
        title="Execution type",
        description="Of the executions: express ones take up to five minutes and are cheaper.",
    )
    read: ItemReader | None = Field(
        None, title="Read", description="Where the items lie; the map's items, or its input, when unset."
    )
    batch: ItemBatcher | None = Field(
        None, title="Batch", description="Several items for one execution; one item when unset."
    )
    tolerated_failure_percentage: Annotated[Int | None, Limits("states.tolerated_percentage")] = Field(
        None,
        title="Tolerated failures, in percent",
        description="Percent of the items that may fail; none when unset.",
    )
    tolerated_failure_count: Annotated[Int | None, Limits("states.tolerated_count"), Advanced()] = Field(
        None, title="Tolerated failures", description="Items that may fail; none when unset."
    )
    write: ResultWriter | None = Field(
        None, title="Write", description="Where results go; the map's own result, up to 256 KiB, when unset."
    )

    def config(self) -> Asl:
        """What the map says of its executions."""
        return {"Mode": "DISTRIBUTED", "ExecutionType": self.execution_type.upper()}

    def reading(self, writing: Writing) -> Asl:
        """Where the items come from, and how many go together."""
        return put(
            ItemReader=self.read.asl(writing) if self.read else None,
            ItemBatcher=self.batch.asl(writing) if self.batch else None,
        )

    def writing(self, writing: Writing) -> Asl:
        """What may fail, and where results go."""
        return put(
            ToleratedFailurePercentage=self.tolerated_failure_percentage,
            ToleratedFailureCount=self.tolerated_failure_count,
            ResultWriter=self.write.asl(writing) if self.write else None,
        )

    def needs(self, writing: Writing) -> Iterator[Need]:
        """What the buckets must let it do."""
        yield from self.read.needs(writing) if self.read else ()
        yield from self.write.needs(writing) if self.write else ()


def _literal(written: str) -> str:
    """A key as far as it is known now; ``*`` where an expression, a path or a reference gives it."""
    return "*" if written.lstrip().startswith(("{%", "$")) or "${" in written else written


def _integration(call: str) -> Text:
    return Join(("arn:", Context.PARTITION, f":states:::s3:{call}"))


def _arguments(writing: Writing) -> str:
    return "Arguments" if writing.jsonata else "Parameters"
