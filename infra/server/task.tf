resource "aws_cloudwatch_log_group" "server" {
  name              = "/${var.project}/${var.stage}/server"
  retention_in_days = var.log_retention_days
}

# The image now running, as a fact that the deploy pipeline owns and Terraform only reads. It changes after a deploy
# has succeeded, never before.
resource "aws_ssm_parameter" "image" {
  name           = "/${var.project}/${var.stage}/image"
  description    = "Image of the server, by digest; written by the deploy pipeline"
  type           = "String"
  insecure_value = var.placeholder_image

  lifecycle {
    ignore_changes = [insecure_value]
  }
}

locals {
  container_name = "server"

  # Durations carry their unit: the server refuses a bare number.
  environment = merge(
    {
      CONDUIT_STAGE              = var.stage
      CONDUIT_PORT               = tostring(var.service_port)
      CONDUIT_PUBLIC_URL         = "https://${var.hostname}"
      CONDUIT_TRUSTED_PROXY_HOPS = "2" # CloudFront, then the load balancer
      CONDUIT_KEEP_ALIVE         = "${local.keep_alive_seconds}s"
      CONDUIT_DRAIN_DELAY        = "${var.timing.drain}s"
      CONDUIT_DRAIN_TIMEOUT      = "${var.timing.in_flight}s"
      OTEL_SERVICE_NAME          = var.project
      OTEL_RESOURCE_ATTRIBUTES   = "deployment.environment.name=${var.stage}"
      PORT                       = tostring(var.service_port) # the placeholder's name for it
    },
    # The agent runs in the instance's own network; Docker's bridge has this address on every instance.
    var.datadog.enabled
    ? {
      OTEL_EXPORTER_OTLP_ENDPOINT = "http://172.17.0.1:4318"
      OTEL_EXPORTER_OTLP_PROTOCOL = "http/protobuf"
      OTEL_METRIC_EXPORT_INTERVAL = "15000" # milliseconds: whoever is woken sees the last minute
    }
    : { OTEL_SDK_DISABLED = "true" },
  )

  secrets = {
    CONDUIT_CACHE_URL    = aws_secretsmanager_secret.cache_url.arn
    CONDUIT_DATABASE_URL = aws_secretsmanager_secret.first_value["database-url"].arn
    CONDUIT_TOKEN_KEYS   = aws_secretsmanager_secret.first_value["token-keys"].arn
  }

  container = {
    name                   = local.container_name
    image                  = aws_ssm_parameter.image.insecure_value
    essential              = true
    cpu                    = var.task.cpu
    memory                 = var.task.memory
    privileged             = false
    readonlyRootFilesystem = true
    user                   = "65532:65532"
    stopTimeout            = local.stop_timeout_seconds

    # hostPort 0: two tasks share an instance, and old and new meet during a deploy.
    portMappings = [{ containerPort = var.service_port, hostPort = 0, protocol = "tcp" }]

    environment = [for name, value in local.environment : { name = name, value = value }]
    secrets     = [for name, arn in local.secrets : { name = name, valueFrom = arn }]

    dockerLabels = {
      "com.datadoghq.tags.env"     = var.stage
      "com.datadoghq.tags.service" = var.project
      "secret-versions"            = local.secret_versions
    }

    linuxParameters = {
      initProcessEnabled = false # the server is PID 1 and handles SIGTERM itself
      capabilities       = { add = [], drop = ["ALL"] }
      tmpfs              = [{ containerPath = "/tmp", size = 16, mountOptions = ["noexec", "nosuid", "nodev"] }]
    }

    ulimits = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]

    # Blocking mode would stop the server while CloudWatch is slow; here the log loses lines instead.
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.server.name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = "server"
        "mode"                  = "non-blocking"
        "max-buffer-size"       = "25m"
      }
    }
  }
}

# One family, two writers. The pipeline registers revisions that differ in the image alone; track_latest makes the
# newest one what Terraform compares with, so a deploy leaves no difference, and a change made here ships with the
# image that runs (ADR 0203).
resource "aws_ecs_task_definition" "server" {
  family                   = local.name
  network_mode             = "bridge"
  requires_compatibilities = ["EC2"]
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  track_latest             = true

  container_definitions = jsonencode([local.container])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = local.instance_size.architecture == "arm64" ? "ARM64" : "X86_64"
  }
}
