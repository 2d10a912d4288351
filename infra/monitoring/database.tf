# What only the database's own side knows: all of its connections, whoever holds them, and how far replicas are behind.
# Atlas sends it to Datadog itself (infra/datadog says so to Atlas), DocumentDB through CloudWatch. A flex cluster of
# Atlas and a deployment of your own tell Datadog nothing: there database-wait, latency and error-rate stand alone.
locals {
  database_source = startswith(var.database_mode, "atlas") ? (var.atlas_cluster.kind == "dedicated" ? "atlas" : "none") : var.database_mode == "documentdb" ? "documentdb" : "none"

  # What Atlas lets a member hold. A cluster that grows by itself is held to its smallest size, to which it may return;
  # sizes beyond the list take more than its last.
  atlas_connections = { M10 = 1500, M20 = 3000, M30 = 3000, M40 = 6000, M50 = 16000, M60 = 32000 }

  # The member that is worst off counts. Atlas speaks of seconds behind, CloudWatch of milliseconds.
  database_sources = {
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
  }

  # None or one.
  database = [for name, source in local.database_sources : source if name == local.database_source]

  database_monitors = merge({}, [for source in local.database : {
    database-connections = {
      title    = "MongoDB is short of connections"
      query    = "avg(last_10m):${source.connections} > ${floor(source.limit * 0.8)}"
      critical = floor(source.limit * 0.8), warning = floor(source.limit * 0.65), recovery = floor(source.limit * 0.6), priority = 2, page = false
    }
    # Behind all the while: a member that restarts catches up within minutes.
    replication-lag = {
      title    = "a replica is far behind"
      query    = "min(last_10m):${source.lag} > ${30 * source.second}"
      critical = 30 * source.second, warning = 15 * source.second, recovery = 10 * source.second, priority = 2, page = false
    }
  }]...)

  database_widgets = flatten([for source in local.database : [
    { title = "MongoDB: connections of the busiest member, of ${source.limit}", queries = [source.connections] },
    { title = "MongoDB: the replica furthest behind, ${source.second == 1 ? "seconds" : "milliseconds"}", queries = [source.lag] },
  ]])
}
