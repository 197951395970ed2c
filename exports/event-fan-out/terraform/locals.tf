locals {
  prefix = "event-fan-out-${var.stage}"

  stages = {
    dev = {
      bill_orders_maximum_concurrency = 10
      ship_orders_maximum_concurrency = 5
    }
    prod = {
      bill_orders_maximum_concurrency = 50
      ship_orders_maximum_concurrency = 20
    }
  }
  settings = local.stages[var.stage]

  tags = { service = "orders" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = {
    for name in ["announce", "bill", "ship"] :
    name => try(filebase64sha256("${path.module}/build/${name}.zip"), null)
  }
}
