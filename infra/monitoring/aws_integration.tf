# Datadog reads CloudWatch through this role; the external id keeps it from reading on behalf of another customer. It
# takes one integration for an AWS account and answers 409 to a second: one stage has it, and reads for all of them.
locals {
  aws_integrations = var.aws_integration ? 1 : 0

  # Datadog's own AWS accounts: two sites have one of their own.
  datadog_accounts = { "ap1.datadoghq.com" = "417141415827", "ap2.datadoghq.com" = "412381753143" }
  datadog_account  = lookup(local.datadog_accounts, var.datadog.site, "464622532012")
}

resource "datadog_integration_aws_external_id" "this" {
  count = local.aws_integrations
}

resource "aws_iam_role" "integration" {
  count = local.aws_integrations

  name                 = "${local.name}-datadog-integration"
  path                 = "/${var.project}/${var.stage}/"
  permissions_boundary = var.permissions_boundary ? "arn:${local.partition}:iam::${local.account_id}:policy/${var.project}/ci/${local.name}-boundary" : null

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${local.datadog_account}:root" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = datadog_integration_aws_external_id.this[0].id } }
    }]
  })
}

resource "aws_iam_role_policy" "integration" {
  count = local.aws_integrations

  name = "read-metrics"
  role = aws_iam_role.integration[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      # * because metrics and lists have no resource; every call here describes, none reads contents or writes.
      Sid    = "ReadMetricsAndLists"
      Effect = "Allow"
      Action = [
        "acm:ListCertificates", "acm:ListTagsForCertificate", "autoscaling:Describe*", "cloudfront:GetDistributionConfig", "cloudfront:ListDistributions", "cloudwatch:Describe*", "cloudwatch:Get*",
        "cloudwatch:List*", "ec2:Describe*", "ecs:Describe*", "ecs:List*", "elasticache:Describe*", "elasticache:List*",
        "elasticloadbalancing:Describe*", "health:DescribeEvents", "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:ListTagsForResource",
        "tag:GetResources", "tag:GetTagKeys", "tag:GetTagValues",
      ]
      Resource = "*"
    }]
  })
}

resource "datadog_integration_aws_account" "this" {
  count = local.aws_integrations

  aws_account_id = local.account_id
  aws_partition  = local.partition
  account_tags   = ["managed-by:terraform"]

  auth_config {
    aws_auth_config_role {
      # Datadog makes an ARN of it, and a role's path is part of its ARN.
      role_name   = trimprefix("${aws_iam_role.integration[0].path}${aws_iam_role.integration[0].name}", "/")
      external_id = datadog_integration_aws_external_id.this[0].id
    }
  }

  aws_regions {
    include_only = distinct([var.region, "us-east-1"]) # CloudFront reports in us-east-1
  }

  logs_config {
    lambda_forwarder {}
  }

  metrics_config {
    automute_enabled          = true
    collect_cloudwatch_alarms = true
    enabled                   = true

    namespace_filters {
      include_only = ["AWS/ApplicationELB", "AWS/AutoScaling", "AWS/CertificateManager", "AWS/CloudFront", "AWS/DocDB", "AWS/ECS", "AWS/ElastiCache", "AWS/NATGateway"]
    }
  }

  resources_config {
    extended_collection = false
  }

  traces_config {
    xray_services {}
  }

  depends_on = [aws_iam_role_policy.integration]
}
