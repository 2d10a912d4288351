output "github_secrets" {
  description = "Names and values of the GitHub secrets that the deploy workflow reads for this stage."
  value = tomap({
    "AWS_REGION"                             = var.region
    "ECR_REPOSITORY_URI_${upper(var.stage)}" = aws_ecr_repository.server.repository_url
    "ECS_CLUSTER_NAME_${upper(var.stage)}"   = aws_ecs_cluster.this.name
    "ECS_SERVICE_NAME_${upper(var.stage)}"   = aws_ecs_service.server.name
    "ECS_FAMILY_NAME_${upper(var.stage)}"    = aws_ecs_task_definition.server.family
  })
}

output "image_parameter" {
  description = "Parameter that the deploy workflow sets to the image it has deployed."
  value       = aws_ssm_parameter.image.name
}

output "container_name" {
  description = "Container of the task definition whose image a deploy replaces."
  value       = local.container_name
}

output "capacity_provider" {
  description = "Capacity provider for one-off tasks such as migrations."
  value       = aws_ecs_capacity_provider.instances.name
}

output "origin_name" {
  description = "Name by which the edge reaches the load balancer."
  value       = local.origin_name
}

output "nat_addresses" {
  description = "Addresses from which the stage reaches the internet; the database's allow list."
  value       = [for address in aws_eip.nat : address.public_ip]
}

output "load_balancer" {
  description = "DNS name of the load balancer; answers 403 to everybody but the edge."
  value       = aws_lb.this.dns_name
}

output "tasks_per_instance" {
  description = "Server tasks that fit on one instance, by the arithmetic of capacity.tf."
  value       = terraform_data.placement.output.tasks_per_instance
}

output "secret_versions" {
  description = "Digest of the versions of the secrets that tasks start with; the task definition carries it."
  value       = local.secret_versions
}
