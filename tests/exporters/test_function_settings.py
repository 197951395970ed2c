"""Settings of functions that few have, in each format."""

from __future__ import annotations

import pytest

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import exporter
from designer.exporters.base import Export

_PROVIDER = "arn:aws:lambda:eu-west-1:123456789012:capacity-provider:large"
_NEWER = {
    "durable": {"execution_timeout": 7200},
    "tenant_isolation": True,
    "capacity": {"provider": _PROVIDER, "concurrency": 10},
}


def exported(format_name: str, **settings: object) -> Export:
    """A design of one function, exported."""
    blueprint = Blueprint.model_validate({"name": "shop", "functions": {"worker": settings}})
    return exporter(format_name).export(build_graph(blueprint))


def text(export: Export, ending: str) -> str:
    """The file of that name."""
    return next(file.text for file in export.files if file.path.endswith(ending))


@pytest.mark.parametrize(
    ("setting", "version"), [("tenant_isolation", "6.23"), ("capacity", "6.24"), ("durable", "6.25")]
)
def test_terraform_asks_for_the_first_provider_that_knows_a_setting(setting: str, version: str) -> None:
    export = exported("terraform", **{setting: _NEWER[setting]})

    assert f">= {version}, < 7" in text(export, "versions.tf")
    assert [note.setting for note in export.notes] == [f"worker.{setting}"]
    assert version in export.notes[0].message


@pytest.mark.parametrize("setting", _NEWER)
def test_cdk_asks_for_a_library_that_knows_a_setting(setting: str) -> None:
    export = exported("cdk-python", **{setting: _NEWER[setting]})

    assert "aws-cdk-lib>=2.232.1,<3" in text(export, "requirements.txt")
    assert f"{setting.split('_')[0].replace('tenant', 'tenancy')}" in text(export, "stack.py")


def test_terraform_spells_the_newer_settings() -> None:
    spelt = text(exported("terraform", **_NEWER), "function_worker.tf")

    assert "durable_config {\n    execution_timeout = 7200\n    retention_period  = 14\n  }" in spelt
    assert 'tenancy_config {\n    tenant_isolation_mode = "PER_TENANT"\n  }' in spelt
    assert f'capacity_provider_arn                     = "{_PROVIDER}"' in spelt


def test_sam_says_a_capacity_provider_in_its_own_way() -> None:
    spelt = text(exported("sam", **_NEWER), "template.yaml")

    assert f"CapacityProviderConfig:\n        Arn: {_PROVIDER}\n" in spelt
    assert "PerExecutionEnvironmentMaxConcurrency: 10" in spelt


def test_a_durable_function_may_resume_its_own_executions_only() -> None:
    spelt = text(exported("terraform", durable={"execution_timeout": 60}), "function_worker.tf")

    assert ":function:${local.prefix}-worker:*/durable-execution/*/*" in spelt


def test_a_role_that_exists_is_used_and_not_made() -> None:
    export = exported("terraform", role={"existing": "arn:aws:iam::123456789012:role/given"})

    assert "aws_iam_role" not in text(export, "function_worker.tf")
    assert 'role          = "arn:aws:iam::123456789012:role/given"' in text(export, "function_worker.tf")


def test_logs_go_to_a_group_that_exists() -> None:
    spelt = text(exported("terraform", logging={"group": "/shared/logs"}), "function_worker.tf")

    assert "aws_cloudwatch_log_group" not in spelt
    assert ":log-group:/shared/logs:*" in spelt


def test_who_only_reads_files_may_not_write() -> None:
    access_point = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0"
    spelt = text(
        exported("sam", file_system={"access_point": access_point, "read_only": True}), "template.yaml"
    )

    assert "elasticfilesystem:ClientMount" in spelt
    assert "ClientWrite" not in spelt
    assert f"elasticfilesystem:AccessPointArn: {access_point}" in spelt
