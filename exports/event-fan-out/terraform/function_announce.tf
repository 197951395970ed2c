resource "aws_cloudwatch_log_group" "announce" {
  name              = "/aws/lambda/${local.prefix}-announce"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "announce" {
  name = "${local.prefix}-announce"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "announce" {
  name = "permissions"
  role = aws_iam_role.announce.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.announce.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Publishes to orders.
      {
        Sid      = "PublishOrders"
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = aws_sns_topic.orders.arn
      },
    ]
  })
}

resource "aws_lambda_function" "announce" {
  function_name = "${local.prefix}-announce"
  description   = "Takes an order and tells everyone who needs to know."
  role          = aws_iam_role.announce.arn

  filename         = "${path.module}/build/announce.zip"
  source_code_hash = local.package_hashes.announce
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 10

  environment {
    variables = { TOPIC_ARN = aws_sns_topic.orders.arn }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.announce.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.announce]
}

resource "aws_apigatewayv2_integration" "announce_http" {
  api_id                 = aws_apigatewayv2_api.front.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.announce.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "announce_post_orders" {
  api_id    = aws_apigatewayv2_api.front.id
  route_key = "POST /orders"
  target    = "integrations/${aws_apigatewayv2_integration.announce_http.id}"

  authorization_type = "AWS_IAM"
}

resource "aws_lambda_permission" "announce_post_orders" {
  statement_id  = "announce-post-orders"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.announce.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.front.execution_arn}/*/POST/orders"
}
