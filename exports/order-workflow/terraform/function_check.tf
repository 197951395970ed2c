resource "aws_cloudwatch_log_group" "check" {
  name              = "/aws/lambda/${local.prefix}-check"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "check" {
  name = "${local.prefix}-check"

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

resource "aws_iam_role_policy" "check" {
  name = "permissions"
  role = aws_iam_role.check.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.check.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_lambda_function" "check" {
  function_name = "${local.prefix}-check"
  description   = "Checks an order against the stock."
  role          = aws_iam_role.check.arn

  filename         = "${path.module}/build/check.zip"
  source_code_hash = local.package_hashes.check
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 10

  logging_config {
    log_group  = aws_cloudwatch_log_group.check.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.check]
}
