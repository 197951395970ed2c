# Orders that nobody could fulfil.
resource "aws_sns_topic" "trouble" {
  name = "${local.prefix}-trouble"

  tags = local.tags
}

resource "aws_sns_topic_policy" "trouble" {
  arn = aws_sns_topic.trouble.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nobody may publish to the topic without TLS.
      {
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.trouble.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
