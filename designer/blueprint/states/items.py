"""Tasks on one item of a table, in DynamoDB's own JSON: ``{pk: {S: order-1}}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Bool, RefersTo
from designer.blueprint.states.base import Asl, Need, Value, Writing, put
from designer.blueprint.states.tasks import Task
from designer.graph import Attribute


class Item(Task):
    """A task on one item."""

    GRANT: ClassVar[str]
    """The catalog's grant that it needs."""

    table: Annotated[str, RefersTo(("tables",))] = Field(title="Table", description="Name of the table.")

    def given(self, writing: Writing) -> Asl:
        """The table, and what is done with it."""
        name = writing.blueprint.attribute(self.table, Attribute.NAME)
        return {"TableName": name, **self.details(writing)}

    def details(self, writing: Writing) -> Asl:
        """What is done with the table."""
        del writing
        return {}

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To do it to items of the table."""
        yield Need(self.GRANT, self.table, writing.blueprint.attribute(self.table, Attribute.ARN))


class Keyed(Item):
    """A task on the item of a key."""

    key: Value = Field(title="Key", description="Key attributes, such as {pk: {S: order-1}}.")

    def details(self, writing: Writing) -> Asl:
        """The key."""
        return put(Key=writing.filled(self.key))


class GetItem(Keyed):
    """Reads an item."""

    LABEL: ClassVar[str] = "Get item"
    GRANT: ClassVar[str] = "get_item"

    type: Literal["get_item"] = Field("get_item", title="Type", description="Read an item.")
    consistent: Annotated[Bool, Advanced()] = Field(
        False, title="Consistent", description="On reads what was written last, at twice the price."
    )

    def integration(self) -> str:
        """DynamoDB's read."""
        return "dynamodb:getItem"

    def details(self, writing: Writing) -> Asl:
        """The key."""
        return {**super().details(writing), **put(ConsistentRead=self.consistent or None)}


class DeleteItem(Keyed):
    """Deletes an item."""

    LABEL: ClassVar[str] = "Delete item"
    GRANT: ClassVar[str] = "delete_item"

    type: Literal["delete_item"] = Field("delete_item", title="Type", description="Delete an item.")

    def integration(self) -> str:
        """DynamoDB's deletion."""
        return "dynamodb:deleteItem"


class PutItem(Item):
    """Writes a whole item."""

    LABEL: ClassVar[str] = "Put item"
    GRANT: ClassVar[str] = "put_item"

    type: Literal["put_item"] = Field("put_item", title="Type", description="Write an item.")
    item: Value = Field(title="Item", description="Attributes, such as {pk: {S: order-1}, total: {N: '3'}}.")
    condition: Annotated[str | None, Advanced()] = Field(
        None, title="Condition", description="Condition expression, such as attribute_not_exists(pk)."
    )

    def integration(self) -> str:
        """DynamoDB's write."""
        return "dynamodb:putItem"

    def details(self, writing: Writing) -> Asl:
        """The item."""
        return put(Item=writing.filled(self.item), ConditionExpression=self.condition)


class UpdateItem(Keyed):
    """Changes some attributes of an item."""

    LABEL: ClassVar[str] = "Update item"
    GRANT: ClassVar[str] = "update_item"

    type: Literal["update_item"] = Field("update_item", title="Type", description="Change an item.")
    update: str = Field(title="Update", description="Update expression, such as SET #s = :s.")
    names: Value = Field(None, title="Names", description="Attribute names by placeholder: {'#s': status}.")
    values: Value = Field(None, title="Values", description="Values by placeholder: {':s': {S: paid}}.")
    condition: Annotated[str | None, Advanced()] = Field(
        None, title="Condition", description="Condition expression, such as attribute_exists(pk)."
    )

    def integration(self) -> str:
        """DynamoDB's update."""
        return "dynamodb:updateItem"

    def details(self, writing: Writing) -> Asl:
        """The key, the change, and the condition."""
        changed = put(
            UpdateExpression=self.update,
            ExpressionAttributeNames=writing.filled(self.names),
            ExpressionAttributeValues=writing.filled(self.values),
            ConditionExpression=self.condition,
        )
        return {**super().details(writing), **changed}
