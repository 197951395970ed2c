"""Parts that few designs have: their module is imported, and their schema built, when one has them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializeAsAny
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from designer.blueprint.base import Part, metadata


@dataclass(frozen=True, slots=True)
class Seldom:
    """Field metadata: the value is a part of the class ``name`` in ``designer.blueprint.settings.module``."""

    module: str
    name: str

    @property
    def part(self) -> type[Part]:
        """The class."""
        found: type[Part] = getattr(import_module(f"designer.blueprint.settings.{self.module}"), self.name)
        return found

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:  # pydantic's
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self.part.__pydantic_core_schema__)

    def _validate(self, value: object) -> Part:
        return self.part.model_validate(value)


def seldom(module: str, name: str) -> Any:  # an annotation
    """The annotation of such a part."""
    return Annotated[SerializeAsAny[Part], Seldom(module, name)]


def part_of(field: FieldInfo) -> type[Part] | None:
    """The class of a field's seldom part; ``None`` where it holds something else."""
    found = metadata(field, Seldom)
    return found.part if found else None
