locals {
  prefix     = "order-workflow-${var.stage}"
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  stages = {
    dev  = { charge_reserved_concurrency = null }
    prod = { charge_reserved_concurrency = 20 }
  }
  settings = local.stages[var.stage]

  tags = { service = "orders" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = {
    check  = try(filebase64sha256("${path.module}/build/check.zip"), null)
    charge = try(filebase64sha256("${path.module}/build/charge.zip"), null)
    pack   = try(filebase64sha256("${path.module}/build/pack.zip"), null)
  }
}
