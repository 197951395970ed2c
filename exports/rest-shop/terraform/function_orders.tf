resource "aws_cloudwatch_log_group" "orders" {
  name              = "/aws/lambda/${local.prefix}-orders"
  retention_in_days = local.settings.orders_retention_days

  tags = local.tags
}

resource "aws_iam_role" "orders" {
  name = "${local.prefix}-orders"

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

resource "aws_iam_role_policy" "orders" {
  name = "permissions"
  role = aws_iam_role.orders.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.orders.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Reads items of order-book by key or by query; no scans.
      {
        Sid    = "ReadOrderBook"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:GetItem",
          "dynamodb:Query",
        ]
        Resource = aws_dynamodb_table.order_book.arn
      },
      # Puts, changes and deletes items of order-book.
      {
        Sid    = "WriteOrderBook"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        Resource = aws_dynamodb_table.order_book.arn
      },
    ]
  })
}

resource "aws_lambda_function" "orders" {
  function_name = "${local.prefix}-orders"
  description   = "Reads and takes orders."
  role          = aws_iam_role.orders.arn

  filename         = "${path.module}/build/orders.zip"
  source_code_hash = local.package_hashes.orders
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = local.settings.orders_memory_size
  timeout     = 10

  environment {
    variables = { ORDERS_TABLE = aws_dynamodb_table.order_book.name }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.orders.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.orders]
}

resource "aws_api_gateway_method" "orders_get_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = "GET"

  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.front_people.id
}

resource "aws_api_gateway_integration" "orders_get_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = aws_api_gateway_method.orders_get_orders.http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_lambda_permission" "orders_get_orders" {
  statement_id  = "orders-get-orders"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.front.execution_arn}/${var.stage}/GET/orders"
}

resource "aws_api_gateway_method" "orders_get_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = "GET"

  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.front_people.id
}

resource "aws_api_gateway_integration" "orders_get_orders_id" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders_id.id
  http_method = aws_api_gateway_method.orders_get_orders_id.http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_lambda_permission" "orders_get_orders_id" {
  statement_id  = "orders-get-orders-id"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.front.execution_arn}/${var.stage}/GET/orders/*"
}

resource "aws_api_gateway_method" "orders_post_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = "POST"

  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.front_people.id
}

resource "aws_api_gateway_integration" "orders_post_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_orders.id
  http_method = aws_api_gateway_method.orders_post_orders.http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_lambda_permission" "orders_post_orders" {
  statement_id  = "orders-post-orders"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.front.execution_arn}/${var.stage}/POST/orders"
}

resource "aws_api_gateway_method" "orders_get_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = "GET"

  authorization    = "AWS_IAM"
  api_key_required = true
}

resource "aws_api_gateway_integration" "orders_get_partners_orders" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_partners_orders.id
  http_method = aws_api_gateway_method.orders_get_partners_orders.http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}

resource "aws_lambda_permission" "orders_get_partners_orders" {
  statement_id  = "orders-get-partners-orders"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.front.execution_arn}/${var.stage}/GET/partners/orders"
}
