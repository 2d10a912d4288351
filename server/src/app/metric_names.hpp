#pragma once

#include "platform/telemetry/measurements.hpp"

#include <array>

// Every metric of the server. Dashboards, monitors and alarms are written against these names: a golden list holds
// them. Names are OpenTelemetry's semantic conventions where they have one, and begin with `conduit.` where they do
// not.

namespace conduit::app::metric {

using telemetry::MetricDescription;
using telemetry::MetricKind;

// ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────
inline constexpr MetricDescription kRequests{.name = "http.server.request.duration",
                                             .kind = MetricKind::histogram,
                                             .unit = "s",
                                             .help = "From the end of a request to the start of its answer."};
inline constexpr MetricDescription kActiveRequests{.name = "http.server.active_requests",
                                                   .kind = MetricKind::gauge,
                                                   .unit = "{request}",
                                                   .help = "Requests that are being answered."};
inline constexpr MetricDescription kConnections{.name = "conduit.http.connections",
                                                .kind = MetricKind::gauge,
                                                .unit = "{connection}",
                                                .help = "Open connections of clients."};
inline constexpr MetricDescription kRateLimit{.name = "conduit.rate_limit.decisions",
                                              .kind = MetricKind::counter,
                                              .unit = "{decision}",
                                              .help =
                                                  "What quotas allowed and refused; failed_open is what was let "
                                                  "through because the limiter could not tell."};

// ── caches ──────────────────────────────────────────────────────────────────────────────────────────────────────────
inline constexpr MetricDescription kCacheLookups{.name = "conduit.cache.lookups",
                                                 .kind = MetricKind::counter,
                                                 .unit = "{lookup}",
                                                 .help =
                                                     "Lookups by layer (memory, shared) and result (hit, miss, "
                                                     "failure)."};
inline constexpr MetricDescription kCacheLateChanges{.name = "conduit.cache.late_changes",
                                                     .kind = MetricKind::counter,
                                                     .unit = "{change}",
                                                     .help = "Changes that the other servers were told of late."};
inline constexpr MetricDescription kCacheSubscriptions{.name = "conduit.cache.subscriptions",
                                                       .kind = MetricKind::counter,
                                                       .unit = "{subscription}",
                                                       .help =
                                                           "How often the channel of changes was found, the first "
                                                           "time too."};

// ── databases and the threads in front of them ──────────────────────────────────────────────────────────────────────
inline constexpr MetricDescription kDatabase{.name = "db.client.operation.duration",
                                             .kind = MetricKind::histogram,
                                             .unit = "s",
                                             .help = "Answers of SQLite, MongoDB and Valkey (redis)."};
inline constexpr MetricDescription kDatabaseErrors{.name = "conduit.db.errors",
                                                   .kind = MetricKind::counter,
                                                   .unit = "{error}",
                                                   .help = "Commands that failed, by system and kind."};
inline constexpr MetricDescription kBatchSizes{.name = "conduit.sqlite.commit.batch_size",
                                               .kind = MetricKind::histogram,
                                               .unit = "{write}",
                                               .help = "Writes that shared a commit."};
inline constexpr MetricDescription kReplicationLag{.name = "conduit.mongodb.replication_lag",
                                                   .kind = MetricKind::gauge,
                                                   .unit = "s",
                                                   .help =
                                                       "How far the secondary of MongoDB that is furthest behind is "
                                                       "from its primary, to some ten seconds."};
inline constexpr MetricDescription kPoolThreads{.name = "conduit.pool.threads",
                                                .kind = MetricKind::gauge,
                                                .unit = "{thread}",
                                                .help = "Threads of a pool for blocking work."};
inline constexpr MetricDescription kPoolQueue{.name = "conduit.pool.queue",
                                              .kind = MetricKind::gauge,
                                              .unit = "{job}",
                                              .help = "Jobs that wait for a thread of a pool."};
inline constexpr MetricDescription kPoolWaits{.name = "conduit.pool.wait",
                                              .kind = MetricKind::histogram,
                                              .unit = "s",
                                              .help = "How long jobs waited for a thread of a pool."};

// ── the process ─────────────────────────────────────────────────────────────────────────────────────────────────────
inline constexpr MetricDescription kCpu{
    .name = "process.cpu.time", .kind = MetricKind::counter, .unit = "s", .help = "Processor time used."};
inline constexpr MetricDescription kMemory{
    .name = "process.memory.usage", .kind = MetricKind::gauge, .unit = "By", .help = "Physical memory in use."};
inline constexpr MetricDescription kDescriptors{.name = "process.unix.file_descriptor.count",
                                                .kind = MetricKind::gauge,
                                                .unit = "{file_descriptor}",
                                                .help = "Open file descriptors."};
inline constexpr MetricDescription kThreads{
    .name = "process.thread.count", .kind = MetricKind::gauge, .unit = "{thread}", .help = "Threads of the process."};
inline constexpr MetricDescription kUptime{
    .name = "process.uptime", .kind = MetricKind::gauge, .unit = "s", .help = "Since the process started."};
inline constexpr MetricDescription kBuild{.name = "conduit.build.info",
                                          .kind = MetricKind::gauge,
                                          .unit = "1",
                                          .help = "1, with the program's version and commit."};
inline constexpr MetricDescription kDroppedLines{.name = "conduit.log.dropped_lines",
                                                 .kind = MetricKind::counter,
                                                 .unit = "{line}",
                                                 .help = "Log lines that nobody read in time."};
inline constexpr MetricDescription kTelemetrySpans{.name = "conduit.telemetry.spans",
                                                   .kind = MetricKind::counter,
                                                   .unit = "{span}",
                                                   .help = "Spans by what became of them (sent, lost)."};
inline constexpr MetricDescription kFailedReports{.name = "conduit.telemetry.failed_reports",
                                                  .kind = MetricKind::counter,
                                                  .unit = "{report}",
                                                  .help = "Reports of metrics that were not received."};

inline constexpr std::array kAll{
    &kRequests,         &kActiveRequests,     &kConnections,  &kRateLimit,      &kCacheLookups,
    &kCacheLateChanges, &kCacheSubscriptions, &kDatabase,     &kDatabaseErrors, &kBatchSizes,
    &kReplicationLag,   &kPoolThreads,        &kPoolQueue,    &kPoolWaits,      &kCpu,
    &kMemory,           &kDescriptors,        &kThreads,      &kUptime,         &kBuild,
    &kDroppedLines,     &kTelemetrySpans,     &kFailedReports};

}  // namespace conduit::app::metric
