# What a stage is called and where it lives. The same names are used by every root.

variable "project" {
  description = "Product name: the prefix of every AWS name. The limits are the strictest of all names built from it."
  type        = string
  default     = "conduit"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.project)) && length(var.project) >= 2 && length(var.project) <= 16
    error_message = "project must be 2 to 16 characters: lower-case letters, digits and single hyphens, beginning with a letter (a load balancer name has room for 32)."
  }

  validation {
    # internal-: load balancers; sg-: security groups; aws, ssm: parameters; ecs, fargate: capacity providers; sthree: buckets.
    condition     = !can(regex("^(internal|sg|aws|ssm|ecs|fargate|sthree)", var.project))
    error_message = "project must not begin with internal, sg, aws, ssm, ecs, fargate or sthree: AWS reserves names that begin so."
  }
}

variable "stage" {
  description = "Stage of the product: dev, demo or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "demo", "prod"], var.stage)
    error_message = "stage must be dev, demo or prod."
  }
}

variable "region" {
  description = "AWS region of everything but the edge."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be an AWS region code such as eu-west-1."
  }
}

variable "protect" {
  description = "Guards what holds data or traffic against deletion. True where people would notice (prod)."
  type        = bool
  default     = false
  nullable    = false
}

variable "documentdb" {
  description = "DocumentDB in place of Atlas: engine version, instance class, how many connections an instance of that class takes, how many instances, days of backups, and where the image holds the bundle of Amazon's RDS certificates."
  type = object({
    engine_version = optional(string, "5.0.0")
    instance_class = optional(string, "db.t4g.medium")
    connections    = optional(number, 500)
    instances      = optional(number, 1)
    backup_days    = optional(number, 7)
    ca_file        = optional(string, "/etc/conduit/rds-global-bundle.pem")
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(var.documentdb.engine_version, "5.")
    error_message = "documentdb.engine_version must be 5.x: older ones lack what the server's indexes need."
  }

  validation {
    condition     = startswith(var.documentdb.instance_class, "db.")
    error_message = "documentdb.instance_class must be an instance class such as db.t4g.medium."
  }

  validation {
    condition     = var.documentdb.connections >= 100
    error_message = "documentdb.connections must be at least 100."
  }

  validation {
    condition     = var.documentdb.instances >= 1 && var.documentdb.instances <= 16 && (var.stage != "prod" || var.documentdb.instances >= 2)
    error_message = "documentdb.instances must be 1 to 16, and at least 2 in prod."
  }

  validation {
    condition     = var.documentdb.backup_days >= 1 && var.documentdb.backup_days <= 35
    error_message = "documentdb.backup_days must be 1 to 35."
  }
}

variable "password_generation" {
  description = "Raise it to replace the password. Tasks keep the old one until they restart: apply, then redeploy at once."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.password_generation >= 1
    error_message = "password_generation must be at least 1."
  }
}

variable "runbook_url" {
  description = "Address under which docs/runbooks is read; each monitor and alarm links to its page."
  type        = string
  default     = "https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks"
  nullable    = false

  validation {
    condition     = startswith(var.runbook_url, "https://") && !endswith(var.runbook_url, "/")
    error_message = "runbook_url must be an https address without a final slash."
  }
}
