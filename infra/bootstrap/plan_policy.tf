# ViewOnlyAccess lists and describes; terraform plan also reads settings of single resources. Never contents: of
# objects only the stage's own state, of secrets only the one that is part of the edge's configuration.
locals {
  plan_policy = {
    for stage in var.stages : stage => {
      Version = "2012-10-17"
      Statement = [
        {
          # * because a plan refreshes whatever the state names, under ids given by AWS; all of it settings.
          Sid    = "ReadSettings"
          Effect = "Allow"
          Action = [
            "acm:DescribeCertificate", "acm:ListTagsForCertificate", "application-autoscaling:ListTagsForResource",
            "budgets:ListTagsForResource", "budgets:ViewBudget", "cloudfront:DescribeFunction", "cloudfront:Get*", "cloudfront:ListTagsForResource",
            "cloudwatch:ListTagsForResource", "ec2:Get*", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource", "ecs:Describe*", "ecs:ListTagsForResource",
            "elasticache:Describe*", "elasticache:ListTagsForResource", "events:DescribeRule", "events:ListTagsForResource", "iam:GetInstanceProfile",
            "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy", "kms:DescribeKey",
            "logs:GetDelivery*", "logs:ListTagsForResource", "route53:Get*", "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword",
            "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds", "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes",
            "sns:ListTagsForResource", "ssm:ListTagsForResource", "wafv2:GetWebACL", "wafv2:ListTagsForResource",
          ]
          Resource = "*"
        },
        {
          Sid      = "ReadTheStagesState"
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = "arn:${local.partition}:s3:::${local.state_bucket}/${stage}/*"
        },
        {
          Sid      = "FindTheState"
          Effect   = "Allow"
          Action   = "s3:ListBucket"
          Resource = "arn:${local.partition}:s3:::${local.state_bucket}"
        },
        {
          Sid      = "ReadTheImageParameter"
          Effect   = "Allow"
          Action   = ["ssm:GetParameter", "ssm:GetParameters"]
          Resource = ["arn:${local.partition}:ssm:${var.region}:${local.account_id}:parameter/${var.project}/${stage}/*", "arn:${local.partition}:ssm:${var.region}::parameter/aws/service/ecs/*"]
        },
        {
          Sid      = "ReadWhatTheConfigurationHolds"
          Effect   = "Allow"
          Action   = "secretsmanager:GetSecretValue"
          Resource = [for name in ["origin-*", "cache-url-*"] : "arn:${local.partition}:secretsmanager:${var.region}:${local.account_id}:secret:${var.project}/${stage}/${name}"]
        },
      ]
    }
  }
}
