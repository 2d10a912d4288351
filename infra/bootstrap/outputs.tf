# Names, not resources: an import of one bucket evaluates outputs before the other exists.
output "state_bucket" {
  description = "Bucket of every root's state."
  value       = local.buckets["state"].name
}

output "artifacts_bucket" {
  description = "Bucket where CI keeps what it built."
  value       = local.buckets["artifacts"].name
}

output "name_servers" {
  description = "Name servers to set at the registrar."
  value       = var.zone_create ? aws_route53_zone.this[0].name_servers : data.aws_route53_zone.existing[0].name_servers
}

output "ds_record" {
  description = "DS record for the registrar once dnssec_enabled is on; empty before."
  value       = var.dnssec_enabled ? aws_route53_key_signing_key.this[0].ds_record : ""
}

output "role_arns" {
  description = "Roles for GitHub: set <stage>-deploy as AWS_ROLE_ARN in the environment <stage>, <stage>-provision in <stage>-infra, <stage>-plan as the repository's AWS_PLAN_ROLE_ARN_<STAGE>."
  value       = { for key, role in aws_iam_role.github : key => role.arn }
}

output "access_key_users" {
  description = "Users to make access keys for where OIDC cannot be used."
  value       = [for user in aws_iam_user.deploy : user.name]
}
