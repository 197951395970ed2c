resource "aws_secretsmanager_secret" "warehouse" {
  name        = "${local.prefix}-warehouse"
  description = "User and password of the data warehouse."

  tags = local.tags
}
