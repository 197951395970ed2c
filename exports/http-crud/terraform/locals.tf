locals {
  prefix = "http-crud-${var.stage}"

  stages = {
    dev = {
      front_rate  = 20
      front_burst = 40
    }
    prod = {
      front_rate  = 200
      front_burst = 400
    }
  }
  settings = local.stages[var.stage]

  tags = { service = "items" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = { items = try(filebase64sha256("${path.module}/build/items.zip"), null) }
}
