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

variable "server_paths" {
  description = "Paths that the server answers; everything else is a file of the client. Order is CloudFront's: first match wins."
  type        = list(string)
  default     = ["/api/*", "/", "/article/*", "/profile/*", "/tag/*", "/feed*", "/sitemap*", "/robots.txt", "/version"]
  nullable    = false

  validation {
    condition     = length(var.server_paths) >= 1 && length(var.server_paths) <= 20 && alltrue([for path in var.server_paths : can(regex("^/[A-Za-z0-9_.*/-]*$", path))])
    error_message = "server_paths must be 1 to 20 paths beginning with / (a distribution has room for 25)."
  }

  validation {
    condition     = contains(var.server_paths, "/api/*") && !anytrue([for path in var.server_paths : contains(["*", "/*", "/assets/*"], path)])
    error_message = "server_paths must hold /api/* and must not swallow the client's files."
  }
}

variable "waf_enabled" {
  description = "Put a web application firewall in front of the distribution (fixed monthly cost)."
  type        = bool
  nullable    = false
}

variable "waf_requests_per_five_minutes" {
  description = "Requests that one address may make in five minutes before the firewall refuses it."
  type        = number
  default     = 3000
  nullable    = false

  validation {
    condition     = var.waf_requests_per_five_minutes >= 100
    error_message = "waf_requests_per_five_minutes must be at least 100."
  }
}

variable "price_class" {
  description = "Edge locations used: PriceClass_100 (Europe, North America), PriceClass_200, PriceClass_All."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}
