"""The Terraform exporter: what it spells, where it puts it, and what the real tool says to it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.exporters import exporter
from designer.exporters.base import Export, File
from designer.exporters.kinds import spelling
from designer.exporters.terraform_layout import CONCERNS
from designer.exporters.terraform_resources import Resources
from designer.exporters.terraform_values import ATTRIBUTES, TYPES
from designer.graph import Attribute, Output, Ref, Resource, ResourceGraph, every_kind
from designer.graph.compute import Function
from designer.graph.messaging import Queue
from tests.exporters import awkward, extremes_http
from tests.exporters.extremes import EVERYTHING, HOSTILE, varied, with_texts
from tests.exporters.samples import FIFO, ORDER_WORKER
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY
from tests.exporters.terraform_tool import Terraform
from tests.strategies import drawing


def export(graph: ResourceGraph) -> Export:
    return exporter("terraform").export(graph)


def files(graph: ResourceGraph) -> dict[str, str]:
    return {file.path: file.text for file in export(graph).files}


@pytest.mark.parametrize("kind", [each for each in every_kind() if not spelling(each)])
def test_every_kind_has_a_spelling(kind: type[Resource]) -> None:
    registry = Resources.__dict__["spell"].dispatcher.registry
    assert kind in registry
    assert kind in TYPES
    assert kind in ATTRIBUTES
    assert kind is Function or kind in CONCERNS


def test_a_file_per_concern_in_reading_order() -> None:
    assert list(files(ORDER_WORKER)) == [
        "versions.tf",
        "variables.tf",
        "locals.tf",
        "data.tf",
        "checks.tf",
        "queues.tf",
        "tables.tf",
        "secrets.tf",
        "function_worker.tf",
        "outputs.tf",
    ]
    assert list(files(FIFO)) == ["versions.tf", "variables.tf", "locals.tf", "queues.tf"]


def test_same_graph_same_bytes() -> None:
    assert export(ORDER_WORKER) == export(ORDER_WORKER)


def test_queue_with_its_dead_letter_queue() -> None:
    assert files(ORDER_WORKER)["queues.tf"].startswith(
        "# Source of worker.\n"
        'resource "aws_sqs_queue" "jobs" {\n'
        '  name                       = "${local.prefix}-jobs"\n'
        "  visibility_timeout_seconds = 180\n"
        "  sqs_managed_sse_enabled    = true\n"
        "\n"
        "  redrive_policy = jsonencode({\n"
        "    deadLetterTargetArn = aws_sqs_queue.jobs_dlq.arn\n"
        "    maxReceiveCount     = 5\n"
        "  })\n"
        "\n"
        "  tags = local.tags\n"
        "}\n"
    )


def test_a_reason_is_given_once() -> None:
    queues = files(ORDER_WORKER)["queues.tf"]
    assert queues.count("# Nobody may use the queue without TLS.") == queues.count("aws_sqs_queue_policy")


def test_settings_by_stage() -> None:
    written = files(ORDER_WORKER)
    assert (
        "  stages = {\n"
        "    dev = {\n"
        "      worker_memory_size          = 512\n"
        "      worker_reserved_concurrency = null\n"
        "    }\n"
    ) in written["locals.tf"]
    assert (
        "memory_size                    = local.settings.worker_memory_size\n"
        in written["function_worker.tf"]
    )


def test_the_stage_is_asked_for_only_where_there_is_a_choice() -> None:
    assert "default     = " not in files(ORDER_WORKER)["variables.tf"].split('variable "region"')[0]
    assert 'default     = "dev"' in files(FIFO)["variables.tf"]
    assert "validation" not in files(replace(FIFO, stages=()))["variables.tf"]


def test_tags_of_its_own_are_merged_with_the_common_ones() -> None:
    assert 'tags = merge(local.tags, { x = "y" })' in files(EVERYTHING)["tables.tf"]
    assert 'tags = { x = "y" }' in files(replace(EVERYTHING, tags=()))["tables.tf"]
    assert "tags" not in files(FIFO)["queues.tf"]


def test_a_block_that_only_some_stages_have() -> None:
    assert (
        '  dynamic "ephemeral_storage" {\n'
        "    for_each = local.settings.storage[*]\n"
        "\n"
        "    content {\n"
        "      size = ephemeral_storage.value\n"
        "    }\n"
        "  }\n"
    ) in files(EVERYTHING)["function_f.tf"]


def test_what_a_stage_leaves_unset_is_in_no_text_and_no_map() -> None:
    written = files(awkward.STAGED)["function_worker.tf"]
    assert (
        "    variables = { for name, value in {\n"
        "      NUMBER = local.settings.number\n"
        "      FLAG   = local.settings.flag\n"
        "      MAYBE  = local.settings.maybe\n"
    ) in written
    assert "    } : name => value if value != null }\n" in written
    assert (
        '"a-${local.settings.number}-${local.settings.maybe == null ? "" : local.settings.maybe}"' in written
    )


def test_permissions_come_before_the_function() -> None:
    assert "  depends_on = [aws_iam_role_policy.worker]\n}" in files(ORDER_WORKER)["function_worker.tf"]
    assert "depends_on" not in files(EVERYTHING)["function_f.tf"], "its role has no policy"


def test_no_file_that_terraform_takes_for_an_override() -> None:
    written = files(EVERYTHING)
    assert "function_my_override_.tf" in written
    assert not [path for path in written if path.endswith("override.tf")]


@pytest.mark.parametrize(
    ("ref", "spelling"),
    [
        (Ref("queue.jobs", Attribute.ARN), "aws_sqs_queue.jobs.arn"),
        (Ref("queue.jobs", Attribute.URL), "aws_sqs_queue.jobs.url"),
        (Ref("queue.jobs", Attribute.NAME), "aws_sqs_queue.jobs.name"),
        (Ref("log_group.worker", Attribute.NAME), "aws_cloudwatch_log_group.worker.name"),
        (Ref("log_group.worker", Attribute.STREAMS_ARN), '"${aws_cloudwatch_log_group.worker.arn}:*"'),
        (Ref("function.worker", Attribute.NAME), "aws_lambda_function.worker.function_name"),
        (Ref("role.worker", Attribute.ARN), "aws_iam_role.worker.arn"),
        (Ref("table.orders", Attribute.ARN), "aws_dynamodb_table.orders.arn"),
        (Ref("secret.payment-key", Attribute.ARN), "aws_secretsmanager_secret.payment_key.arn"),
    ],
)
def test_references(ref: Ref, spelling: str) -> None:
    written = files(replace(ORDER_WORKER, outputs=(Output("it", ref, ""),)))
    assert written["outputs.tf"] == f'output "it" {{\n  value = {spelling}\n}}\n'


@pytest.mark.parametrize("ref", [Ref("queue.gone", Attribute.ARN), Ref("table.orders", Attribute.URL)])
def test_a_reference_to_what_is_not_there_shows(ref: Ref) -> None:
    found = export(replace(ORDER_WORKER, outputs=(Output("it", ref, ""),)))
    assert f'"missing: {ref.attribute} of {ref.target}"' in found.files[-1].text
    assert [note.setting for note in found.notes] == [ref.target]


@pytest.mark.parametrize("graph", [ORDER_WORKER, FIFO, EVERYTHING])
def test_nothing_is_left_unsaid(graph: ResourceGraph) -> None:
    assert export(graph).notes == ()


@pytest.mark.parametrize("dropped", [each.id for each in ORDER_WORKER.resources])
def test_a_preview_of_an_unfinished_design_does_not_break(dropped: str) -> None:
    rest = tuple(each for each in ORDER_WORKER.resources if each.id != dropped)
    assert files(replace(ORDER_WORKER, resources=rest))["versions.tf"]


def test_what_belongs_to_no_function_has_a_file_by_kind() -> None:
    rest = tuple(each for each in ORDER_WORKER.resources if not isinstance(each, Function))
    assert {"logs.tf", "roles.tf", "event_sources.tf"} <= set(files(replace(ORDER_WORKER, resources=rest)))


@given(st.text(max_size=20))
@drawing(50)
def test_any_text_can_be_exported(text: str) -> None:
    for file in export(with_texts(ORDER_WORKER, text)).files:
        assert file.text.encode()
        assert file.text.endswith("}\n")
        assert not re.search(r"[^\n -\U0010ffff]", file.text)


GRAPHS = {
    "order_worker": ORDER_WORKER,
    "fifo": FIFO,
    "everything": EVERYTHING,
    "hostile": with_texts(ORDER_WORKER, HOSTILE),
    "no_tags": replace(EVERYTHING, tags=()),
    "no_choice": replace(FIFO, stages=()),
    "staged": awkward.STAGED,
    "http_crud": HTTP_CRUD,
    "nightly": NIGHTLY,
    "everything_http": extremes_http.EVERYTHING,
    "hostile_http": extremes_http.HOSTILE_HTTP,
    "hostile_nightly": extremes_http.HOSTILE_NIGHTLY,
    "rate_only": extremes_http.half(10.5, None),
    "burst_in_some": extremes_http.half(varied("rate", None, 0.5), varied("burst", 10, None)),
}
UNFINISHED = {"dangling": awkward.HOSTILE, "empty": awkward.EMPTY}
"""What Terraform need only be able to read and format."""


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """All graphs as modules of one configuration, so that the provider starts once."""
    tool = Terraform(tmp_path_factory.mktemp("terraform"))
    calls = [
        f'module "{name}" {{\n  source = "./{name}"\n  stage  = "{(*graph.stages, "dev")[0]}"\n}}\n'
        for name, graph in GRAPHS.items()
    ]
    tool.write(Export((File("main.tf", "\n".join(calls)),), ()))
    for name, graph in (GRAPHS | UNFINISHED).items():
        moved = tuple(File(f"{name}/{file.path}", file.text) for file in export(graph).files)
        tool.write(Export(moved, ()))
    return tool.init()


@pytest.mark.conformance
def test_terraform_fmt_would_change_nothing(terraform: Terraform) -> None:
    assert terraform("fmt", "-check", "-diff", "-recursive") == ""


@pytest.mark.conformance
def test_terraform_validates(terraform: Terraform) -> None:
    assert "Success" in terraform("validate", "-no-color")
    assert "Warning" not in terraform("validate", "-no-color")


PLANS = r"""
mock_provider "aws" {}

run "dev" {
  command = plan
  variables {
    stage = "dev"
  }
  assert {
    condition     = aws_lambda_function.worker.memory_size == 512
    error_message = "memory of dev"
  }
  assert {
    condition     = aws_lambda_function.worker.reserved_concurrent_executions == null
    error_message = "nothing reserved"
  }
  assert {
    condition     = local.package_hashes.worker == null
    error_message = "no package yet"
  }
  assert {
    condition     = aws_sqs_queue.jobs.name == "shop-dev-jobs"
    error_message = "name"
  }
}

run "prod" {
  command = plan
  variables {
    stage = "prod"
  }
  assert {
    condition     = aws_lambda_function.worker.reserved_concurrent_executions == 50
    error_message = "reservation of prod"
  }
  assert {
    condition = (
      aws_lambda_function.worker.environment[0].variables.GREETING
      == "He said \"$${no}\" %%{if} \\ and left"
    )
    error_message = "literal text"
  }
  assert {
    condition     = aws_sqs_queue.jobs.tags == tomap({ service = "orders", stage = "prod" })
    error_message = "tags"
  }
}

run "unknown" {
  command = plan
  variables {
    stage = "test"
  }
  expect_failures = [var.stage]
}
"""


@pytest.mark.conformance
def test_terraform_plans_every_stage_before_the_first_build(tmp_path: Path) -> None:
    tool = Terraform(tmp_path).write(export(ORDER_WORKER))
    tool.write(Export((File("tests/plan.tftest.hcl", PLANS),), ()))
    assert "3 passed, 0 failed" in tool.init()("test", "-no-color")


UNSET = r"""
mock_provider "aws" {}

run "dev" {
  command = plan
  variables {
    stage = "dev"
  }
  assert {
    condition     = length(aws_lambda_event_source_mapping.f_in.scaling_config) == 0
    error_message = "no maximum"
  }
}

run "prod" {
  command = plan
  variables {
    stage = "prod"
  }
  assert {
    condition     = aws_lambda_event_source_mapping.f_in.scaling_config[0].maximum_concurrency == 5
    error_message = "maximum of prod"
  }
  assert {
    condition     = aws_lambda_function.f.ephemeral_storage[0].size == 1024
    error_message = "storage of prod"
  }
}
"""


LEFT_OUT = r"""
mock_provider "aws" {}

run "dev" {
  command = plan
  variables {
    stage = "dev"
  }
  assert {
    condition = aws_lambda_function.worker.environment[0].variables == tomap({
      NUMBER = "1",
      FLAG   = "true",
      JOINED = "a-1-"
    })
    error_message = "variables of dev"
  }
}
"""


@pytest.mark.conformance
def test_terraform_plans_parameters_that_a_stage_leaves_unset(tmp_path: Path) -> None:
    tool = Terraform(tmp_path).write(export(EVERYTHING))
    tool.write(Export((File("tests/plan.tftest.hcl", UNSET),), ()))
    assert "2 passed, 0 failed" in tool.init()("test", "-no-color")


@pytest.mark.conformance
def test_terraform_plans_texts_that_a_stage_leaves_unset(tmp_path: Path) -> None:
    tool = Terraform(tmp_path).write(export(awkward.STAGED))
    tool.write(Export((File("tests/plan.tftest.hcl", LEFT_OUT),), ()))
    assert "1 passed, 0 failed" in tool.init()("test", "-no-color")


def test_large_messages_ask_for_the_provider_that_takes_them() -> None:
    queue = Queue(id="queue.big", label="big", name="big", maximum_message_size=1048576)
    graph = ResourceGraph(name="x", description="", region="eu-west-1", stages=("dev",), resources=(queue,))

    export = exporter("terraform").export(graph)

    assert '">= 6.8, < 7"' in next(file.text for file in export.files if file.path == "versions.tf")
    assert [note.setting for note in export.notes] == ["big.maximum_message_size"]
    assert [each.version for each in export.requires] == ["1.5", "6.8"]


@pytest.mark.parametrize(
    ("runtime", "version"), [("python3.13", "5.100"), ("python3.14", "6.20"), ("ruby4.0", "6.20")]
)
def test_a_new_runtime_asks_for_the_provider_that_takes_it(runtime: str, version: str) -> None:
    resources = tuple(
        replace(each, runtime=runtime) if isinstance(each, Function) else each
        for each in ORDER_WORKER.resources
    )

    export = exporter("terraform").export(replace(ORDER_WORKER, resources=resources))

    assert export.requires[1].version == version
    assert bool(export.notes) == (version != "5.100")


@pytest.mark.conformance
def test_terraform_warns_of_another_stages_workspace(tmp_path: Path) -> None:
    names = tuple(f"stage-{index}" for index in range(20))
    graph = ResourceGraph(name="x", description="", region="eu-west-1", stages=names, resources=())
    tool = Terraform(tmp_path).write(export(graph))
    tool.init()("fmt", "-check", "-diff")

    warned = []
    for workspace in ("default", "other", names[0], names[1]):
        if workspace != "default":
            tool("workspace", "new", workspace)
        planned = tool("plan", "-no-color", f"-var=stage={names[1]}")
        warned.append("another stage's" in planned)

    assert warned == [False, False, True, False]


def test_one_stage_needs_no_workspace() -> None:
    assert "checks.tf" not in files(replace(ORDER_WORKER, stages=("dev",)))
