"""What each format's exports deploy, and which differences between formats are tolerated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.form import Deployment, Place
from tests.conformance.normal.kinds import declared
from tests.conformance.normal.terraform import Plan

Deployed: TypeAlias = Mapping[str, Callable[[], Deployment]]
"""``design/stage`` (for Terraform: module) to what is deployed, read when it is asked for."""

TOLERATED = tuple(each for kind in declared() for each in kind.tolerated)


def sam_deployments(expanded: list[dict[str, Any]]) -> Deployed:
    """SAM's, by design and stage."""
    return {f"{each['design']}/{each['stage']}": template_of(each).deployment for each in expanded}


def cdk_deployments(synthesised: list[dict[str, Any]]) -> Deployed:
    """CDK's, by design and stage."""
    return {f"{each['design']}/{each['stage']}": template_of(each).deployment for each in synthesised}


def template_of(answer: dict[str, Any]) -> Template:
    """The template of a tool's answer."""
    return Template(named_packages(answer), answer["parameters"], Place(answer["region"]))


def named_packages(answer: dict[str, Any]) -> Any:
    """The template's JSON, packages called what they are rather than by their hash."""
    text = json.dumps(answer["template"])
    for hash_, package in answer.get("packages", {}).items():
        text = text.replace(f"{hash_}.zip", package)
    return json.loads(text)


def terraform_deployments(plans: dict[str, Any]) -> Deployed:
    """Terraform's, by module."""
    return {module: plan_of(each).deployment for module, each in plans.items()}


def plan_of(answer: dict[str, Any]) -> Plan:
    """The plan of one module."""
    return Plan(answer["bare"], answer["symbolic"], answer["outputs"], answer["source"])
