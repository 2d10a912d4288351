# Placement arithmetic: what fits on an instance, checked while planning instead of found out during a deploy.
locals {
  # CPU units and MiB as AWS states them.
  instance_types = {
    "t3.small"       = { architecture = "x86_64", cpu = 2048, memory = 2048 }
    "t3.medium"      = { architecture = "x86_64", cpu = 2048, memory = 4096 }
    "t3.large"       = { architecture = "x86_64", cpu = 2048, memory = 8192 }
    "t3a.small"      = { architecture = "x86_64", cpu = 2048, memory = 2048 }
    "t3a.medium"     = { architecture = "x86_64", cpu = 2048, memory = 4096 }
    "m7i-flex.large" = { architecture = "x86_64", cpu = 2048, memory = 8192 }
    "c7i.large"      = { architecture = "x86_64", cpu = 2048, memory = 4096 }
    "c7i.xlarge"     = { architecture = "x86_64", cpu = 4096, memory = 8192 }
    "m7i.large"      = { architecture = "x86_64", cpu = 2048, memory = 8192 }
    "m7i.xlarge"     = { architecture = "x86_64", cpu = 4096, memory = 16384 }
    "t4g.small"      = { architecture = "arm64", cpu = 2048, memory = 2048 }
    "t4g.medium"     = { architecture = "arm64", cpu = 2048, memory = 4096 }
    "t4g.large"      = { architecture = "arm64", cpu = 2048, memory = 8192 }
    "c7g.large"      = { architecture = "arm64", cpu = 2048, memory = 4096 }
    "c7g.xlarge"     = { architecture = "arm64", cpu = 4096, memory = 8192 }
    "m7g.large"      = { architecture = "arm64", cpu = 2048, memory = 8192 }
    "m7g.xlarge"     = { architecture = "arm64", cpu = 4096, memory = 16384 }
  }
  instance_size = local.instance_types[var.instance.type]

  # ECS_RESERVED_MEMORY: the ECS agent, Docker, SSM and the kernel's own needs.
  reserved_memory = 256
  datadog_cpu     = 128
  datadog_memory  = 384

  # The kernel keeps up to 7 % of what AWS states; the agent offers the rest to tasks.
  free_memory = floor(local.instance_size.memory * 0.93) - local.reserved_memory - (var.datadog.enabled ? local.datadog_memory : 0)
  free_cpu    = local.instance_size.cpu - (var.datadog.enabled ? local.datadog_cpu : 0)

  # Bridge networking: ports are dynamic and a task takes no network interface, so memory and CPU alone decide.
  tasks_per_instance = max(0, min(
    floor(local.free_memory / var.task.memory),
    floor(local.free_cpu / var.task.cpu)
  ))

  # Rolling update at 100/200 %: old tasks stay until new ones are healthy, so one more than running must find room.
  tasks_at_most = local.tasks_per_instance * var.instance.max
}

resource "terraform_data" "placement" {
  input = {
    tasks_per_instance = local.tasks_per_instance
    tasks_at_most      = local.tasks_at_most
  }

  lifecycle {
    precondition {
      condition     = local.tasks_per_instance >= 1
      error_message = "A task of ${var.task.cpu} CPU units and ${var.task.memory} MiB does not fit an empty ${var.instance.type} (${local.free_cpu} units, ${local.free_memory} MiB free)."
    }

    precondition {
      condition     = local.tasks_at_most >= var.task.max + 1
      error_message = "${var.instance.max} × ${var.instance.type} hold ${local.tasks_at_most} tasks: a deploy at ${var.task.max} tasks cannot place the new one. Raise instance.max or its type, or lower task.max."
    }

    precondition {
      condition     = var.stage != "prod" || var.instance.min >= 2
      error_message = "prod needs instance.min of at least 2: one instance is a single point of failure."
    }
  }
}
