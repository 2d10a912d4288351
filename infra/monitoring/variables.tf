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

variable "permissions_boundary" {
  description = "Put the boundary of infra/bootstrap on every role. Off only in an account without the bootstrap root."
  type        = bool
  default     = true
  nullable    = false
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

variable "aws_integration" {
  description = "This stage makes Datadog's integration of the AWS account. True in one stage of an account: it reads for the others too."
  type        = bool
  default     = false
  nullable    = false
}

variable "notify" {
  description = "Where monitors speak, in Datadog's notation: @slack-conduit, @pagerduty-conduit or an address."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.notify == "" || can(regex("^@[^\\s]+( @[^\\s]+)*$", var.notify))
    error_message = "notify must be Datadog handles beginning with @, separated by spaces."
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

variable "instance" {
  description = "Instances of the cluster, as in infra/server; only how many there may be matters here."
  type        = object({ max = number })
  nullable    = false

  validation {
    condition     = var.instance.max >= 1
    error_message = "instance.max must be at least 1."
  }
}

variable "database_mode" {
  description = "Where MongoDB is, as in infra/server: it decides who tells Datadog of its connections and replicas."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["atlas-privatelink", "atlas-public", "documentdb", "external"], var.database_mode)
    error_message = "database_mode must be atlas-privatelink, atlas-public, documentdb or external."
  }
}

variable "atlas_cluster" {
  description = "Cluster of the stage, as in infra/database; only what decides how many connections it takes matters here."
  type = object({
    kind          = string
    instance_size = optional(string, "M10")
  })
  default  = { kind = "flex" }
  nullable = false

  validation {
    condition     = contains(["flex", "dedicated"], var.atlas_cluster.kind)
    error_message = "atlas_cluster.kind must be flex or dedicated."
  }
}

variable "documentdb" {
  description = "DocumentDB, as in infra/documentdb; only how many connections an instance takes matters here."
  type        = object({ connections = optional(number, 500) })
  default     = {}
  nullable    = false

  validation {
    condition     = var.documentdb.connections >= 100
    error_message = "documentdb.connections must be at least 100."
  }
}
