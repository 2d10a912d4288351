# Once per account, by a human. Everything that the stages share.

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
  description = "Public Route 53 zone that holds the names of the stage."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.zone_name))
    error_message = "zone_name must be a domain name in lower case without the final dot."
  }
}

variable "stages" {
  description = "Stages that get roles of their own."
  type        = set(string)
  default     = ["dev", "demo", "prod"]
  nullable    = false

  validation {
    condition     = length(var.stages) > 0 && length(setsubtract(var.stages, ["dev", "demo", "prod"])) == 0
    error_message = "stages may hold dev, demo and prod."
  }
}

variable "zone_create" {
  description = "Make the hosted zone. False where it exists already."
  type        = bool
  default     = true
  nullable    = false
}

variable "dnssec_enabled" {
  description = "Sign the zone. Turn it on after the registrar points at the zone, then give the registrar the DS record of the output."
  type        = bool
  default     = false
  nullable    = false
}

variable "oidc_provider_create" {
  description = "Make the OIDC provider of GitHub. An account has room for one: false where another product made it."
  type        = bool
  default     = true
  nullable    = false
}

variable "github" {
  description = "Repository that may take the roles. Repositories made after 2026-07-15 put their numeric ids into the token: gh api repos/OWNER/REPO/actions/oidc/customization/sub tells."
  type = object({
    owner         = string
    repository    = string
    owner_id      = optional(string, "")
    repository_id = optional(string, "")
  })
  nullable = false

  validation {
    # No wildcard ever: one character of it would open the role to strangers.
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*$", var.github.owner)) && can(regex("^[A-Za-z0-9._-]+$", var.github.repository))
    error_message = "github.owner and github.repository must be plain names, spelt as GitHub spells them."
  }

  validation {
    condition     = (var.github.owner_id == "") == (var.github.repository_id == "") && can(regex("^[0-9]*$", "${var.github.owner_id}${var.github.repository_id}"))
    error_message = "github.owner_id and github.repository_id must be given both or neither, as numbers."
  }
}

variable "default_branch" {
  description = "Branch whose scheduled runs may plan (drift detection)."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", var.default_branch))
    error_message = "default_branch must be a branch name without wildcards."
  }
}

variable "access_key_stages" {
  description = "Stages that also get an IAM user for long-lived access keys, where OIDC cannot be used. The keys themselves are made by hand and never enter the state."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.access_key_stages, var.stages)) == 0
    error_message = "access_key_stages must be among stages."
  }
}
