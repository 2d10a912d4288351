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

variable "database_mode" {
  description = "Where MongoDB is: atlas-privatelink, atlas-public (allow list of NAT addresses), documentdb, or external (your own connection string)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["atlas-privatelink", "atlas-public"], var.database_mode)
    error_message = "database_mode must be atlas-privatelink or atlas-public: the other modes do without this root."
  }

  validation {
    condition     = var.database_mode != "atlas-privatelink" || var.atlas_cluster.kind == "dedicated"
    error_message = "database_mode atlas-privatelink needs atlas_cluster.kind dedicated: flex clusters have no private endpoint."
  }
}
variable "atlas_org_id" {
  description = "Id of the Atlas organisation that pays for the project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{24}$", var.atlas_org_id))
    error_message = "atlas_org_id must be 24 hexadecimal digits (Atlas: Organization Settings)."
  }
}

variable "atlas_cluster" {
  description = "Cluster of the stage: flex (shared, cheap) or dedicated with its size, the size it may grow to, disk and version."
  type = object({
    kind              = string
    instance_size     = optional(string, "M10")
    max_instance_size = optional(string, "")
    disk_gib          = optional(number, 10)
    version           = optional(string, "8.0")
  })
  nullable = false

  validation {
    condition     = contains(["flex", "dedicated"], var.atlas_cluster.kind)
    error_message = "atlas_cluster.kind must be flex or dedicated."
  }

  validation {
    condition     = can(regex("^M[1-9][0-9]+$", var.atlas_cluster.instance_size)) && can(regex("^(M[1-9][0-9]+)?$", var.atlas_cluster.max_instance_size))
    error_message = "atlas_cluster sizes must be Atlas sizes from M10 upwards."
  }

  validation {
    condition     = var.stage != "prod" || (var.atlas_cluster.kind == "dedicated" && var.atlas_cluster.instance_size != "M10")
    error_message = "prod needs a dedicated cluster of M20 or more: smaller ones share their CPU."
  }

  validation {
    condition     = var.atlas_cluster.disk_gib >= 10 && var.atlas_cluster.disk_gib <= 4096
    error_message = "atlas_cluster.disk_gib must be 10 to 4096."
  }
}

variable "database_password_generation" {
  description = "Raise it by one to replace the database password: the user not in use gets a new one and comes into use; the other stays valid until the next time. Roll the tasks afterwards."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.database_password_generation >= 1 && floor(var.database_password_generation) == var.database_password_generation
    error_message = "database_password_generation must be a whole number from 1."
  }
}

variable "alarm_email" {
  description = "Address that hears of the database's alarms. Empty: the owners of the Atlas project."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.alarm_email == "" || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address or empty."
  }
}
