resource "aws_secretsmanager_secret" "warehouse" {
  name        = "nightly-report-${var.stage}-warehouse"
  description = "User and password of the data warehouse."

  tags = local.tags
}
