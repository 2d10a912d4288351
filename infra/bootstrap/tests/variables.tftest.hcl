# Every validation, refused once; the plan of the shared file shows what is good.
mock_provider "aws" {}

mock_provider "aws" {
  alias = "us_east_1"
}

variables {
  region    = "us-east-1"
  zone_name = "example.com"
  github    = { owner = "acme", repository = "conduit" }
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

run "region_name" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "stages" {
  command = plan

  variables {
    stages = ["test"]
  }

  expect_failures = [var.stages]
}

run "zone_dot" {
  command = plan

  variables {
    zone_name = "example.com."
  }

  expect_failures = [var.zone_name]
}

run "owner_wildcard" {
  command = plan

  variables {
    github = { owner = "*", repository = "conduit" }
  }

  expect_failures = [var.github]
}

run "repository_wildcard" {
  command = plan

  variables {
    github = { owner = "acme", repository = "*" }
  }

  expect_failures = [var.github]
}

run "one_id" {
  command = plan

  variables {
    github = { owner = "acme", repository = "conduit", owner_id = "1" }
  }

  expect_failures = [var.github]
}

run "ids_are_numbers" {
  command = plan

  variables {
    github = { owner = "acme", repository = "conduit", owner_id = "a", repository_id = "b" }
  }

  expect_failures = [var.github]
}

run "branch_wildcard" {
  command = plan

  variables {
    default_branch = "*"
  }

  expect_failures = [var.default_branch]
}

run "access_keys" {
  command = plan

  variables {
    access_key_stages = ["test"]
  }

  expect_failures = [var.access_key_stages]
}
