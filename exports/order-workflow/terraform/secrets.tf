resource "aws_secretsmanager_secret" "payment_key" {
  name        = "${local.prefix}-payment-key"
  description = "API key of the payment provider."

  tags = local.tags
}
