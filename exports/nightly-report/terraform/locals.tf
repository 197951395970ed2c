locals {
  prefix     = "nightly-report-${var.stage}"
  account_id = data.aws_caller_identity.current.account_id

  stages = {
    dev  = { report_nightly_enabled = false }
    prod = { report_nightly_enabled = true }
  }
  settings = local.stages[var.stage]

  tags = { service = "reports" }

  # A changed hash deploys new code. Null while a package is not built, so that plan works.
  package_hashes = { report = try(filebase64sha256("${path.module}/build/report.zip"), null) }
}
