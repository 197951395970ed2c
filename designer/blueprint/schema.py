"""The JSON Schema of blueprint files, so that editors complete and check them."""

from __future__ import annotations

from typing import Any

from designer.blueprint.document import SCHEMA_VERSION, Blueprint


def json_schema() -> dict[str, Any]:  # a JSON Schema is nested plain data
    """Draft 2020-12 schema, with a title and a description for every setting."""
    schema = Blueprint.model_json_schema()
    required = ["blueprint", *schema.get("required", ())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Blueprint of a Lambda architecture",
        "description": f"Schema version {SCHEMA_VERSION}.",
        "required": list(dict.fromkeys(required)),
    }
