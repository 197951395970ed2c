"""REST APIs: the API, its paths and methods, its deployment and its stage."""

from __future__ import annotations

import json

from designer.exporters.shapes import (
    REF,
    Beside,
    CloudFormation,
    Got,
    JsonLine,
    JsonText,
    Kind,
    Leaf,
    Made,
    Named,
    Policy,
    Shape,
    Snapshot,
    Terraform,
    block,
    group,
    made,
    own_arn,
    shape,
)
from designer.graph import Attribute, Context, Join, Ref
from designer.graph.rest import (
    RestApi,
    RestDeployment,
    RestGatewayResponse,
    RestMethod,
    RestPreflight,
    RestResource,
    RestStage,
)

FILE = "apis.tf"
_METHOD, _INTEGRATION = "aws_api_gateway_method", "aws_api_gateway_integration"
_ANSWER = "aws_api_gateway_method_response"
_NO_CONTENT = "204"
_JSON = "application/json"


def invocation(function: Ref | None) -> Join | None:
    """What API Gateway calls a function, or its alias, that it invokes."""
    if function is None:
        return None
    before = ("arn:", Context.PARTITION, ":apigateway:", Context.REGION, ":lambda:path/2015-03-31/functions/")
    return Join((*before, function, "/invocations"))


def invoke_arn(function: Ref | None) -> Ref | None:
    """The same as Terraform's attribute."""
    return Ref(function.target, Attribute.INVOKE_ARN) if function else None


def _api(api: RestApi) -> Shape:
    return shape(
        "RestApi",
        Name=api.name,
        Description=api.description,
        EndpointConfiguration=shape(
            "EndpointConfiguration", Types=(api.endpoint,), VpcEndpointIds=api.vpc_endpoints
        ),
        Policy=Policy(api.statements) if api.statements else None,
        BinaryMediaTypes=api.binary_media_types,
        MinimumCompressionSize=api.minimum_compression,
        DisableExecuteApiEndpoint=api.disable_execute_api,
    )


def _api_blocks(api: RestApi) -> tuple[Made, ...]:
    itself = made(
        "aws_api_gateway_rest_api",
        group(
            name=api.name,
            description=api.description,
            binary_media_types=api.binary_media_types,
            minimum_compression_size=api.minimum_compression,
            disable_execute_api_endpoint=api.disable_execute_api,
        ),
        block("endpoint_configuration", types=(api.endpoint,), vpc_endpoint_ids=api.vpc_endpoints),
    )
    if not api.statements:
        return (itself,)
    owner = group(rest_api_id=Ref(api.id, Attribute.ID))
    return itself, made("aws_api_gateway_rest_api_policy", owner, group(policy=Policy(api.statements)))


def _resource(resource: RestResource) -> Shape:
    return shape("Resource", RestApiId=resource.api, ParentId=resource.parent, PathPart=resource.part)


def _resource_blocks(resource: RestResource) -> tuple[Made, ...]:
    where = group(rest_api_id=resource.api, parent_id=resource.parent, path_part=resource.part)
    return (made("aws_api_gateway_resource", where),)


def _required(method: RestMethod) -> Named | None:
    return Named(tuple((each, True) for each in method.required)) if method.required else None


def _models(method: RestMethod) -> Named | None:
    return Named(((_JSON, method.model),)) if method.model else None


def _method(method: RestMethod) -> Shape:
    return shape(
        "Method",
        RestApiId=method.api,
        ResourceId=method.resource,
        HttpMethod=method.method,
        AuthorizationType=method.authorization,
        AuthorizerId=method.authorizer,
        AuthorizationScopes=method.scopes,
        ApiKeyRequired=method.api_key_required or None,
        RequestParameters=_required(method),
        RequestModels=_models(method),
        RequestValidatorId=method.validator,
        Integration=shape(
            "Integration",
            Type="AWS_PROXY",
            # Lambda is invoked by POST, whatever the caller used.
            IntegrationHttpMethod="POST",
            Uri=invocation(method.function),
            TimeoutInMillis=method.timeout,
        ),
    )


def _method_blocks(method: RestMethod) -> tuple[Made, ...]:
    itself = made(
        _METHOD,
        group(rest_api_id=method.api, resource_id=method.resource, http_method=method.method),
        group(
            authorization=method.authorization,
            authorizer_id=method.authorizer,
            authorization_scopes=method.scopes,
            api_key_required=method.api_key_required or None,
        ),
        group(
            request_parameters=_required(method),
            request_models=_models(method),
            request_validator_id=method.validator,
        ),
    )
    integration = made(
        _INTEGRATION,
        _of_method(method),
        group(
            type="AWS_PROXY",
            integration_http_method="POST",
            uri=invoke_arn(method.function),
            timeout_milliseconds=method.timeout,
        ),
    )
    return itself, integration


def _of_method(method: RestMethod | RestPreflight, **more: Leaf) -> Shape:
    """Arguments that name a method's path and the method, and so come behind it."""
    name = Beside(method.id, _METHOD, "http_method")
    return group(rest_api_id=method.api, resource_id=method.resource, http_method=name, **more)


def _said(preflight: RestPreflight) -> Named:
    """Headers as API Gateway maps them: quotes make a literal of a value."""
    headers = (("Access-Control-Allow-Origin", f"'{preflight.origins[0]}'"), *preflight.headers)
    return Named(tuple((f"method.response.header.{name}", value) for name, value in headers))


def _declared(preflight: RestPreflight) -> Named:
    return Named(tuple((name, True) for name, _ in _said(preflight).entries))


def _choice(preflight: RestPreflight) -> Named | None:
    """A template that names the caller's origin, where one of several may call."""
    if len(preflight.origins) == 1:
        return None
    known = " || ".join(f'$origin == "{each}"' for each in preflight.origins)
    template = (
        '#set($origin = $input.params().header.get("origin"))\n'
        '#if(!$origin) #set($origin = $input.params().header.get("Origin")) #end\n'
        f"#if({known})\n"
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n"
        "#end\n"
    )
    return Named(((_JSON, template),))


_MOCK = Named(((_JSON, json.dumps({"statusCode": int(_NO_CONTENT)})),))


def _preflight(preflight: RestPreflight) -> Shape:
    return shape(
        "Method",
        RestApiId=preflight.api,
        ResourceId=preflight.resource,
        HttpMethod="OPTIONS",
        AuthorizationType="NONE",
        Integration=shape(
            "Integration",
            Type="MOCK",
            RequestTemplates=_MOCK,
            IntegrationResponses=(
                shape(
                    "IntegrationResponse",
                    StatusCode=_NO_CONTENT,
                    ResponseParameters=_said(preflight),
                    ResponseTemplates=_choice(preflight),
                ),
            ),
        ),
        MethodResponses=(
            shape("MethodResponse", StatusCode=_NO_CONTENT, ResponseParameters=_declared(preflight)),
        ),
    )


def _preflight_blocks(preflight: RestPreflight) -> tuple[Made, ...]:
    where = group(rest_api_id=preflight.api, resource_id=preflight.resource, http_method="OPTIONS")
    mock = Named(((_JSON, JsonText({"statusCode": int(_NO_CONTENT)})),))
    return (
        made(_METHOD, where, group(authorization="NONE")),
        made(_INTEGRATION, _of_method(preflight), group(type="MOCK", request_templates=mock)),
        made(
            _ANSWER,
            _of_method(preflight, status_code=_NO_CONTENT),
            group(response_parameters=_declared(preflight)),
        ),
        made(
            "aws_api_gateway_integration_response",
            _of_method(preflight, status_code=Beside(preflight.id, _ANSWER, "status_code")),
            group(response_parameters=_said(preflight), response_templates=_choice(preflight)),
            group(depends_on=(Beside(preflight.id, _INTEGRATION),)),
        ),
    )


def _added(answer: RestGatewayResponse) -> Named:
    return Named(tuple((f"gatewayresponse.header.{name}", value) for name, value in answer.headers))


def _gateway_response(answer: RestGatewayResponse) -> Shape:
    return shape(
        "GatewayResponse",
        RestApiId=answer.api,
        ResponseType=answer.type,
        ResponseParameters=_added(answer),
    )


def _gateway_response_blocks(answer: RestGatewayResponse) -> tuple[Made, ...]:
    which = group(rest_api_id=answer.api, response_type=answer.type)
    return (made("aws_api_gateway_gateway_response", which, group(response_parameters=_added(answer))),)


def _deployment(deployment: RestDeployment) -> Shape:
    return shape("Deployment", RestApiId=deployment.api)


def _deployment_blocks(deployment: RestDeployment) -> tuple[Made, ...]:
    changes = Named((("redeployment", Snapshot(deployment.contents)),)) if deployment.contents else None
    return (
        made(
            "aws_api_gateway_deployment",
            group(rest_api_id=deployment.api),
            group(triggers=changes),
            block("lifecycle", create_before_destroy=True),
        ),
    )


def _stage(stage: RestStage) -> Shape:
    log = stage.access_log
    return shape(
        "Stage",
        RestApiId=stage.api,
        DeploymentId=stage.deployment,
        StageName=stage.name,
        TracingEnabled=stage.tracing,
        AccessLogSetting=shape("AccessLogSetting", DestinationArn=log.group, Format=JsonLine(log.format))
        if log
        else None,
        MethodSettings=_settings(stage),
    )


def _settings(stage: RestStage) -> tuple[Shape, ...] | None:
    """What holds for every method; nothing where nothing is set."""
    settings = shape(
        "MethodSetting",
        ThrottlingRateLimit=stage.rate,
        ThrottlingBurstLimit=stage.burst,
        MetricsEnabled=stage.detailed_metrics,
    )
    where = (("HttpMethod", "*"), ("ResourcePath", "/*"))
    return (Shape("MethodSetting", (*where, *settings.fields)),) if settings.fields else None


def _stage_blocks(stage: RestStage) -> tuple[Made, ...]:
    log = stage.access_log
    itself = made(
        "aws_api_gateway_stage",
        group(
            rest_api_id=stage.api,
            deployment_id=stage.deployment,
            stage_name=stage.name,
            xray_tracing_enabled=stage.tracing,
        ),
        block("access_log_settings", destination_arn=log.group, format=JsonText(json.loads(log.format)))
        if log
        else None,
    )
    settings = block(
        "settings",
        throttling_rate_limit=stage.rate,
        throttling_burst_limit=stage.burst,
        metrics_enabled=stage.detailed_metrics,
    )
    if not settings.fields:
        return (itself,)
    name = Ref(stage.id, Attribute.NAME)
    where = group(rest_api_id=stage.api, stage_name=name, method_path="*/*")
    return itself, made("aws_api_gateway_method_settings", where, settings)


KINDS = (
    Kind(
        RestApi,
        CloudFormation(
            "AWS::ApiGateway::RestApi",
            _api,
            {
                Attribute.ID: REF,
                Attribute.ROOT_ID: Got("RootResourceId"),
                Attribute.EXECUTION_ARN: own_arn("execute-api", REF),
            },
        ),
        Terraform(
            "aws_api_gateway_rest_api",
            _api_blocks,
            FILE,
            {
                Attribute.ID: "id",
                Attribute.ARN: "arn",
                Attribute.NAME: "name",
                Attribute.ROOT_ID: "root_resource_id",
                Attribute.EXECUTION_ARN: "execution_arn",
            },
        ),
    ),
    Kind(
        RestResource,
        CloudFormation("AWS::ApiGateway::Resource", _resource, {Attribute.ID: REF}, tags=None),
        Terraform("aws_api_gateway_resource", _resource_blocks, FILE, {Attribute.ID: "id"}),
        suffix="Resource",
    ),
    Kind(
        RestMethod,
        CloudFormation("AWS::ApiGateway::Method", _method, tags=None),
        Terraform(_METHOD, _method_blocks, FILE),
        suffix="Method",
    ),
    Kind(
        RestPreflight,
        CloudFormation("AWS::ApiGateway::Method", _preflight, tags=None),
        Terraform(_METHOD, _preflight_blocks, FILE),
        suffix="Method",
    ),
    Kind(
        RestGatewayResponse,
        CloudFormation("AWS::ApiGateway::GatewayResponse", _gateway_response, tags=None),
        Terraform("aws_api_gateway_gateway_response", _gateway_response_blocks, FILE),
        suffix="GatewayResponse",
    ),
    Kind(
        RestDeployment,
        CloudFormation("AWS::ApiGateway::Deployment", _deployment, {Attribute.ID: REF}, tags=None),
        Terraform("aws_api_gateway_deployment", _deployment_blocks, FILE, {Attribute.ID: "id"}, ordered=True),
        suffix="Deployment",
    ),
    Kind(
        RestStage,
        CloudFormation("AWS::ApiGateway::Stage", _stage, {Attribute.NAME: REF}),
        Terraform(
            "aws_api_gateway_stage", _stage_blocks, FILE, {Attribute.NAME: "stage_name", Attribute.ARN: "arn"}
        ),
        suffix="Stage",
    ),
)
"""How REST APIs and what belongs to them are spelt."""
