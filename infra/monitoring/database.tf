# What the database's keeper knows best: all of its connections, whoever holds them, and how far replicas are behind.
# Atlas sends it to Datadog itself (infra/datadog tells it to), DocumentDB through CloudWatch. A flex cluster of Atlas and
# a deployment of your own tell Datadog nothing: there the server says what its driver hears of replicas, to some ten
# seconds, and of connections only that requests wait for one (database-wait).
locals {
  database_keeper = startswith(var.database_mode, "atlas") ? (var.atlas_cluster.kind == "dedicated" ? "atlas" : "other") : var.database_mode == "documentdb" ? "documentdb" : "other"

  # What Atlas lets a member hold. A cluster that grows by itself is held to its smallest size, to which it may return;
  # sizes beyond the list take more than its last.
  atlas_connections = { M10 = 1500, M20 = 3000, M30 = 3000, M40 = 6000, M50 = 16000, M60 = 32000 }

  # The member that is worst off counts. `second` is what one is in the metric of lag: CloudWatch speaks of milliseconds.
  databases = {
    atlas = {
      limit       = lookup(local.atlas_connections, var.atlas_cluster.instance_size, 32000)
      connections = "max:mongodb.atlas.connections.current{clustername:${local.name}}"
      lag         = "max:mongodb.atlas.replset.replicationlag{clustername:${local.name}}"
      second      = 1
    }
    documentdb = {
      limit       = var.documentdb.connections
      connections = "max:aws.docdb.database_connections.maximum{dbclusteridentifier:${local.name}}"
      lag         = "max:aws.docdb.dbcluster_replica_lag_maximum{dbclusteridentifier:${local.name}}"
      second      = 1000
    }
    other = {
      limit       = 0
      connections = null # nobody tells
      lag         = "max:conduit.mongodb.replication_lag{${local.server}}"
      second      = 1
    }
  }
  database = local.databases[local.database_keeper]

  database_monitors = {
    database-connections = {
      title    = "MongoDB is short of connections"
      query    = local.database.connections == null ? null : "avg(last_10m):${local.database.connections} > ${floor(local.database.limit * 0.8)}"
      critical = floor(local.database.limit * 0.8), warning = floor(local.database.limit * 0.65), recovery = floor(local.database.limit * 0.6), priority = 2, page = false
    }
    # Behind all the while: a member that restarts catches up within minutes.
    replication-lag = {
      title    = "a replica is far behind"
      query    = "min(last_10m):${local.database.lag} > ${30 * local.database.second}"
      critical = 30 * local.database.second, warning = 15 * local.database.second, recovery = 10 * local.database.second, priority = 2, page = false
    }
  }

  database_widgets = [for widget in [
    { title = "MongoDB: connections of the busiest member, of ${local.database.limit}", queries = [local.database.connections] },
    { title = "MongoDB: the replica furthest behind, ${local.database.second == 1 ? "seconds" : "milliseconds"}", queries = [local.database.lag] },
  ] : widget if widget.queries[0] != null]
}
