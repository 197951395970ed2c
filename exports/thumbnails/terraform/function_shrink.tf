resource "aws_cloudwatch_log_group" "shrink" {
  name              = "/aws/lambda/${local.prefix}-shrink"
  retention_in_days = local.settings.shrink_retention_days

  tags = local.tags
}

resource "aws_iam_role" "shrink" {
  name = "${local.prefix}-shrink"

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

resource "aws_iam_role_policy" "shrink" {
  name = "permissions"
  role = aws_iam_role.shrink.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.shrink.arn}:*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
      # Destination of events that were given up.
      {
        Sid      = "SendToFailed"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.failed.arn
      },
      # Reads objects of uploads whose keys it knows; lists none.
      {
        Sid      = "ReadUploads"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.uploads.arn}/*"
      },
      # Puts objects into small, and cannot read them.
      {
        Sid      = "WriteSmall"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = "${aws_s3_bucket.small.arn}/*"
      },
    ]
  })
}

resource "aws_lambda_function" "shrink" {
  function_name = "${local.prefix}-shrink"
  description   = "Makes a small copy of each picture."
  role          = aws_iam_role.shrink.arn

  filename         = "${path.module}/build/shrink.zip"
  source_code_hash = local.package_hashes.shrink
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = local.settings.shrink_memory_size
  timeout     = 60

  environment {
    variables = { SMALL_BUCKET = aws_s3_bucket.small.id }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.shrink.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.shrink]
}

resource "aws_lambda_function_event_invoke_config" "shrink" {
  function_name                = aws_lambda_function.shrink.function_name
  maximum_event_age_in_seconds = 3600

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

# The account too, since a bucket's ARN names none and its name can change hands.
resource "aws_lambda_permission" "shrink_uploads" {
  statement_id   = "shrink-uploads"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.shrink.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.uploads.arn
  source_account = local.account_id
}
