# Create and destroy one stage. Three fences: the stage's region, no resource that carries another stage's tag, and
# roles only on the stage's own path and under its boundary, so that this role cannot make itself a stronger one.
locals {
  boundary_arn = { for stage in var.stages : stage => "arn:${local.partition}:iam::${local.account_id}:policy/${var.project}/ci/${var.project}-${stage}-boundary" }

  provision_policy = {
    for stage in var.stages : stage => {
      Version = "2012-10-17"
      Statement = [
        {
          # * because what is created has no name beforehand; the region and the deny below are the fence.
          Sid    = "TheStagesServices"
          Effect = "Allow"
          Action = [
            "acm:*", "application-autoscaling:*", "autoscaling:*", "cloudwatch:*", "ec2:*", "ecs:*", "elasticache:*",
            "elasticloadbalancing:*", "events:*", "logs:*", "rds:*", "wafv2:*",
          ]
          Resource  = "*"
          Condition = { StringEquals = { "aws:RequestedRegion" = distinct([var.region, "us-east-1"]) } }
        },
        {
          # * because these services are global or list before they name.
          Sid      = "GlobalServices"
          Effect   = "Allow"
          Action   = ["cloudfront:*", "ecr:GetAuthorizationToken", "route53:GetChange", "route53:ListHostedZones", "secretsmanager:GetRandomPassword", "ssm:DescribeParameters", "s3:ListAllMyBuckets"]
          Resource = "*"
        },
        {
          Sid    = "NamedAfterTheStage"
          Effect = "Allow"
          Action = ["budgets:*", "ecr:*", "s3:*", "secretsmanager:*", "sns:*", "ssm:*"]
          Resource = [
            "arn:${local.partition}:budgets::${local.account_id}:budget/${var.project}-${stage}",
            "arn:${local.partition}:ecr:${var.region}:${local.account_id}:repository/${var.project}/${stage}",
            "arn:${local.partition}:s3:::${var.project}-${stage}-*",
            "arn:${local.partition}:s3:::${local.state_bucket}/${stage}/*",
            "arn:${local.partition}:secretsmanager:${var.region}:${local.account_id}:secret:${var.project}/${stage}/*",
            "arn:${local.partition}:sns:*:${local.account_id}:${var.project}-${stage}-*",
            "arn:${local.partition}:ssm:${var.region}:${local.account_id}:parameter/${var.project}/${stage}/*",
            "arn:${local.partition}:ssm:${var.region}::parameter/aws/service/ecs/*",
          ]
        },
        {
          Sid      = "FindTheState"
          Effect   = "Allow"
          Action   = "s3:ListBucket"
          Resource = "arn:${local.partition}:s3:::${local.state_bucket}"
        },
        {
          Sid      = "NamesInTheZone"
          Effect   = "Allow"
          Action   = ["route53:ChangeResourceRecordSets", "route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
          Resource = "arn:${local.partition}:route53:::hostedzone/${local.zone_id}"
        },
        {
          Sid       = "RolesUnderTheBoundary"
          Effect    = "Allow"
          Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
          Resource  = "arn:${local.partition}:iam::${local.account_id}:role/${var.project}/${stage}/*"
          Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn[stage] } }
        },
        {
          Sid    = "CareForThem"
          Effect = "Allow"
          Action = [
            "iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:DeleteInstanceProfile", "iam:DeleteRole", "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy", "iam:Get*", "iam:List*", "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:TagRole",
            "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
          ]
          Resource = [for kind in ["role", "instance-profile"] : "arn:${local.partition}:iam::${local.account_id}:${kind}/${var.project}/${stage}/*"]
        },
        {
          Sid       = "HandThemOut"
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "arn:${local.partition}:iam::${local.account_id}:role/${var.project}/${stage}/*"
          Condition = { StringEquals = { "iam:PassedToService" = ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] } }
        },
        {
          Sid       = "RolesThatServicesKeepThemselves"
          Effect    = "Allow"
          Action    = "iam:CreateServiceLinkedRole"
          Resource  = "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/*"
          Condition = { StringEquals = { "iam:AWSServiceName" = ["autoscaling.amazonaws.com", "ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com", "elasticache.amazonaws.com", "elasticloadbalancing.amazonaws.com", "rds.amazonaws.com"] } }
        },
        {
          # * because it takes away: whatever carries the tag of another stage.
          Sid      = "HandsOffOtherStages"
          Effect   = "Deny"
          Action   = ["autoscaling:*", "cloudfront:*", "ec2:*", "ecs:*", "elasticache:*", "elasticloadbalancing:*", "rds:*", "wafv2:*"]
          Resource = "*"
          Condition = {
            StringNotEquals = { "aws:ResourceTag/Stage" = "${var.project}-${stage}" }
            Null            = { "aws:ResourceTag/Stage" = "false" }
          }
        },
      ]
    }
  }
}

# The most that any role inside a stage can ever do, whatever policy is put on it.
resource "aws_iam_policy" "boundary" {
  for_each = var.stages

  name        = "${var.project}-${each.value}-boundary"
  description = "Upper limit of every role inside ${each.value}"
  path        = "/${var.project}/ci/"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # * because these calls serve whoever makes them, or only describe; roles narrow them down.
        Sid    = "RunTasks"
        Effect = "Allow"
        Action = [
          "ec2messages:*", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer",
          "ecs:DeregisterContainerInstance", "ecs:DiscoverPollEndpoint", "ecs:Poll", "ecs:PutSystemLogEvents", "ecs:RegisterContainerInstance",
          "ecs:StartTelemetrySession", "ecs:Submit*", "ecs:TagResource", "ecs:UpdateContainerInstancesState", "ssm:UpdateInstanceInformation",
          "ssm:*Association*", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:GetManifest", "ssm:PutComplianceItems",
          "ssm:PutConfigurePackageResult", "ssm:PutInventory", "ssm:UpdateInstanceAssociationStatus", "ssmmessages:*",
        ]
        Resource = "*"
      },
      {
        Sid      = "OwnSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "arn:${local.partition}:secretsmanager:${var.region}:${local.account_id}:secret:${var.project}/${each.value}/*"
      },
      {
        Sid      = "OwnLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.project}/${each.value}/*"
      },
      {
        # * because Datadog's integration reads metrics and lists of the whole account.
        Sid    = "Observe"
        Effect = "Allow"
        Action = [
          "acm:ListCertificates", "acm:ListTagsForCertificate", "autoscaling:Describe*", "cloudfront:GetDistributionConfig", "cloudfront:ListDistributions", "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*",
          "ec2:Describe*", "ecs:Describe*", "ecs:List*", "elasticache:Describe*", "elasticache:List*", "elasticloadbalancing:Describe*", "health:Describe*",
          "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:ListTagsForResource", "tag:Get*",
        ]
        Resource = "*"
      },
    ]
  })
}
