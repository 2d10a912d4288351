variable "instance" {
  description = "Instances of the cluster: a type from capacity.tf, how few, how many, root volume, and how full managed scaling keeps them (percent)."
  type = object({
    type            = string
    min             = number
    max             = number
    volume_gib      = optional(number, 30)
    target_capacity = optional(number, 100)
  })
  nullable = false

  validation {
    condition     = contains(keys(local.instance_types), var.instance.type)
    error_message = "instance.type must be one of the types in capacity.tf; add its size there first."
  }

  validation {
    condition     = var.instance.min >= 1 && var.instance.max >= var.instance.min && var.instance.max <= 50
    error_message = "instance.min must be at least 1, instance.max at least instance.min and at most 50."
  }

  validation {
    # 3 % would mean 33 idle instances for each busy one.
    condition     = var.instance.target_capacity >= 50 && var.instance.target_capacity <= 100
    error_message = "instance.target_capacity must lie between 50 and 100 percent."
  }

  validation {
    condition     = var.instance.volume_gib >= 30 && var.instance.volume_gib <= 500
    error_message = "instance.volume_gib must lie between 30 (the size of the ECS image) and 500."
  }
}

variable "ami" {
  description = "Machine image: an id to pin it, or empty for the newest ECS-optimised Amazon Linux 2023, which each new instance looks up as it starts."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.ami == "" || can(regex("^(ami-[0-9a-f]{8,17}|resolve:ssm:/?[A-Za-z0-9_./-]+)$", var.ami))
    error_message = "ami must be an image id (ami-…), resolve:ssm:<parameter> or empty."
  }
}

variable "task" {
  description = "One server task: CPU units (1024 = one core), memory in MiB, and how few and how many run."
  type = object({
    cpu    = number
    memory = number
    min    = number
    max    = number
  })
  nullable = false

  validation {
    condition     = var.task.cpu >= 128 && var.task.cpu <= 16384 && var.task.memory >= 128 && var.task.memory <= 65536
    error_message = "task.cpu must be 128 to 16384 units and task.memory 128 to 65536 MiB."
  }

  validation {
    condition     = var.task.min >= 1 && var.task.max >= var.task.min
    error_message = "task.min must be at least 1 and task.max at least task.min."
  }

  validation {
    condition     = var.stage != "prod" || var.task.min >= 2
    error_message = "prod needs task.min of at least 2: one task is a single point of failure."
  }
}

variable "scaling" {
  description = "Targets of service auto scaling: average CPU and memory in percent, requests a minute per task."
  type = object({
    cpu_percent         = optional(number, 60)
    memory_percent      = optional(number, 75)
    requests_per_minute = optional(number, 30000)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      var.scaling.cpu_percent >= 20, var.scaling.cpu_percent <= 90,
      var.scaling.memory_percent >= 20, var.scaling.memory_percent <= 90,
      var.scaling.requests_per_minute >= 60,
    ])
    error_message = "scaling percents must lie between 20 and 90, and requests_per_minute must be at least 60."
  }
}

variable "placeholder_image" {
  description = "Image of the first task definition, until the first deploy. It must answer on $PORT without touching the disk."
  type        = string
  default     = "public.ecr.aws/aws-containers/hello-app-runner:latest"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9._/-]+(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.placeholder_image))
    error_message = "placeholder_image must name a registry, a repository and a tag or digest."
  }

  validation {
    condition     = !strcontains(var.placeholder_image, "hello-app-runner") || try(local.instance_types[var.instance.type].architecture, "") != "arm64"
    error_message = "hello-app-runner is published for x86-64 only: on a Graviton instance.type set placeholder_image to a multi-architecture image."
  }
}

variable "service_port" {
  description = "Port the server listens on inside its container."
  type        = number
  default     = 8080
  nullable    = false

  validation {
    condition     = var.service_port >= 1024 && var.service_port <= 65535
    error_message = "service_port must be 1024 to 65535: the server does not run as root."
  }
}

variable "timing" {
  description = "Seconds that the load balancer and the server must agree on; timing.tf derives the rest. Defaults are the server's own."
  type = object({
    idle      = optional(number, 60) # the load balancer closes an idle connection
    drain     = optional(number, 10) # the server still accepts after SIGTERM
    in_flight = optional(number, 20) # and then lets running requests finish
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.timing.idle >= 10 && var.timing.idle <= 4000
    error_message = "timing.idle must lie between 10 and 4000 seconds."
  }

  validation {
    condition     = var.timing.drain >= 10 && var.timing.in_flight >= 5 && var.timing.drain + var.timing.in_flight <= 100
    error_message = "timing.drain must be at least 10 s (the load balancer needs 5), in_flight at least 5 s, both together at most 100 s (ECS kills after 120)."
  }
}

variable "cache" {
  description = "Valkey: node type, replicas besides the primary (0 only outside prod), days that snapshots are kept."
  type = object({
    node_type     = string
    replicas      = number
    snapshot_days = optional(number, 0)
  })
  nullable = false

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.cache.node_type))
    error_message = "cache.node_type must be an ElastiCache node type such as cache.t4g.micro."
  }

  validation {
    condition     = var.cache.replicas >= 0 && var.cache.replicas <= 5 && (var.stage != "prod" || var.cache.replicas >= 1)
    error_message = "cache.replicas must be 0 to 5, and at least 1 in prod (failover needs somewhere to go)."
  }

  validation {
    condition     = var.cache.snapshot_days >= 0 && var.cache.snapshot_days <= 35
    error_message = "cache.snapshot_days must be 0 to 35."
  }
}

variable "cache_token_generation" {
  description = "Raise it to replace the cache's auth token. ElastiCache accepts the old one too until the next rotation."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.cache_token_generation >= 1
    error_message = "cache_token_generation must be at least 1."
  }
}

variable "origin_secret_generation" {
  description = "Raise it by one to replace the secret between edge and load balancer: apply infra/server, then infra/client. Both secrets are accepted in between."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.origin_secret_generation >= 1 && floor(var.origin_secret_generation) == var.origin_secret_generation
    error_message = "origin_secret_generation must be a whole number from 1."
  }
}

variable "datadog" {
  description = "Datadog agent on every instance: whether, which site, and which image. Its API key goes into the secret <project>/<stage>/datadog-api-key."
  type = object({
    enabled = bool
    site    = optional(string, "datadoghq.com")
    image   = optional(string, "public.ecr.aws/datadog/agent:7.71.2")
  })
  default  = { enabled = false }
  nullable = false

  validation {
    condition     = contains(["datadoghq.com", "us3.datadoghq.com", "us5.datadoghq.com", "datadoghq.eu", "ap1.datadoghq.com", "ap2.datadoghq.com"], var.datadog.site)
    error_message = "datadog.site must be one of Datadog's sites, such as datadoghq.eu."
  }

  validation {
    condition     = can(regex("^[^:@]+(:[0-9][0-9.]*|@sha256:[0-9a-f]{64})$", var.datadog.image))
    error_message = "datadog.image must be pinned to a version or digest."
  }
}
