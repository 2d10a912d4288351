resource "aws_docdb_subnet_group" "this" {
  name       = local.name
  subnet_ids = data.aws_subnets.private.ids
}

resource "aws_docdb_cluster_parameter_group" "this" {
  name   = "${local.name}-docdb5"
  family = "docdb5.0"

  parameter {
    name  = "tls"
    value = "enabled"
  }

  parameter {
    name  = "audit_logs"
    value = "enabled"
  }
}

ephemeral "aws_secretsmanager_random_password" "this" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_docdb_cluster" "this" {
  cluster_identifier              = local.name
  engine                          = "docdb"
  engine_version                  = var.documentdb.engine_version
  port                            = 27017
  master_username                 = "conduit"
  master_password_wo              = ephemeral.aws_secretsmanager_random_password.this.random_password
  master_password_wo_version      = var.password_generation
  db_subnet_group_name            = aws_docdb_subnet_group.this.name
  db_cluster_parameter_group_name = aws_docdb_cluster_parameter_group.this.name
  vpc_security_group_ids          = [data.aws_security_group.database.id]
  storage_encrypted               = true
  backup_retention_period         = var.documentdb.backup_days
  preferred_backup_window         = "02:00-03:00"
  preferred_maintenance_window    = "sun:03:30-sun:04:30"
  enabled_cloudwatch_logs_exports = ["audit"]
  deletion_protection             = var.protect
  skip_final_snapshot             = !var.protect
  final_snapshot_identifier       = var.protect ? "${local.name}-final" : null
  apply_immediately               = !var.protect
}

resource "aws_docdb_cluster_instance" "this" {
  count = var.documentdb.instances

  identifier                 = "${local.name}-${count.index}"
  cluster_identifier         = aws_docdb_cluster.this.id
  instance_class             = var.documentdb.instance_class
  auto_minor_version_upgrade = true
}

# What tasks connect with. DocumentDB knows no retryable writes, and its certificates are signed by Amazon's RDS
# authority, which no system trusts by itself: the image must be built with DATABASE_CA_URL (docs/deploy.md).
resource "aws_secretsmanager_secret_version" "database_url" {
  secret_id = data.aws_secretsmanager_secret.database_url.id
  secret_string_wo = join("", [
    "mongodb://conduit:", urlencode(ephemeral.aws_secretsmanager_random_password.this.random_password),
    "@", aws_docdb_cluster.this.endpoint, ":", aws_docdb_cluster.this.port,
    "/conduit?tls=true&tlsCAFile=", urlencode(var.documentdb.ca_file), "&replicaSet=rs0&readPreference=primary&retryWrites=false",
  ])
  secret_string_wo_version = var.password_generation

  depends_on = [aws_docdb_cluster_instance.this]
}
