output "trouble_topic_arn" {
  description = "ARN of the trouble topic, for publishers and subscribers elsewhere."
  value       = aws_sns_topic.trouble.arn
}

output "orders_table_name" {
  description = "Name of the orders table, for queries by hand and from elsewhere."
  value       = aws_dynamodb_table.orders.name
}

output "fulfil_state_machine_arn" {
  description = "ARN of the fulfil workflow, for starting executions and following them."
  value       = aws_sfn_state_machine.fulfil.arn
}

output "payment_key_secret_arn" {
  description = "ARN of the payment-key secret, whose value is put in by hand, once per stage."
  value       = aws_secretsmanager_secret.payment_key.arn
}

output "check_function_name" {
  description = "Name of the check function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.check.function_name
}

output "charge_function_name" {
  description = "Name of the charge function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.charge.function_name
}

output "pack_function_name" {
  description = "Name of the pack function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.pack.function_name
}
