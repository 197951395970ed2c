output "failed_queue_url" {
  description = "URL of the failed queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.failed.url
}

output "uploads_bucket_name" {
  description = "Name of the uploads bucket, where objects are put and fetched."
  value       = aws_s3_bucket.uploads.id
}

output "small_bucket_name" {
  description = "Name of the small bucket, where objects are put and fetched."
  value       = aws_s3_bucket.small.id
}

output "shrink_function_name" {
  description = "Name of the shrink function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.shrink.function_name
}
