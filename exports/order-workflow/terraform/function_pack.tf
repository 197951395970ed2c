resource "aws_cloudwatch_log_group" "pack" {
  name              = "/aws/lambda/${local.prefix}-pack"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "pack" {
  name = "${local.prefix}-pack"

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

resource "aws_iam_role_policy" "pack" {
  name = "permissions"
  role = aws_iam_role.pack.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.pack.arn}:*"
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

resource "aws_lambda_function" "pack" {
  function_name = "${local.prefix}-pack"
  description   = "Orders one parcel."
  role          = aws_iam_role.pack.arn

  filename         = "${path.module}/build/pack.zip"
  source_code_hash = local.package_hashes.pack
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 512
  timeout     = 15

  logging_config {
    log_group  = aws_cloudwatch_log_group.pack.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.pack]
}
