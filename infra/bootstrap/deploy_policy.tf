# What a deploy does, call by call: push, migrate, register, update, watch, publish files, note the image.
locals {
  deploy_policy = {
    for stage in var.stages : stage => {
      Version = "2012-10-17"
      Statement = [
        {
          # * because the services define no resource for these calls; the token opens only what other statements
          # allow, a revision says nothing that is secret, and distributions are found by the name they answer to.
          Sid      = "CallsWithoutResource"
          Effect   = "Allow"
          Action   = ["cloudfront:ListDistributions", "ecr:GetAuthorizationToken", "ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition"]
          Resource = "*"
        },
        {
          Sid      = "PushTheImage"
          Effect   = "Allow"
          Action   = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"]
          Resource = "arn:${local.partition}:ecr:${var.region}:${local.account_id}:repository/${var.project}/${stage}"
        },
        {
          Sid      = "PromoteFromAnyStage"
          Effect   = "Allow"
          Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
          Resource = "arn:${local.partition}:ecr:${var.region}:${local.account_id}:repository/${var.project}/*"
        },
        {
          Sid      = "RegisterTheFamily"
          Effect   = "Allow"
          Action   = ["ecs:RegisterTaskDefinition", "ecs:TagResource"]
          Resource = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task-definition/${var.project}-${stage}:*"
        },
        {
          Sid      = "UpdateTheService"
          Effect   = "Allow"
          Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
          Resource = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:service/${var.project}-${stage}/${var.project}-${stage}"
        },
        {
          Sid       = "Migrate"
          Effect    = "Allow"
          Action    = "ecs:RunTask"
          Resource  = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:task-definition/${var.project}-${stage}:*"
          Condition = { ArnEquals = { "ecs:cluster" = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:cluster/${var.project}-${stage}" } }
        },
        {
          Sid       = "WatchTasks"
          Effect    = "Allow"
          Action    = ["ecs:DescribeTasks", "ecs:ListTasks", "ecs:StopTask"]
          Resource  = ["arn:${local.partition}:ecs:${var.region}:${local.account_id}:task/${var.project}-${stage}/*", "arn:${local.partition}:ecs:${var.region}:${local.account_id}:container-instance/${var.project}-${stage}/*"]
          Condition = { ArnEquals = { "ecs:cluster" = "arn:${local.partition}:ecs:${var.region}:${local.account_id}:cluster/${var.project}-${stage}" } }
        },
        {
          Sid       = "HandTheTaskItsRoles"
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = [for job in ["execution", "task"] : "arn:${local.partition}:iam::${local.account_id}:role/${var.project}/${stage}/${var.project}-${stage}-${job}"]
          Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
        },
        {
          Sid      = "NoteTheImage"
          Effect   = "Allow"
          Action   = "ssm:PutParameter"
          Resource = "arn:${local.partition}:ssm:${var.region}:${local.account_id}:parameter/${var.project}/${stage}/image"
        },
        {
          Sid      = "ReadTheServersLog"
          Effect   = "Allow"
          Action   = "logs:GetLogEvents"
          Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/${var.project}/${stage}/server:*"
        },
        {
          Sid      = "ListClientFiles"
          Effect   = "Allow"
          Action   = "s3:ListBucket"
          Resource = ["arn:${local.partition}:s3:::${var.project}-${stage}-client-${local.account_id}", "arn:${local.partition}:s3:::${local.artifacts_bucket}"]
        },
        {
          Sid      = "PublishClientFiles"
          Effect   = "Allow"
          Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
          Resource = "arn:${local.partition}:s3:::${var.project}-${stage}-client-${local.account_id}/*"
        },
        {
          Sid      = "KeepWhatWasBuilt"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject"]
          Resource = [for key in ["*.tar.gz", "${stage}-releases.json"] : "arn:${local.partition}:s3:::${local.artifacts_bucket}/client/${key}"]
        },
        {
          # The id of a distribution is known only once it exists; its tag is known before.
          Sid       = "InvalidateHtml"
          Effect    = "Allow"
          Action    = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
          Resource  = "arn:${local.partition}:cloudfront::${local.account_id}:distribution/*"
          Condition = { StringEquals = { "aws:ResourceTag/Stage" = "${var.project}-${stage}" } }
        },
      ]
    }
  }
}
