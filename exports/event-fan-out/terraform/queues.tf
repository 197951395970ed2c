resource "aws_sqs_queue" "to_bill" {
  name                       = "${local.prefix}-to-bill"
  visibility_timeout_seconds = 180
  max_message_size           = 262144
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.to_bill_dlq.arn
    maxReceiveCount     = 5
  })

  tags = local.tags
}

resource "aws_sns_topic_subscription" "to_bill_orders" {
  topic_arn            = aws_sns_topic.orders.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.to_bill.arn
  raw_message_delivery = true
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.orders_undelivered.arn })
}

resource "aws_sqs_queue_policy" "to_bill" {
  queue_url = aws_sqs_queue.to_bill.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may use the queue without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.to_bill.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      # SNS delivers what is published to the topic orders.
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.to_bill.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.orders.arn } }
      },
    ]
  })
}

# Messages that to-bill could not get processed.
resource "aws_sqs_queue" "to_bill_dlq" {
  name                      = "${local.prefix}-to-bill-dlq"
  message_retention_seconds = 1209600
  max_message_size          = 262144
  sqs_managed_sse_enabled   = true

  tags = local.tags
}

resource "aws_sqs_queue_policy" "to_bill_dlq" {
  queue_url = aws_sqs_queue.to_bill_dlq.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may use the queue without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.to_bill_dlq.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sqs_queue" "to_ship" {
  name                       = "${local.prefix}-to-ship"
  visibility_timeout_seconds = 180
  max_message_size           = 262144
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.to_ship_dlq.arn
    maxReceiveCount     = 5
  })

  tags = local.tags
}

resource "aws_sns_topic_subscription" "to_ship_orders" {
  topic_arn            = aws_sns_topic.orders.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.to_ship.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ state = ["paid"] })
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.orders_undelivered.arn })
}

resource "aws_sqs_queue_policy" "to_ship" {
  queue_url = aws_sqs_queue.to_ship.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may use the queue without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.to_ship.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      # SNS delivers what is published to the topic orders.
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.to_ship.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.orders.arn } }
      },
    ]
  })
}

# Messages that to-ship could not get processed.
resource "aws_sqs_queue" "to_ship_dlq" {
  name                      = "${local.prefix}-to-ship-dlq"
  message_retention_seconds = 1209600
  max_message_size          = 262144
  sqs_managed_sse_enabled   = true

  tags = local.tags
}

resource "aws_sqs_queue_policy" "to_ship_dlq" {
  queue_url = aws_sqs_queue.to_ship_dlq.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may use the queue without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.to_ship_dlq.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sqs_queue" "orders_undelivered" {
  name                      = "${local.prefix}-orders-undelivered"
  message_retention_seconds = 1209600
  max_message_size          = 262144
  sqs_managed_sse_enabled   = true

  tags = local.tags
}

resource "aws_sqs_queue_policy" "orders_undelivered" {
  queue_url = aws_sqs_queue.orders_undelivered.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may use the queue without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.orders_undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      # SNS sends what the topic orders could not deliver.
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.orders_undelivered.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.orders.arn } }
      },
    ]
  })
}
