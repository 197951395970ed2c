resource "aws_cloudwatch_log_group" "worker" {
  name              = "/aws/lambda/${local.prefix}-worker"
  retention_in_days = local.settings.worker_retention_days

  tags = local.tags
}

resource "aws_iam_role" "worker" {
  name = "${local.prefix}-worker"

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

resource "aws_iam_role_policy" "worker" {
  name = "permissions"
  role = aws_iam_role.worker.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.worker.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Trigger orders polls the queue orders.
      {
        Sid      = "PollOrders"
        Effect   = "Allow"
        Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.orders.arn
      },
      # Puts, changes and deletes items of order-history.
      {
        Sid    = "WriteOrderHistory"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        Resource = aws_dynamodb_table.order_history.arn
      },
      # Reads the value of payment-key.
      {
        Sid      = "ReadPaymentKey"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = aws_secretsmanager_secret.payment_key.arn
      },
    ]
  })
}

resource "aws_lambda_function" "worker" {
  function_name = "${local.prefix}-worker"
  description   = "Writes each order of a batch to the table and reports those that failed."
  role          = aws_iam_role.worker.arn

  filename         = "${path.module}/build/worker.zip"
  source_code_hash = local.package_hashes.worker
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = local.settings.worker_memory_size
  timeout     = 30

  environment {
    variables = {
      HISTORY_TABLE   = aws_dynamodb_table.order_history.name
      PAYMENT_KEY_ARN = aws_secretsmanager_secret.payment_key.arn
    }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.worker.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.worker]
}

resource "aws_lambda_event_source_mapping" "worker_orders" {
  event_source_arn        = aws_sqs_queue.orders.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.settings.worker_orders_maximum_concurrency
  }
}
