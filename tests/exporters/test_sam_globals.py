"""What all functions have in common stands under Globals, and nothing else does."""

from __future__ import annotations

from typing import Any

from designer.build import build_graph
from designer.exporters.cloudformation import Block, Field, Flow, block, block_of
from designer.exporters.sam_globals import with_globals
from tests.exporters.samples import ORDER_WORKER
from tests.exporters.test_sam import template
from tests.rules.judging import design

TWO = build_graph(
    design(
        """
name: shop
tags: {team: core}
defaults: {memory_size: 512}
functions:
  first: {timeout: 10, environment: {LEVEL: info, OWN: a}, tags: {part: one}, architecture: arm64}
  second: {timeout: 20, environment: {LEVEL: info, OWN: b}, architecture: x86_64}
"""
    )
)


def function(name: str, **properties: Any) -> Field:
    return Field(name, block(Type="AWS::Serverless::Function", Properties=block(**properties)))


def test_functions_say_only_what_is_their_own() -> None:
    read = template(TWO)
    first, second = (read["Resources"][f"{each}Function"]["Properties"] for each in ("First", "Second"))

    assert read["Globals"] == {
        "Function": {
            "Runtime": "python3.13",
            "MemorySize": 512,
            "Tracing": "Active",
            "LoggingConfig": {"LogFormat": "JSON"},
            "Environment": {"Variables": {"LEVEL": "info"}},
            "Tags": {"team": "core"},
        }
    }
    assert set(first) & set(read["Globals"]["Function"]) == {"LoggingConfig", "Environment", "Tags"}
    assert first["Environment"] == {"Variables": {"OWN": "a"}}
    assert first["Tags"] == {"part": "one"}
    assert "Tags" not in second
    assert first["LoggingConfig"] == {"LogGroup": ("Ref", "FirstLogGroup")}
    assert (first["Architectures"], second["Architectures"]) == (["arm64"], ["x86_64"])


def test_one_function_has_nothing_in_common_with_others() -> None:
    assert "Globals" not in template(ORDER_WORKER)


def test_a_list_is_common_as_a_whole_or_not_at_all() -> None:
    resources = Block(
        (
            function("A", Layers=Flow(("one", "two")), Runtime="x"),
            function("B", Layers=Flow(("one",)), Runtime="x"),
        )
    )
    common, own = with_globals(resources)

    assert common == block(Function=block(Runtime="x"))
    assert own == Block((function("A", Layers=Flow(("one", "two"))), function("B", Layers=Flow(("one",)))))


def test_what_one_function_lacks_is_not_given_to_it() -> None:
    resources = Block(
        (function("A", Runtime="x", Timeout=3), function("B", Timeout=4), function("C", Timeout=3))
    )

    assert with_globals(resources) == (Block(()), resources)


def test_other_resources_are_left_alone() -> None:
    queue = Field("Q", block_of([("Type", "AWS::SQS::Queue"), ("Properties", block(Timeout=3, Runtime="x"))]))
    bare = Field("W", block(Type="AWS::SQS::Queue"))
    _, own = with_globals(
        Block((queue, bare, function("A", Runtime="x", Handler="h"), function("B", Runtime="x")))
    )

    assert own == Block(
        (queue, bare, function("A", Handler="h"), Field("B", block(Type="AWS::Serverless::Function")))
    )
