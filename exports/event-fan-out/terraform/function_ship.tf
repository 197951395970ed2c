resource "aws_cloudwatch_log_group" "ship" {
  name              = "/aws/lambda/${local.prefix}-ship"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "ship" {
  name = "${local.prefix}-ship"

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

resource "aws_iam_role_policy" "ship" {
  name = "permissions"
  role = aws_iam_role.ship.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.ship.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Trigger orders polls the queue to-ship.
      {
        Sid      = "PollToShip"
        Effect   = "Allow"
        Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.to_ship.arn
      },
    ]
  })
}

resource "aws_lambda_function" "ship" {
  function_name = "${local.prefix}-ship"
  description   = "Ships each order that is paid for."
  role          = aws_iam_role.ship.arn

  filename         = "${path.module}/build/ship.zip"
  source_code_hash = local.package_hashes.ship
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 30

  logging_config {
    log_group  = aws_cloudwatch_log_group.ship.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.ship]
}

resource "aws_lambda_event_source_mapping" "ship_orders" {
  event_source_arn        = aws_sqs_queue.to_ship.arn
  function_name           = aws_lambda_function.ship.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.settings.ship_orders_maximum_concurrency
  }
}
