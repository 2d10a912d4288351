output "project_id" {
  description = "Atlas project of the stage."
  value       = mongodbatlas_project.this.id
}

output "host" {
  description = "Host tasks connect to; the connection string with the password is in Secrets Manager only."
  value       = local.host
}
