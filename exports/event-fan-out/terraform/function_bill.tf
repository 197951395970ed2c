resource "aws_cloudwatch_log_group" "bill" {
  name              = "/aws/lambda/${local.prefix}-bill"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "bill" {
  name = "${local.prefix}-bill"

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

resource "aws_iam_role_policy" "bill" {
  name = "permissions"
  role = aws_iam_role.bill.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.bill.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Trigger orders polls the queue to-bill.
      {
        Sid      = "PollToBill"
        Effect   = "Allow"
        Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.to_bill.arn
      },
    ]
  })
}

resource "aws_lambda_function" "bill" {
  function_name = "${local.prefix}-bill"
  description   = "Bills each order."
  role          = aws_iam_role.bill.arn

  filename         = "${path.module}/build/bill.zip"
  source_code_hash = local.package_hashes.bill
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 30

  logging_config {
    log_group  = aws_cloudwatch_log_group.bill.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.bill]
}

resource "aws_lambda_event_source_mapping" "bill_orders" {
  event_source_arn        = aws_sqs_queue.to_bill.arn
  function_name           = aws_lambda_function.bill.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.settings.bill_orders_maximum_concurrency
  }
}
