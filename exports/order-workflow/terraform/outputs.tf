output "trouble_topic_arn" {
  description = "Topic trouble."
  value       = aws_sns_topic.trouble.arn
}

output "orders_table_name" {
  description = "Table orders."
  value       = aws_dynamodb_table.orders.name
}

output "fulfil_state_machine_arn" {
  description = "Workflow fulfil."
  value       = aws_sfn_state_machine.fulfil.arn
}

output "payment_key_secret_arn" {
  description = "Secret payment-key: put its value here."
  value       = aws_secretsmanager_secret.payment_key.arn
}

output "check_function_name" {
  description = "Function check."
  value       = aws_lambda_function.check.function_name
}

output "charge_function_name" {
  description = "Function charge."
  value       = aws_lambda_function.charge.function_name
}

output "pack_function_name" {
  description = "Function pack."
  value       = aws_lambda_function.pack.function_name
}
