output "url" {
  description = "Where readers find the stage."
  value       = "https://${var.hostname}"
}

output "client_bucket" {
  description = "Bucket that a deploy of the client writes to."
  value       = aws_s3_bucket.client.id
}

output "distribution_id" {
  description = "Distribution whose HTML a deploy of the client invalidates."
  value       = aws_cloudfront_distribution.this.id
}
