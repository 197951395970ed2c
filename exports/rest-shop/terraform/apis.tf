# A line for each request to front.
resource "aws_cloudwatch_log_group" "front" {
  name              = "/aws/apigateway/${local.prefix}-front"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_api_gateway_rest_api" "front" {
  name        = "${local.prefix}-front"
  description = "The shop's front."

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  tags = local.tags
}

resource "aws_api_gateway_authorizer" "front_people" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  name        = "people"
  type        = "COGNITO_USER_POOLS"

  provider_arns   = [aws_cognito_user_pool.shoppers.arn]
  identity_source = "method.request.header.Authorization"
}

resource "aws_api_gateway_resource" "front_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  parent_id   = aws_api_gateway_rest_api.front.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "front_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  parent_id   = aws_api_gateway_resource.front_orders.id
  path_part   = "{id}"
}

resource "aws_api_gateway_resource" "front_partners" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  parent_id   = aws_api_gateway_rest_api.front.root_resource_id
  path_part   = "partners"
}

resource "aws_api_gateway_resource" "front_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  parent_id   = aws_api_gateway_resource.front_partners.id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "front_options_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = "OPTIONS"

  authorization = "NONE"
}

resource "aws_api_gateway_integration" "front_options_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = aws_api_gateway_method.front_options_orders.http_method

  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 204 }) }
}

resource "aws_api_gateway_method_response" "front_options_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = aws_api_gateway_method.front_options_orders.http_method
  status_code = "204"

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = true
    "method.response.header.Access-Control-Allow-Methods" = true
    "method.response.header.Access-Control-Allow-Headers" = true
  }
}

resource "aws_api_gateway_integration_response" "front_options_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = aws_api_gateway_method.front_options_orders.http_method
  status_code = aws_api_gateway_method_response.front_options_orders.status_code

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = "'https://shop.example.com'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,OPTIONS'"
    "method.response.header.Access-Control-Allow-Headers" = "'authorization,content-type'"
  }

  depends_on = [aws_api_gateway_integration.front_options_orders]
}

resource "aws_api_gateway_method" "front_options_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = "OPTIONS"

  authorization = "NONE"
}

resource "aws_api_gateway_integration" "front_options_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = aws_api_gateway_method.front_options_orders_id.http_method

  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 204 }) }
}

resource "aws_api_gateway_method_response" "front_options_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = aws_api_gateway_method.front_options_orders_id.http_method
  status_code = "204"

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = true
    "method.response.header.Access-Control-Allow-Methods" = true
    "method.response.header.Access-Control-Allow-Headers" = true
  }
}

resource "aws_api_gateway_integration_response" "front_options_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = aws_api_gateway_method.front_options_orders_id.http_method
  status_code = aws_api_gateway_method_response.front_options_orders_id.status_code

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = "'https://shop.example.com'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,OPTIONS'"
    "method.response.header.Access-Control-Allow-Headers" = "'authorization,content-type'"
  }

  depends_on = [aws_api_gateway_integration.front_options_orders_id]
}

resource "aws_api_gateway_method" "front_options_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = "OPTIONS"

  authorization = "NONE"
}

resource "aws_api_gateway_integration" "front_options_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = aws_api_gateway_method.front_options_partners_orders.http_method

  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 204 }) }
}

resource "aws_api_gateway_method_response" "front_options_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = aws_api_gateway_method.front_options_partners_orders.http_method
  status_code = "204"

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = true
    "method.response.header.Access-Control-Allow-Methods" = true
    "method.response.header.Access-Control-Allow-Headers" = true
  }
}

resource "aws_api_gateway_integration_response" "front_options_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = aws_api_gateway_method.front_options_partners_orders.http_method
  status_code = aws_api_gateway_method_response.front_options_partners_orders.status_code

  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = "'https://shop.example.com'"
    "method.response.header.Access-Control-Allow-Methods" = "'GET,POST,OPTIONS'"
    "method.response.header.Access-Control-Allow-Headers" = "'authorization,content-type'"
  }

  depends_on = [aws_api_gateway_integration.front_options_partners_orders]
}

# Pages of other origins may read what went wrong.
resource "aws_api_gateway_gateway_response" "front_client_errors" {
  rest_api_id   = aws_api_gateway_rest_api.front.id
  response_type = "DEFAULT_4XX"

  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin" = "'https://shop.example.com'"
  }
}

# Pages of other origins may read what went wrong.
resource "aws_api_gateway_gateway_response" "front_server_errors" {
  rest_api_id   = aws_api_gateway_rest_api.front.id
  response_type = "DEFAULT_5XX"

  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin" = "'https://shop.example.com'"
  }
}

# A snapshot: what is changed above reaches callers by a new one.
resource "aws_api_gateway_deployment" "front" {
  rest_api_id = aws_api_gateway_rest_api.front.id

  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_rest_api.front,
      aws_api_gateway_authorizer.front_people,
      aws_api_gateway_resource.front_orders,
      aws_api_gateway_resource.front_orders_id,
      aws_api_gateway_resource.front_partners,
      aws_api_gateway_resource.front_partners_orders,
      aws_api_gateway_method.front_options_orders,
      aws_api_gateway_integration.front_options_orders,
      aws_api_gateway_method_response.front_options_orders,
      aws_api_gateway_integration_response.front_options_orders,
      aws_api_gateway_method.front_options_orders_id,
      aws_api_gateway_integration.front_options_orders_id,
      aws_api_gateway_method_response.front_options_orders_id,
      aws_api_gateway_integration_response.front_options_orders_id,
      aws_api_gateway_method.front_options_partners_orders,
      aws_api_gateway_integration.front_options_partners_orders,
      aws_api_gateway_method_response.front_options_partners_orders,
      aws_api_gateway_integration_response.front_options_partners_orders,
      aws_api_gateway_gateway_response.front_client_errors,
      aws_api_gateway_gateway_response.front_server_errors,
      aws_api_gateway_method.orders_get_orders,
      aws_api_gateway_integration.orders_get_orders,
      aws_api_gateway_method.orders_get_orders_id,
      aws_api_gateway_integration.orders_get_orders_id,
      aws_api_gateway_method.orders_post_orders,
      aws_api_gateway_integration.orders_post_orders,
      aws_api_gateway_method.orders_get_partners_orders,
      aws_api_gateway_integration.orders_get_partners_orders,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "front" {
  rest_api_id          = aws_api_gateway_rest_api.front.id
  deployment_id        = aws_api_gateway_deployment.front.id
  stage_name           = var.stage
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.front.arn
    format = jsonencode({
      requestId          = "$context.requestId"
      ip                 = "$context.identity.sourceIp"
      requestTime        = "$context.requestTime"
      httpMethod         = "$context.httpMethod"
      resourcePath       = "$context.resourcePath"
      status             = "$context.status"
      responseLatency    = "$context.responseLatency"
      integrationLatency = "$context.integration.latency"
      integrationError   = "$context.integration.error"
      authorizerError    = "$context.authorizer.error"
      errorType          = "$context.error.responseType"
    })
  }

  tags = local.tags
}

resource "aws_api_gateway_method_settings" "front" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  stage_name  = aws_api_gateway_stage.front.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = local.settings.front_rate
    throttling_burst_limit = local.settings.front_burst
  }
}

# What each client may ask, by its key.
resource "aws_api_gateway_usage_plan" "front" {
  name = "${local.prefix}-front"

  api_stages {
    api_id = aws_api_gateway_rest_api.front.id
    stage  = aws_api_gateway_stage.front.stage_name
  }

  quota_settings {
    limit  = 10000
    period = "DAY"
  }

  throttle_settings {
    rate_limit  = 5
    burst_limit = 10
  }

  tags = local.tags
}

resource "aws_api_gateway_api_key" "front_acme" {
  name        = "${local.prefix}-front-acme"
  description = "Counts and limits the client acme of front."

  tags = local.tags
}

resource "aws_api_gateway_usage_plan_key" "front_acme" {
  usage_plan_id = aws_api_gateway_usage_plan.front.id
  key_id        = aws_api_gateway_api_key.front_acme.id
  key_type      = "API_KEY"
}
