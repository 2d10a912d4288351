# Every validation, refused once; the plans of the stages show what is good.
mock_provider "aws" {}

mock_provider "aws" {
  alias = "us_east_1"
}

variables {
  stage              = "dev"
  region             = "eu-west-1"
  zone_name          = "example.com"
  hostname           = "dev.example.com"
  log_retention_days = 14
  waf_enabled        = false
}

run "project_too_long" {
  command = plan

  variables {
    project = "abcdefghijklmnopq"
  }

  expect_failures = [var.project]
}

run "project_reserved" {
  command = plan

  variables {
    project = "internal-x"
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

run "origin_secret" {
  command = plan

  variables {
    origin_secret_generation = 0
  }

  expect_failures = [var.origin_secret_generation]
}

run "paths_without_api" {
  command = plan

  variables {
    server_paths = ["/"]
  }

  expect_failures = [var.server_paths]
}

run "paths_swallow_files" {
  command = plan

  variables {
    server_paths = ["/api/*", "/*"]
  }

  expect_failures = [var.server_paths]
}

run "paths_relative" {
  command = plan

  variables {
    server_paths = ["/api/*", "x"]
  }

  expect_failures = [var.server_paths]
}

run "waf_rate" {
  command = plan

  variables {
    waf_requests_per_five_minutes = 1
  }

  expect_failures = [var.waf_requests_per_five_minutes]
}

run "price_class" {
  command = plan

  variables {
    price_class = "all"
  }

  expect_failures = [var.price_class]
}
