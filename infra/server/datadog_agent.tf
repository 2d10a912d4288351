# The Datadog agent, one per instance, in the instance's own network so that tasks find it at Docker's bridge address.
# Its OTLP port is closed to the network by the app group; only containers of the same instance reach it.

resource "aws_cloudwatch_log_group" "datadog" {
  count = var.datadog.enabled ? 1 : 0

  name              = "/${var.project}/${var.stage}/datadog-agent"
  retention_in_days = 7
}

resource "aws_iam_role" "datadog" {
  count = var.datadog.enabled ? 1 : 0

  name                 = "${local.name}-datadog"
  path                 = local.iam_path
  assume_role_policy   = local.trust_ecs_tasks
  permissions_boundary = local.permissions_boundary
}

resource "aws_iam_role_policy" "datadog" {
  count = var.datadog.enabled ? 1 : 0

  name = "start-agent-tasks"
  role = aws_iam_role.datadog[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadTheApiKey"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = aws_secretsmanager_secret.first_value["datadog-api-key"].arn
      },
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.datadog[0].arn}:*"
      },
    ]
  })
}

resource "aws_ecs_task_definition" "datadog" {
  count = var.datadog.enabled ? 1 : 0

  family                   = "${local.name}-datadog"
  network_mode             = "host"
  requires_compatibilities = ["EC2"]
  execution_role_arn       = aws_iam_role.datadog[0].arn

  container_definitions = jsonencode([{
    name       = "agent"
    image      = var.datadog.image
    essential  = true
    cpu        = local.datadog_cpu
    memory     = local.datadog_memory
    privileged = false

    environment = [for name, value in {
      DD_SITE                                         = var.datadog.site
      DD_ENV                                          = var.stage
      DD_TAGS                                         = "project:${var.project} stage:${local.name}"
      DD_EC2_PREFER_IMDSV2                            = "true" # the instance's metadata answers no other; its id is the host's name
      DD_OTLP_CONFIG_RECEIVER_PROTOCOLS_HTTP_ENDPOINT = "0.0.0.0:4318"
      DD_OTLP_CONFIG_LOGS_ENABLED                     = "false"
      DD_APM_ENABLED                                  = "true"
      DD_APM_NON_LOCAL_TRAFFIC                        = "false" # traces come in over OTLP
      DD_USE_DOGSTATSD                                = "false" # metrics too
      DD_LOGS_ENABLED                                 = "true"
      DD_LOGS_CONFIG_CONTAINER_COLLECT_ALL            = "true"
      # The awslogs driver writes no files; Docker keeps a local copy that only its API serves.
      DD_LOGS_CONFIG_DOCKER_CONTAINER_USE_FILE = "false"
      DD_CONTAINER_EXCLUDE                     = "name:ecs-agent"
    } : { name = name, value = value }]

    secrets = [{ name = "DD_API_KEY", valueFrom = aws_secretsmanager_secret.first_value["datadog-api-key"].arn }]

    mountPoints = [
      { sourceVolume = "docker", containerPath = "/var/run/docker.sock", readOnly = true },
      { sourceVolume = "proc", containerPath = "/host/proc", readOnly = true },
      { sourceVolume = "cgroup", containerPath = "/host/sys/fs/cgroup", readOnly = true },
    ]

    healthCheck = {
      command     = ["CMD-SHELL", "agent health"]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 30
    }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.datadog[0].name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = "agent"
        "mode"                  = "non-blocking"
        "max-buffer-size"       = "4m"
      }
    }
  }])

  dynamic "volume" {
    for_each = { docker = "/var/run/docker.sock", proc = "/proc", cgroup = "/sys/fs/cgroup" }

    content {
      name      = volume.key
      host_path = volume.value
    }
  }
}

resource "aws_ecs_service" "datadog" {
  count = var.datadog.enabled ? 1 : 0

  name                    = "${local.name}-datadog"
  cluster                 = aws_ecs_cluster.this.id
  task_definition         = aws_ecs_task_definition.datadog[0].arn
  scheduling_strategy     = "DAEMON"
  launch_type             = "EC2" # daemons take no capacity provider
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"
  force_delete            = true # a daemon cannot be scaled down to nothing first

  depends_on = [aws_iam_role_policy.datadog, aws_secretsmanager_secret_version.first_value]
}
