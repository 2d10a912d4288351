variable "vpc_cidr" {
  description = "Address range of the stage's network: a private /16. Stages that may ever be peered need different ones."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && endswith(var.vpc_cidr, "/16") && can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.vpc_cidr))
    error_message = "vpc_cidr must be a private IPv4 /16 such as 10.20.0.0/16."
  }

  validation {
    condition     = !startswith(var.vpc_cidr, "172.17.")
    error_message = "vpc_cidr must not be 172.17.0.0/16: that is Docker's bridge on every instance, tasks could not reach the network."
  }
}

variable "zone_count" {
  description = "Availability zones used. A load balancer needs two; three survive the loss of one with less idle capacity."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "zone_count must be 2 or 3."
  }
}

variable "nat" {
  description = "NAT gateways: per_zone (no shared fate), one (cheap), none (private subnets reach AWS through endpoints only)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["per_zone", "one", "none"], var.nat)
    error_message = "nat must be per_zone, one or none."
  }

  validation {
    condition = var.nat != "none" || length(setsubtract(
      ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages"],
      var.interface_endpoints
    )) == 0
    error_message = "nat = none needs interface_endpoints ecr.api, ecr.dkr, ecs, ecs-agent, ecs-telemetry, logs, secretsmanager, ssm, ssmmessages and ec2messages, or instances never join the cluster."
  }

  validation {
    condition     = var.nat != "none" || !var.datadog.enabled
    error_message = "nat = none cannot be combined with datadog.enabled: the agent's intake is on the internet."
  }

  validation {
    condition     = var.nat != "none" || !startswith(var.placeholder_image, "public.ecr.aws/")
    error_message = "nat = none needs a placeholder_image in a private ECR repository: public registries have no endpoint in the network."
  }

  validation {
    condition     = var.nat != "none" || !contains(["atlas-public", "external"], var.database_mode)
    error_message = "nat = none needs a database inside the network: atlas-privatelink or documentdb."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through an interface endpoint instead of NAT; each costs by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = length(setsubtract(var.interface_endpoints, [
      "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages"
    ])) == 0
    error_message = "interface_endpoints holds a service that the stage does not use."
  }
}

variable "database_mode" {
  description = "Where MongoDB is: atlas-privatelink, atlas-public (allow list of NAT addresses), documentdb, or external (your own connection string)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["atlas-privatelink", "atlas-public", "documentdb", "external"], var.database_mode)
    error_message = "database_mode must be atlas-privatelink, atlas-public, documentdb or external."
  }
}
