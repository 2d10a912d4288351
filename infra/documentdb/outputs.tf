output "endpoint" {
  description = "Address of the cluster inside the network; the connection string is in Secrets Manager."
  value       = aws_docdb_cluster.this.endpoint
}
