# Two users, so that one password can change while tasks still use the other: odd generations are blue, even ones
# green. A generation gives its user a new password in the same run that writes the connection string; neither
# password enters the state.
locals {
  users = {
    blue  = var.database_password_generation - (1 - var.database_password_generation % 2)
    green = var.database_password_generation - var.database_password_generation % 2
  }
  active_user = var.database_password_generation % 2 == 1 ? "blue" : "green"

  # Read after the endpoint service exists: Atlas publishes the private address only then, and until it does the list
  # is empty. Picking the public address instead would work from a laptop and hang from every task.
  addresses = {
    private   = one(flatten([for cluster in data.mongodbatlas_advanced_cluster.connected : [for endpoint in cluster.connection_strings.private_endpoint : endpoint.srv_connection_string]]))
    dedicated = one(mongodbatlas_advanced_cluster.this[*].connection_strings.standard_srv)
    flex      = one(mongodbatlas_flex_cluster.this[*].connection_strings.standard_srv)
  }
  address = local.addresses[local.private ? "private" : var.atlas_cluster.kind]
  host    = trimprefix(local.address, "mongodb+srv://")
}

data "mongodbatlas_advanced_cluster" "connected" {
  count = local.private ? 1 : 0

  project_id = mongodbatlas_project.this.id
  name       = mongodbatlas_advanced_cluster.this[0].name

  depends_on = [mongodbatlas_privatelink_endpoint_service.this]
}

ephemeral "aws_secretsmanager_random_password" "user" {
  for_each = local.users

  password_length     = 48
  exclude_punctuation = true
}

resource "mongodbatlas_database_user" "this" {
  for_each = local.users

  project_id          = mongodbatlas_project.this.id
  auth_database_name  = "admin"
  username            = "conduit-${each.key}"
  password_wo         = ephemeral.aws_secretsmanager_random_password.user[each.key].random_password
  password_wo_version = each.value

  roles {
    role_name     = "readWrite"
    database_name = "conduit"
  }

  scopes {
    type = "CLUSTER"
    name = local.name
  }
}

resource "aws_secretsmanager_secret_version" "database_url" {
  secret_id = data.aws_secretsmanager_secret.database_url.id
  secret_string_wo = join("", [
    "mongodb+srv://conduit-", local.active_user, ":",
    urlencode(ephemeral.aws_secretsmanager_random_password.user[local.active_user].random_password),
    "@", local.host, "/conduit?retryWrites=true&w=majority&authSource=admin",
  ])
  secret_string_wo_version = var.database_password_generation

  depends_on = [mongodbatlas_database_user.this]
}
