# Every validation, refused once; what is good is shown by the stages themselves.
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

run "project_too_long" {
  command = plan

  variables {
    project = "abcdefghijklmnopq"
  }

  expect_failures = [var.project]
}

run "project_capitals" {
  command = plan

  variables {
    project = "Conduit"
  }

  expect_failures = [var.project]
}

run "project_digit" {
  command = plan

  variables {
    project = "1conduit"
  }

  expect_failures = [var.project]
}

run "project_double_hyphen" {
  command = plan

  variables {
    project = "con--duit"
  }

  expect_failures = [var.project]
}

run "project_internal" {
  command = plan

  variables {
    project = "internal-x"
  }

  expect_failures = [var.project]
}

run "project_sg" {
  command = plan

  variables {
    project = "sg-x"
  }

  expect_failures = [var.project]
}

run "project_aws" {
  command = plan

  variables {
    project = "awsome"
  }

  expect_failures = [var.project]
}

run "project_ecs" {
  command = plan

  variables {
    project = "ecs1"
  }

  expect_failures = [var.project]
}

run "stage_unknown" {
  command = plan

  variables {
    stage = "test"
  }

  expect_failures = [var.stage]
}

run "region_name" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "zone_dot" {
  command = plan

  variables {
    zone_name = "example.com."
  }

  expect_failures = [var.zone_name]
}

run "hostname_elsewhere" {
  command = plan

  variables {
    hostname = "dev.example.org"
  }

  expect_failures = [var.hostname]
}

run "hostname_long" {
  command = plan

  variables {
    hostname = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com"
  }

  expect_failures = [var.hostname]
}

run "retention" {
  command = plan

  variables {
    log_retention_days = 13
  }

  expect_failures = [var.log_retention_days]
}

run "email" {
  command = plan

  variables {
    alarm_email = "nobody"
  }

  expect_failures = [var.alarm_email]
}

run "runbooks" {
  command = plan

  variables {
    runbook_url = "http://wiki.example.com"
  }

  expect_failures = [var.runbook_url]
}

run "runbooks_without_a_final_slash" {
  command = plan

  variables {
    runbook_url = "https://wiki.example.com/"
  }

  expect_failures = [var.runbook_url]
}

run "budget" {
  command = plan

  variables {
    monthly_budget_usd = 0
  }

  expect_failures = [var.monthly_budget_usd]
}

run "cidr_public" {
  command = plan

  variables {
    vpc_cidr = "8.8.0.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "cidr_small" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0/24"
  }

  expect_failures = [var.vpc_cidr]
}

run "cidr_docker" {
  command = plan

  variables {
    vpc_cidr = "172.17.0.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "zones" {
  command = plan

  variables {
    zone_count = 1
  }

  expect_failures = [var.zone_count]
}

run "nat_word" {
  command = plan

  variables {
    nat = "two"
  }

  expect_failures = [var.nat]
}

run "nat_none_without_endpoints" {
  command = plan

  variables {
    nat = "none"
  }

  expect_failures = [var.nat]
}

run "endpoint" {
  command = plan

  variables {
    interface_endpoints = ["sqs"]
  }

  expect_failures = [var.interface_endpoints]
}

run "database_mode" {
  command = plan

  variables {
    database_mode = "mysql"
  }

  expect_failures = [var.database_mode]
}

run "instance_type" {
  command = plan

  variables {
    instance = { type = "z1d.large", min = 1, max = 3 }
  }

  expect_failures = [var.instance]
}

run "instance_order" {
  command = plan

  variables {
    instance = { type = "t3a.small", min = 3, max = 1 }
  }

  expect_failures = [var.instance]
}

run "target_capacity" {
  command = plan

  variables {
    instance = { type = "t3a.small", min = 1, max = 3, target_capacity = 3 }
  }

  expect_failures = [var.instance]
}

run "volume" {
  command = plan

  variables {
    instance = { type = "t3a.small", min = 1, max = 3, volume_gib = 8 }
  }

  expect_failures = [var.instance]
}

run "ami" {
  command = plan

  variables {
    ami = "latest"
  }

  expect_failures = [var.ami]
}

run "task_cpu" {
  command = plan

  variables {
    task = { cpu = 1, memory = 512, min = 1, max = 3 }
  }

  expect_failures = [var.task]
}

run "task_order" {
  command = plan

  variables {
    task = { cpu = 512, memory = 512, min = 3, max = 1 }
  }

  expect_failures = [var.task]
}

run "scaling" {
  command = plan

  variables {
    scaling = { cpu_percent = 99 }
  }

  expect_failures = [var.scaling]
}

run "placeholder" {
  command = plan

  variables {
    placeholder_image = "nginx"
  }

  expect_failures = [var.placeholder_image]
}

run "port" {
  command = plan

  variables {
    service_port = 80
  }

  expect_failures = [var.service_port]
}

run "idle" {
  command = plan

  variables {
    timing = { idle = 1 }
  }

  expect_failures = [var.timing]
}

run "drain" {
  command = plan

  variables {
    timing = { drain = 2 }
  }

  expect_failures = [var.timing]
}

run "drain_long" {
  command = plan

  variables {
    timing = { drain = 60, in_flight = 60 }
  }

  expect_failures = [var.timing]
}

run "cache_type" {
  command = plan

  variables {
    cache = { node_type = "t4g.micro", replicas = 0 }
  }

  expect_failures = [var.cache]
}

run "cache_replicas" {
  command = plan

  variables {
    cache = { node_type = "cache.t4g.micro", replicas = 9 }
  }

  expect_failures = [var.cache]
}

run "cache_snapshots" {
  command = plan

  variables {
    cache = { node_type = "cache.t4g.micro", replicas = 0, snapshot_days = 99 }
  }

  expect_failures = [var.cache]
}

run "cache_token" {
  command = plan

  variables {
    cache_token_generation = 0
  }

  expect_failures = [var.cache_token_generation]
}

run "origin_secret" {
  command = plan

  variables {
    origin_secret_generation = 1.5
  }

  expect_failures = [var.origin_secret_generation]
}

run "datadog_site" {
  command = plan

  variables {
    datadog = { enabled = true, site = "datadog.com" }
  }

  expect_failures = [var.datadog]
}

run "datadog_latest" {
  command = plan

  variables {
    datadog = { enabled = true, image = "public.ecr.aws/datadog/agent:latest" }
  }

  expect_failures = [var.datadog]
}

run "graviton_cannot_run_the_placeholder" {
  command = plan

  variables {
    instance = { type = "t4g.small", min = 1, max = 3 }
  }

  expect_failures = [var.placeholder_image]
}

run "prod_needs_two_tasks" {
  command = plan

  variables {
    stage    = "prod"
    instance = { type = "t3a.small", min = 2, max = 3 }
    cache    = { node_type = "cache.t4g.micro", replicas = 1 }
  }

  expect_failures = [var.task]
}

run "prod_needs_a_replica" {
  command = plan

  variables {
    stage    = "prod"
    instance = { type = "t3a.small", min = 2, max = 3 }
    task     = { cpu = 512, memory = 512, min = 2, max = 3 }
  }

  expect_failures = [var.cache]
}

run "prod_needs_two_instances" {
  command = plan

  variables {
    stage = "prod"
    task  = { cpu = 512, memory = 512, min = 2, max = 3 }
    cache = { node_type = "cache.t4g.micro", replicas = 1 }
  }

  expect_failures = [terraform_data.placement]
}

run "e04_a_task_larger_than_an_instance" {
  command = plan

  variables {
    task = { cpu = 512, memory = 1900, min = 1, max = 1 }
  }

  expect_failures = [terraform_data.placement]
}

run "e04_a_deploy_at_full_load_finds_no_room" {
  command = plan

  variables {
    task = { cpu = 512, memory = 1200, min = 1, max = 3 }
  }

  expect_failures = [terraform_data.placement]
}
