# A workspace's state holds one stage.
check "workspace" {
  assert {
    condition = anytrue([
      terraform.workspace == var.stage,
      !contains(["dev", "prod"], terraform.workspace),
    ])
    error_message = "The workspace is another stage's: what that one has would be replaced."
  }
}
