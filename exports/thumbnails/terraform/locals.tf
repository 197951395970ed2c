locals {
  prefix     = "thumbnails-${var.stage}"
  account_id = data.aws_caller_identity.current.account_id

  stages = {
    dev = {
      shrink_retention_days = 30
      shrink_memory_size    = 1769
    }
    prod = {
      shrink_retention_days = 90
      shrink_memory_size    = 3008
    }
  }
  settings = local.stages[var.stage]

  tags = { service = "pictures" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = { shrink = try(filebase64sha256("${path.module}/build/shrink.zip"), null) }
}
