# A line for each request to front.
resource "aws_cloudwatch_log_group" "front" {
  name              = "/aws/apigateway/${local.prefix}-front"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_apigatewayv2_api" "front" {
  name          = "${local.prefix}-front"
  description   = "Items of the catalogue."
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["https://app.example.com"]
    allow_methods = ["GET", "PUT", "DELETE"]
    allow_headers = ["authorization", "content-type"]
    max_age       = 600
  }

  tags = local.tags
}

resource "aws_apigatewayv2_authorizer" "front" {
  api_id           = aws_apigatewayv2_api.front.id
  name             = "jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://login.example.com/"
    audience = ["items"]
  }
}

resource "aws_apigatewayv2_stage" "front" {
  api_id      = aws_apigatewayv2_api.front.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.front.arn
    format = jsonencode({
      requestId          = "$context.requestId"
      ip                 = "$context.identity.sourceIp"
      requestTime        = "$context.requestTime"
      routeKey           = "$context.routeKey"
      status             = "$context.status"
      responseLatency    = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      integrationError   = "$context.integrationErrorMessage"
      authorizerError    = "$context.authorizer.error"
    })
  }

  default_route_settings {
    throttling_rate_limit  = local.settings.front_rate
    throttling_burst_limit = local.settings.front_burst
  }

  tags = local.tags
}
