resource "aws_cloudwatch_log_group" "items" {
  name              = "/aws/lambda/${local.prefix}-items"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "items" {
  name = "${local.prefix}-items"

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

resource "aws_iam_role_policy" "items" {
  name = "permissions"
  role = aws_iam_role.items.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.items.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Reads items of catalogue by key or by query; no scans.
      {
        Sid    = "ReadCatalogue"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:GetItem",
          "dynamodb:Query",
        ]
        Resource = aws_dynamodb_table.catalogue.arn
      },
      # Puts, changes and deletes items of catalogue.
      {
        Sid    = "WriteCatalogue"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        Resource = aws_dynamodb_table.catalogue.arn
      },
    ]
  })
}

resource "aws_lambda_function" "items" {
  function_name = "${local.prefix}-items"
  description   = "Answers the routes of the API from the table."
  role          = aws_iam_role.items.arn

  filename         = "${path.module}/build/items.zip"
  source_code_hash = local.package_hashes.items
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 10

  environment {
    variables = { CATALOGUE_TABLE = aws_dynamodb_table.catalogue.name }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.items.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.items]
}

resource "aws_apigatewayv2_integration" "items_http" {
  api_id                 = aws_apigatewayv2_api.front.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.items.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "items_get_items_id" {
  api_id    = aws_apigatewayv2_api.front.id
  route_key = "GET /items/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.items_http.id}"

  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.front.id
}

resource "aws_lambda_permission" "items_get_items_id" {
  statement_id  = "items-get-items-id"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.items.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.front.execution_arn}/*/GET/items/*"
}

resource "aws_apigatewayv2_route" "items_put_items_id" {
  api_id    = aws_apigatewayv2_api.front.id
  route_key = "PUT /items/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.items_http.id}"

  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.front.id
}

resource "aws_lambda_permission" "items_put_items_id" {
  statement_id  = "items-put-items-id"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.items.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.front.execution_arn}/*/PUT/items/*"
}

resource "aws_apigatewayv2_route" "items_delete_items_id" {
  api_id    = aws_apigatewayv2_api.front.id
  route_key = "DELETE /items/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.items_http.id}"

  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.front.id
}

resource "aws_lambda_permission" "items_delete_items_id" {
  statement_id  = "items-delete-items-id"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.items.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.front.execution_arn}/*/DELETE/items/*"
}
