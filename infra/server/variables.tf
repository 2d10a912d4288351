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

variable "zone_name" {
  description = "Public Route 53 zone that holds the names of the stage; infra/bootstrap makes it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.zone_name))
    error_message = "zone_name must be a domain name in lower case without the final dot."
  }
}

variable "hostname" {
  description = "Name readers type. It must lie in zone_name; origin.<hostname> is the load balancer."
  type        = string
  nullable    = false

  validation {
    condition     = var.hostname == var.zone_name || endswith(var.hostname, ".${var.zone_name}")
    error_message = "hostname must be zone_name or a name below it."
  }

  validation {
    # An ACM common name has room for 64 characters, and origin. takes seven of them.
    condition     = length(var.hostname) <= 57
    error_message = "hostname must have at most 57 characters, or origin.<hostname> does not fit a certificate."
  }
}

variable "protect" {
  description = "Guards what holds data or traffic against deletion. True where people would notice (prod)."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept, in CloudWatch and in the log bucket."
  type        = number
  nullable    = false

  validation {
    condition     = contains([7, 14, 30, 60, 90, 180, 365], var.log_retention_days)
    error_message = "log_retention_days must be one of 7, 14, 30, 60, 90, 180, 365 (CloudWatch takes only certain values)."
  }
}

variable "alarm_email" {
  description = "Address that hears of alarms and of the budget. Empty: nobody, the alarms still show in the console."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.alarm_email == "" || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address or empty."
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

variable "monthly_budget_usd" {
  description = "Cost of the stage a month, in US dollars, above which the budget alarm speaks."
  type        = number
  nullable    = false

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "monthly_budget_usd must be positive."
  }
}

variable "permissions_boundary" {
  description = "Put the boundary of infra/bootstrap on every role. Off only in an account without the bootstrap root."
  type        = bool
  default     = true
  nullable    = false
}
