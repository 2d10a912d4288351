# One role per job:
#   instance    the ECS agent and Session Manager on each instance
#   execution   ECS itself, while it starts a server task: image, secrets, log
#   task        the server; it calls no AWS service, so it may do nothing
#   datadog     ECS, while it starts the agent (datadog_agent.tf)

locals {
  ecs_arn = "arn:${data.aws_partition.current.partition}:ecs:${var.region}:${local.account_id}"

  trust_ec2 = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  # Lent to tasks of this account and region only (the confused deputy).
  trust_ecs_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "${local.ecs_arn}:*" }
      }
    }]
  })
}

# --- instance

resource "aws_iam_role" "instance" {
  name                 = "${local.name}-instance"
  path                 = local.iam_path
  assume_role_policy   = local.trust_ec2
  permissions_boundary = local.permissions_boundary
}

resource "aws_iam_role_policy" "instance" {
  name = "ecs-agent"
  role = aws_iam_role.instance.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "JoinTheCluster"
        Effect   = "Allow"
        Action   = ["ecs:RegisterContainerInstance", "ecs:DeregisterContainerInstance"]
        Resource = aws_ecs_cluster.this.arn
      },
      {
        Sid       = "ServeTheCluster"
        Effect    = "Allow"
        Action    = ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange", "ecs:PutSystemLogEvents"]
        Resource  = ["${local.ecs_arn}:cluster/${local.name}", "${local.ecs_arn}:container-instance/${local.name}/*", "${local.ecs_arn}:task/${local.name}/*"]
        Condition = { ArnEquals = { "ecs:cluster" = aws_ecs_cluster.this.arn } }
      },
      {
        Sid      = "TagItself"
        Effect   = "Allow"
        Action   = "ecs:TagResource"
        Resource = "${local.ecs_arn}:container-instance/${local.name}/*"
      },
      {
        # * because the service defines no resource for this call; it tells only which address to speak to.
        Sid      = "FindTheControlPlane"
        Effect   = "Allow"
        Action   = "ecs:DiscoverPollEndpoint"
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "instance_session_manager" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "instances" {
  name = "${local.name}-instance"
  path = local.iam_path
  role = aws_iam_role.instance.name
}

# --- execution

resource "aws_iam_role" "execution" {
  name                 = "${local.name}-execution"
  path                 = local.iam_path
  assume_role_policy   = local.trust_ecs_tasks
  permissions_boundary = local.permissions_boundary
}

resource "aws_iam_role_policy" "execution" {
  name = "start-server-tasks"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # * because the service defines no resource for this call; the token opens only what other statements allow.
        Sid      = "LogInToEcr"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "PullTheImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = aws_ecr_repository.server.arn
      },
      {
        Sid      = "ReadItsSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = values(local.secrets)
      },
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.server.arn}:*"
      },
    ]
  })
}

# --- task

resource "aws_iam_role" "task" {
  name                 = "${local.name}-task"
  path                 = local.iam_path
  assume_role_policy   = local.trust_ecs_tasks
  permissions_boundary = local.permissions_boundary
}
