# What executions of fulfil do.
resource "aws_cloudwatch_log_group" "fulfil" {
  name              = "/aws/vendedlogs/states/${local.prefix}-fulfil"
  retention_in_days = 30

  tags = local.tags
}

# What the workflow fulfil may do.
resource "aws_iam_role" "fulfil" {
  name = "${local.prefix}-fulfil"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "states.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "fulfil" {
  name = "permissions"
  role = aws_iam_role.fulfil.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Called by the state check.
      {
        Sid      = "InvokeCheck"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = aws_lambda_function.check.arn
      },
      # Called by the state charge.
      {
        Sid      = "InvokeCharge"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = aws_lambda_function.charge.arn
      },
      # Called by the state record.
      {
        Sid      = "PutItemOrders"
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.orders.arn
      },
      # Called by the state parcel.
      {
        Sid      = "InvokePack"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = aws_lambda_function.pack.arn
      },
      # Called by the state tell.
      {
        Sid      = "PublishToTopicTrouble"
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = aws_sns_topic.trouble.arn
      },
      # It logs its executions. Log deliveries have no resource-level permissions.
      {
        Sid    = "DeliverLogs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
        ]
        Resource = "*"
      },
      # Tracing is on. X-Ray has no resource-level permissions.
      {
        Sid    = "SendTraces"
        Effect = "Allow"
        Action = [
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_sfn_state_machine" "fulfil" {
  name     = "${local.prefix}-fulfil"
  role_arn = aws_iam_role.fulfil.arn

  definition = jsonencode({
    Comment        = "Takes an order from its check to its parcels."
    QueryLanguage  = "JSONata"
    TimeoutSeconds = 3600
    StartAt        = "check"
    States = {
      check = {
        Type     = "Task"
        Resource = "arn:${local.partition}:states:::lambda:invoke"
        Arguments = {
          FunctionName = aws_lambda_function.check.arn
          Payload      = "{% $states.input %}"
        }
        TimeoutSeconds = 15
        Retry = [{
          ErrorEquals = [
            "Lambda.ClientExecutionTimeoutException",
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
          ]
          IntervalSeconds = 2
          MaxAttempts     = 6
          BackoffRate     = 2
          JitterStrategy  = "FULL"
        }]
        Catch = [{
          ErrorEquals = ["States.ALL"]
          Next        = "tell"
        }]
        Output = "{% $states.result.Payload %}"
        Next   = "in-stock"
      }
      in-stock = {
        Type = "Choice"
        Choices = [{
          Condition = "{% $states.input.missing = 0 %}"
          Next      = "settle"
        }]
        Default = "restock"
      }
      restock = {
        Type    = "Wait"
        Seconds = 900
        Next    = "check"
      }
      settle = {
        Type = "Parallel"
        Branches = [
          {
            StartAt = "charge"
            States = {
              charge = {
                Type     = "Task"
                Resource = "arn:${local.partition}:states:::lambda:invoke"
                Arguments = {
                  FunctionName = aws_lambda_function.charge.arn
                  Payload      = "{% $states.input %}"
                }
                TimeoutSeconds = 25
                Retry = [{
                  ErrorEquals = [
                    "Lambda.ClientExecutionTimeoutException",
                    "Lambda.ServiceException",
                    "Lambda.AWSLambdaException",
                    "Lambda.SdkClientException",
                    "Lambda.TooManyRequestsException",
                  ]
                  IntervalSeconds = 2
                  MaxAttempts     = 6
                  BackoffRate     = 2
                  JitterStrategy  = "FULL"
                }]
                Output = "{% $states.result.Payload %}"
                End    = true
              }
            }
          },
          {
            StartAt = "record"
            States = {
              record = {
                Type     = "Task"
                Resource = "arn:${local.partition}:states:::dynamodb:putItem"
                Arguments = {
                  TableName = aws_dynamodb_table.orders.name
                  Item = {
                    order_id = { S = "{% $states.input.order_id %}" }
                    state    = { S = "charged" }
                  }
                }
                TimeoutSeconds = 10
                Retry = [{
                  ErrorEquals     = ["States.TaskFailed"]
                  IntervalSeconds = 1
                  MaxAttempts     = 3
                  BackoffRate     = 2
                  JitterStrategy  = "FULL"
                }]
                End = true
              }
            }
          },
        ]
        Catch = [{
          ErrorEquals = ["States.ALL"]
          Next        = "tell"
        }]
        Next = "pack"
      }
      pack = {
        Type           = "Map"
        Items          = "{% $states.input[0].parcels %}"
        MaxConcurrency = 5
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "parcel"
          States = {
            parcel = {
              Type     = "Task"
              Resource = "arn:${local.partition}:states:::lambda:invoke"
              Arguments = {
                FunctionName = aws_lambda_function.pack.arn
                Payload      = "{% $states.input %}"
              }
              TimeoutSeconds = 20
              Retry = [{
                ErrorEquals = [
                  "Lambda.ClientExecutionTimeoutException",
                  "Lambda.ServiceException",
                  "Lambda.AWSLambdaException",
                  "Lambda.SdkClientException",
                  "Lambda.TooManyRequestsException",
                ]
                IntervalSeconds = 2
                MaxAttempts     = 6
                BackoffRate     = 2
                JitterStrategy  = "FULL"
              }]
              Output = "{% $states.result.Payload %}"
              End    = true
            }
          }
        }
        Catch = [{
          ErrorEquals = ["States.ALL"]
          Next        = "tell"
        }]
        Next = "done"
      }
      tell = {
        Type     = "Task"
        Resource = "arn:${local.partition}:states:::sns:publish"
        Arguments = {
          TopicArn = aws_sns_topic.trouble.arn
          Message  = "{% $states.input %}"
          Subject  = "An order could not be fulfilled"
        }
        TimeoutSeconds = 10
        Retry = [{
          ErrorEquals     = ["States.TaskFailed"]
          IntervalSeconds = 1
          MaxAttempts     = 3
          BackoffRate     = 2
          JitterStrategy  = "FULL"
        }]
        Next = "failed"
      }
      failed = {
        Type  = "Fail"
        Error = "OrderFailed"
        Cause = "See what was published."
      }
      done = { Type = "Succeed" }
    }
  })

  logging_configuration {
    level           = "ALL"
    log_destination = "${aws_cloudwatch_log_group.fulfil.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  tags = local.tags

  # What uses the role may be there only once it has its permissions.
  depends_on = [aws_iam_role_policy.fulfil]
}
