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
    for name in ["check", "charge", "pack"] :
    name => try(filebase64sha256("${path.module}/build/${name}.zip"), null)
  }
}
