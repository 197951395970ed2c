resource "aws_secretsmanager_secret" "payment_key" {
  name        = "order-workflow-${var.stage}-payment-key"
  description = "API key of the payment provider."

  tags = local.tags
}
