output "front_api_url" {
  description = "Base URL of the front API, to which clients add a route's path."
  value       = aws_apigatewayv2_api.front.api_endpoint
}

output "catalogue_table_name" {
  description = "Name of the catalogue table, for queries by hand and from elsewhere."
  value       = aws_dynamodb_table.catalogue.name
}

output "items_function_name" {
  description = "Name of the items function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.items.function_name
}
