resource "aws_cloudwatch_log_group" "report" {
  name              = "/aws/lambda/${local.prefix}-report"
  retention_in_days = 30

  tags = local.tags
}

resource "aws_iam_role" "report" {
  name = "${local.prefix}-report"

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

resource "aws_iam_role_policy" "report" {
  name = "permissions"
  role = aws_iam_role.report.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Its own log group only.
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.report.arn}:*"
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
      # Reads the value of warehouse.
      {
        Sid      = "ReadWarehouse"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = aws_secretsmanager_secret.warehouse.arn
      },
    ]
  })
}

resource "aws_lambda_function" "report" {
  function_name = "${local.prefix}-report"
  description   = "Makes the report of the day before."
  role          = aws_iam_role.report.arn

  filename         = "${path.module}/build/report.zip"
  source_code_hash = local.package_hashes.report
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]

  memory_size = 1024
  timeout     = 300

  environment {
    variables = { WAREHOUSE_SECRET_ARN = aws_secretsmanager_secret.warehouse.arn }
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.report.name
    log_format = "JSON"
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags

  # The role needs its permissions before the function runs or anything polls for it.
  depends_on = [aws_iam_role_policy.report]
}

resource "aws_lambda_function_event_invoke_config" "report" {
  function_name                = aws_lambda_function.report.function_name
  maximum_retry_attempts       = 1
  maximum_event_age_in_seconds = 3600

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

# What the scheduler may do for the schedule nightly of report.
resource "aws_iam_role" "report_nightly" {
  name = "${local.prefix}-report-nightly"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "report_nightly" {
  name = "permissions"
  role = aws_iam_role.report_nightly.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Schedule nightly invokes report.
      {
        Sid      = "Invoke"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = aws_lambda_function.report.arn
      },
      # What could not be delivered.
      {
        Sid      = "SendToDeadLetterQueue"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.undelivered.arn
      },
    ]
  })
}

resource "aws_scheduler_schedule" "report_nightly" {
  name  = "${local.prefix}-report-nightly"
  state = local.settings.report_nightly_enabled ? "ENABLED" : "DISABLED"

  schedule_expression          = "cron(30 3 * * ? *)"
  schedule_expression_timezone = "Europe/Berlin"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_lambda_function.report.arn
    role_arn = aws_iam_role.report_nightly.arn
    input    = jsonencode({ report = "daily" })

    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = aws_sqs_queue.undelivered.arn
    }
  }

  # The schedule may start only once its role has the permissions.
  depends_on = [aws_iam_role_policy.report_nightly]
}
