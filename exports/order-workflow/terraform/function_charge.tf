resource "aws_cloudwatch_log_group" "charge" {
  name              = "/aws/lambda/${local.prefix}-charge"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "charge" {
  name = "${local.prefix}-charge"

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

resource "aws_iam_role_policy" "charge" {
  name = "permissions"
  role = aws_iam_role.charge.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.charge.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
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

resource "aws_lambda_function" "charge" {
  function_name = "${local.prefix}-charge"
  description   = "Charges the customer; charging twice under one key does nothing."
  role          = aws_iam_role.charge.arn

  filename         = "${path.module}/build/charge.zip"
  source_code_hash = local.package_hashes.charge
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size                    = 512
  timeout                        = 20
  reserved_concurrent_executions = local.settings.charge_reserved_concurrency

  environment {
    variables = { PAYMENT_KEY_ARN = aws_secretsmanager_secret.payment_key.arn }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.charge.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.charge]
}
