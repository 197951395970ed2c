"""CodeDeploy: what moves an alias to a new version, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Attribute, Context, Join, Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentApplication(Resource):
    """What holds the deployment groups of a design.

    CloudFormation makes its name up, since SAM can say none; ``name`` is what Terraform has to say.
    """

    KIND: ClassVar[str] = "deployment_application"

    name: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentGroup(Resource):
    """How one function's alias is moved, and which alarms move it back.

    ``name`` as of the application. ``steps`` is the full name of a deployment configuration.
    """

    KIND: ClassVar[str] = "deployment_group"

    name: Text
    application: Ref
    """The application's name."""
    role: Ref
    """The ARN of the role that CodeDeploy assumes."""
    steps: Text
    alarms: tuple[Text, ...] = ()
    """Names of alarms."""

    def by_name(self, attribute: Attribute) -> Text | None:
        """The ARN: CloudFormation has no attribute for it."""
        if attribute is not Attribute.ARN:
            return None
        owner = ("arn:", Context.PARTITION, ":codedeploy:", Context.REGION, ":", Context.ACCOUNT)
        return Join((*owner, ":deploymentgroup:", self.application, "/", Ref(self.id, Attribute.NAME)))
