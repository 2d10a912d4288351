# What the whole of a stage looks like once everything has an id. Values of dev; each run changes what it is about.
mock_provider "aws" {
  source = "./tests"
}

variables {
  stage              = "dev"
  region             = "us-east-1"
  zone_name          = "example.com"
  hostname           = "dev.example.com"
  vpc_cidr           = "10.20.0.0/16"
  nat                = "one"
  instance           = { type = "t3a.small", min = 1, max = 3 }
  task               = { cpu = 512, memory = 512, min = 1, max = 3 }
  cache              = { node_type = "cache.t4g.micro", replicas = 0 }
  database_mode      = "atlas-public"
  log_retention_days = 14
  monthly_budget_usd = 100
}

run "task_and_load_balancer_agree" {
  assert {
    condition     = tonumber(trimsuffix(local.environment.CONDUIT_KEEP_ALIVE, "s")) >= aws_lb.this.idle_timeout + 5
    error_message = "E01: the server must keep idle connections longer than the load balancer."
  }

  assert {
    condition     = local.container.stopTimeout > aws_lb_target_group.server.deregistration_delay && local.container.stopTimeout >= 45
    error_message = "E02: SIGKILL must come after the drain and the longest request."
  }

  assert {
    condition     = local.container.portMappings[0].hostPort == 0 && local.container.portMappings[0].containerPort == tonumber(local.environment.CONDUIT_PORT)
    error_message = "E05: bridge networking needs a dynamic host port onto the server's own."
  }

  assert {
    condition     = local.container.logConfiguration.options.mode == "non-blocking" && can(regex("^[0-9]+m$", local.container.logConfiguration.options["max-buffer-size"]))
    error_message = "E09: logs must not block the server."
  }

  assert {
    condition     = local.container.image == aws_ssm_parameter.image.insecure_value
    error_message = "E07: the image comes from the parameter that the deploy writes."
  }

  assert {
    condition     = local.container.readonlyRootFilesystem && !local.container.privileged && local.container.linuxParameters.capabilities.drop == ["ALL"] && !startswith(local.container.user, "0")
    error_message = "The container must have no privileges."
  }

  assert {
    condition     = toset([for secret in local.container.secrets : secret.name]) == toset(["CONDUIT_CACHE_URL", "CONDUIT_DATABASE_URL", "CONDUIT_TOKEN_KEYS"])
    error_message = "Secrets reach the task by ARN."
  }

  assert {
    condition     = length(setintersection(keys(local.environment), ["CONDUIT_CACHE_URL", "CONDUIT_DATABASE_URL", "CONDUIT_TOKEN_KEYS"])) == 0
    error_message = "No secret in the environment."
  }

  assert {
    condition     = local.environment.CONDUIT_TRUSTED_PROXY_HOPS == "2" && local.environment.PORT == local.environment.CONDUIT_PORT
    error_message = "CloudFront and the load balancer are two hops; the placeholder listens on the same port."
  }

  assert {
    condition     = output.github_secrets == tomap({ AWS_REGION = "us-east-1", ECR_REPOSITORY_URI_DEV = aws_ecr_repository.server.repository_url, ECS_CLUSTER_NAME_DEV = "conduit-dev", ECS_SERVICE_NAME_DEV = "conduit-dev", ECS_FAMILY_NAME_DEV = "conduit-dev" })
    error_message = "The output names exactly the GitHub secrets of the deploy workflow."
  }
}

run "the_server_is_told_the_times_that_the_stop_time_out_is_made_of" {
  variables {
    timing = { drain = 15, in_flight = 40 }
  }

  assert {
    condition     = local.environment.CONDUIT_DRAIN_DELAY == "15s" && local.environment.CONDUIT_DRAIN_TIMEOUT == "40s" && local.container.stopTimeout == 70 && aws_lb_target_group.server.deregistration_delay == "55"
    error_message = "E02: drain, in-flight and stop times come from one variable."
  }
}

run "raising_only_the_load_balancers_time_raises_the_servers" {
  variables {
    timing = { idle = 120 }
  }

  assert {
    condition     = aws_lb.this.idle_timeout == 120 && local.environment.CONDUIT_KEEP_ALIVE == "135s"
    error_message = "E01: one variable feeds both."
  }
}

run "a_changed_secret_rolls_the_tasks" {
  # The same stage, but Secrets Manager holds another version than in the first run.
  override_data {
    target = data.aws_secretsmanager_secret_versions.task
    values = {
      versions = [{ version_id = "second", version_stages = ["AWSCURRENT"], created_time = "", last_accessed_date = "" }]
    }
  }

  assert {
    condition     = local.container.dockerLabels["secret-versions"] != run.task_and_load_balancer_agree.secret_versions
    error_message = "E11: the task definition must follow the versions of its secrets."
  }
}

run "datadog_is_found_at_the_bridge" {
  variables {
    datadog = { enabled = true }
  }

  assert {
    condition     = local.environment.OTEL_EXPORTER_OTLP_ENDPOINT == "http://172.17.0.1:4318"
    error_message = "H01: tasks find the agent at Docker's bridge."
  }

  assert {
    condition     = contains([for entry in jsondecode(aws_ecs_task_definition.datadog[0].container_definitions)[0].environment : "${entry.name}=${entry.value}"], "DD_OTLP_CONFIG_RECEIVER_PROTOCOLS_HTTP_ENDPOINT=0.0.0.0:4318")
    error_message = "H01: the agent listens where the tasks look."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.datadog[0].container_definitions)[0].secrets[0].name == "DD_API_KEY"
    error_message = "The API key comes from Secrets Manager."
  }
}

run "graviton" {
  variables {
    instance          = { type = "t4g.small", min = 1, max = 3 }
    placeholder_image = "public.ecr.aws/acme/placeholder:1"
  }

  assert {
    condition     = strcontains(aws_launch_template.instances.image_id, "/arm64/") && aws_ecs_task_definition.server.runtime_platform[0].cpu_architecture == "ARM64"
    error_message = "Image and task definition follow the architecture of the instance type."
  }
}
