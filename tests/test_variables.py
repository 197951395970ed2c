"""What is left to whoever deploys: ``${var.name}``."""

from __future__ import annotations

import pytest

from designer.blueprint.document import Blueprint
from designer.blueprint.references import variable
from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Join, Piece, Purpose, Variable
from designer.graph.compute import Function
from designer.graph.event_sources import EventSourceMapping
from designer.project.contents import contents
from tests.rules.judging import design, found

DESIGN = Blueprint.model_validate(
    {
        "blueprint": 1,
        "name": "shop",
        "stages": {"dev": {}},
        "functions": {
            "worker": {
                "description": "${var.salt}",
                "environment": {"SALT": "${var.salt}", "MORE": "a ${var.salt}", "NO": "$${var.salt}"},
                "triggers": {"jobs": {"type": "sqs", "queue": "jobs"}},
                "scopes": {"jobs": "send"},
            }
        },
        "queues": {"jobs": {"existing": "${var.jobs_arn}"}},
    }
)


def texts(format_name: str) -> str:
    """All of an export in one text."""
    return "\n".join(each.text for each in contents(DESIGN, format_name).export.files)


@pytest.mark.parametrize("text", ["${var.a}", "${var.a_1}"])
def test_what_is_a_variable(text: str) -> None:
    assert variable(text) == Variable(text[6:-1])


@pytest.mark.parametrize(
    "text", ["", "${var}", "${var.A}", "${var.1}", " ${var.a}", "${var.a}x", "$${var.a}", "var.a"]
)
def test_what_is_none(text: str) -> None:
    assert variable(text) is None


def test_a_text_that_is_a_variable_as_a_whole_is_one_in_the_graph() -> None:
    graph = build_graph(DESIGN)
    function = next(each for each in graph.resources if isinstance(each, Function))
    values = {each.key: each.value for each in function.environment}

    assert set(graph.variables()) == {"salt", "jobs_arn"}
    assert values["SALT"] == Variable("salt")
    assert values["MORE"] == Join(("a ", Variable("salt")))
    assert values["NO"] == "${var.salt}"
    assert function.description == Variable("salt")
    mapping = next(each for each in graph.resources if isinstance(each, EventSourceMapping))
    assert mapping.source == Variable("jobs_arn")


def test_name_and_address_of_what_exists_are_cut_out_of_its_arn() -> None:
    queue = DESIGN.queues["jobs"]
    arn = Variable("jobs_arn")

    assert queue.attribute("jobs", queue.ATTRIBUTES["name"]) == Piece(arn, ":", 5)
    assert queue.attribute("jobs", queue.ATTRIBUTES["url"]) == Join(
        ("https://sqs.", Piece(arn, ":", 3), ".amazonaws.com/", Piece(arn, ":", 4), "/", Piece(arn, ":", 5))
    )


JOBS = "ARN of the existing SQS queue jobs, used by worker."


@pytest.mark.parametrize(
    ("format_name", "said"),
    [
        ("terraform", f'variable "jobs_arn" {{\n  description = "{JOBS}"\n  type        = string\n'),
        ("terraform", '    condition     = startswith(var.jobs_arn, "arn:")\n'),
        ("sam", f"  JobsArn:\n    Type: String\n    Description: {JOBS}\n    AllowedPattern: 'arn:.+'\n"),
        ("cdk-python", f'        # {JOBS}\n        jobs_arn: str = self.node.get_context("jobs_arn")'),
    ],
)
def test_every_format_asks_for_it_and_says_how(format_name: str, said: str) -> None:
    assert said in texts(format_name)
    readme = next(each for each in contents(DESIGN, format_name).export.files if each.path == "README.md")
    assert "The design leaves to you" in readme.text


@pytest.mark.parametrize("format_name", ["terraform", "sam", "cdk-python"])
def test_a_design_without_variables_asks_for_nothing(format_name: str) -> None:
    plain = design("{name: shop, functions: {worker: {}}}")

    assert build_graph(plain).variables() == ()
    assert "leaves to you" not in "".join(each.text for each in contents(plain, format_name).export.files)
    assert exporter(format_name).export(build_graph(plain)).notes == ()


def test_whoever_deploys_reads_what_a_value_is_and_what_needs_it() -> None:
    environment = "{A: '${var.x}', B: 'a ${var.x}'}"
    functions = ", ".join(f"f{index}: {{environment: {environment}}}" for index in range(5))
    existing = "'${var.key_arn}'"
    graph = build_graph(
        design(
            f"{{name: shop, functions: {{{functions}}}, secrets: {{key: {{existing: {existing}}}}}, "
            "tables: {t: {description: '${var.x}'}}}"
        )
    )

    assert graph.purpose("key_arn").sentence == "ARN of the existing secret key."
    assert graph.purpose("x").sentence == (
        "Description of t; value of f0's environment variables A and B (in part); "
        "value of f1's environment variables A and B (in part); 3 more places."
    )
    assert graph.purpose("y") == Purpose("y", "")
    assert graph.purpose("key_arn").is_arn and not graph.purpose("x").is_arn


def test_a_name_that_the_export_needs_is_found() -> None:
    text = (
        "{name: shop, functions: {worker: {environment: {A: 'x ${var.stage}'}, description: '${var.count}'}}}"
    )

    assert sorted(str(each.path[-1]) for each in found(text, "variable-name-free")) == ["A", "description"]


def test_what_is_named_at_deployment_is_no_wrong_arn() -> None:
    assert not found("{name: a, queues: {x: {existing: '${var.x_arn}'}}}", "arn-valid")
    assert found("{name: a, queues: {x: {existing: '${var.X}'}}}", "arn-valid")
