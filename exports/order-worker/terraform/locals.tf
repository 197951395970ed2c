locals {
  prefix = "order-worker-${var.stage}"

  stages = {
    dev = {
      worker_retention_days             = 30
      worker_memory_size                = 512
      worker_orders_maximum_concurrency = 10
    }
    prod = {
      worker_retention_days             = 90
      worker_memory_size                = 1024
      worker_orders_maximum_concurrency = 50
    }
  }
  settings = local.stages[var.stage]

  tags = { service = "orders" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = { worker = try(filebase64sha256("${path.module}/build/worker.zip"), null) }
}
