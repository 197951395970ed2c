locals {
  prefix = "rest-shop-${var.stage}"

  stages = {
    dev = {
      front_rate            = 50
      front_burst           = 100
      orders_retention_days = 30
      orders_memory_size    = 512
    }
    prod = {
      front_rate            = 500
      front_burst           = 1000
      orders_retention_days = 90
      orders_memory_size    = 1024
    }
  }
  settings = local.stages[var.stage]

  tags = { service = "shop" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = { orders = try(filebase64sha256("${path.module}/build/orders.zip"), null) }
}
