"""Who may use a REST API, how much of it, and what a request must have."""

from __future__ import annotations

import json

from designer.exporters.kinds.rest import FILE, invocation, invoke_arn
from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Json,
    JsonText,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.rest_access import (
    ApiKey,
    RestAuthorizer,
    RestModel,
    RestValidator,
    UsagePlan,
    UsagePlanKey,
)


def _authorizer(authorizer: RestAuthorizer) -> Shape:
    return shape(
        "Authorizer",
        RestApiId=authorizer.api,
        Name=authorizer.name,
        Type=authorizer.type,
        ProviderARNs=authorizer.user_pools,
        AuthorizerUri=invocation(authorizer.function),
        IdentitySource=", ".join(map(str, authorizer.identity_sources)) or None,
        AuthorizerResultTtlInSeconds=authorizer.ttl,
    )


def _authorizer_blocks(authorizer: RestAuthorizer) -> tuple[Made, ...]:
    return (
        made(
            "aws_api_gateway_authorizer",
            group(rest_api_id=authorizer.api, name=authorizer.name, type=authorizer.type),
            group(
                provider_arns=authorizer.user_pools,
                authorizer_uri=invoke_arn(authorizer.function),
                identity_source=", ".join(map(str, authorizer.identity_sources)) or None,
                authorizer_result_ttl_in_seconds=authorizer.ttl,
            ),
        ),
    )


def _validator(validator: RestValidator) -> Shape:
    return shape(
        "RequestValidator",
        RestApiId=validator.api,
        Name=validator.name,
        ValidateRequestBody=validator.body,
        ValidateRequestParameters=validator.parameters,
    )


def _validator_blocks(validator: RestValidator) -> tuple[Made, ...]:
    what = group(
        rest_api_id=validator.api,
        name=validator.name,
        validate_request_body=validator.body,
        validate_request_parameters=validator.parameters,
    )
    return (made("aws_api_gateway_request_validator", what),)


def _model(model: RestModel) -> Shape:
    return shape(
        "Model",
        RestApiId=model.api,
        Name=model.name,
        ContentType="application/json",
        Schema=Json(json.loads(model.schema)),
    )


def _model_blocks(model: RestModel) -> tuple[Made, ...]:
    which = group(rest_api_id=model.api, name=model.name, content_type="application/json")
    return (made("aws_api_gateway_model", which, group(schema=JsonText(json.loads(model.schema)))),)


def _key(key: ApiKey) -> Shape:
    # CloudFormation makes keys that are not enabled, unless told otherwise.
    return shape("ApiKey", Name=key.name, Description=key.description, Enabled=True)


def _key_blocks(key: ApiKey) -> tuple[Made, ...]:
    return (made("aws_api_gateway_api_key", group(name=key.name, description=key.description)),)


def _plan(plan: UsagePlan) -> Shape:
    return shape(
        "UsagePlan",
        UsagePlanName=plan.name,
        Description=plan.description,
        ApiStages=(shape("ApiStage", ApiId=plan.api, Stage=plan.stage),),
        Quota=shape("QuotaSettings", when=plan.quota, Limit=plan.quota, Period=plan.period),
        Throttle=shape("ThrottleSettings", RateLimit=plan.rate, BurstLimit=plan.burst),
    )


def _plan_blocks(plan: UsagePlan) -> tuple[Made, ...]:
    return (
        made(
            "aws_api_gateway_usage_plan",
            group(name=plan.name, description=plan.description),
            block("api_stages", api_id=plan.api, stage=plan.stage),
            block("quota_settings", when=plan.quota, limit=plan.quota, period=plan.period),
            block("throttle_settings", rate_limit=plan.rate, burst_limit=plan.burst),
        ),
    )


def _plan_key(key: UsagePlanKey) -> Shape:
    return shape("UsagePlanKey", UsagePlanId=key.plan, KeyId=key.key, KeyType="API_KEY")


def _plan_key_blocks(key: UsagePlanKey) -> tuple[Made, ...]:
    which = group(usage_plan_id=key.plan, key_id=key.key, key_type="API_KEY")
    return (made("aws_api_gateway_usage_plan_key", which),)


_ID = {Attribute.ID: REF}
_AWS_ID = {Attribute.ID: "id"}

KINDS = (
    Kind(
        RestAuthorizer,
        CloudFormation("AWS::ApiGateway::Authorizer", _authorizer, _ID, tags=None),
        Terraform("aws_api_gateway_authorizer", _authorizer_blocks, FILE, _AWS_ID),
        suffix="Authorizer",
    ),
    Kind(
        RestValidator,
        CloudFormation("AWS::ApiGateway::RequestValidator", _validator, _ID, tags=None),
        Terraform("aws_api_gateway_request_validator", _validator_blocks, FILE, _AWS_ID),
        suffix="Validator",
    ),
    Kind(
        RestModel,
        CloudFormation("AWS::ApiGateway::Model", _model, {Attribute.NAME: REF}, tags=None),
        Terraform("aws_api_gateway_model", _model_blocks, FILE, {Attribute.NAME: "name"}),
        suffix="Model",
    ),
    Kind(
        ApiKey,
        CloudFormation("AWS::ApiGateway::ApiKey", _key, _ID),
        Terraform("aws_api_gateway_api_key", _key_blocks, FILE, _AWS_ID),
    ),
    Kind(
        UsagePlan,
        CloudFormation("AWS::ApiGateway::UsagePlan", _plan, _ID),
        Terraform("aws_api_gateway_usage_plan", _plan_blocks, FILE, _AWS_ID),
    ),
    Kind(
        UsagePlanKey,
        CloudFormation("AWS::ApiGateway::UsagePlanKey", _plan_key, tags=None),
        Terraform("aws_api_gateway_usage_plan_key", _plan_key_blocks, FILE),
    ),
)
"""How what guards REST APIs is spelt."""
