#include "app/transfer.hpp"

#include "app/transfer_json.hpp"
#include "base/error.hpp"
#include "base/result.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <ios>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::app {
namespace {

/// Records that go into the store together: enough to share the cost of the disk, few enough to fit into memory when
/// each has the largest body.
constexpr std::size_t kBatchRecords = 1000;
constexpr std::size_t kBatchBytes = std::size_t{8} * 1024 * 1024;
/// No record comes near: the largest body has a quarter of a megabyte, and at worst six letters for each of its bytes.
constexpr std::size_t kMaxLineBytes = std::size_t{8} * 1024 * 1024;

std::string words(const Error& error) {
  if (error.fields.empty()) {
    return error.detail;
  }
  return fmt::format("{} {}", error.fields.front().field, error.fields.front().message);
}

Error at_line(std::int64_t number, const Error& error) {
  return {.code = error.code,
          .fields = error.fields,
          .detail = fmt::format("line {}: {}", number, words(error)),
          .retry_after = error.retry_after};
}

/// Lines of bounded length, counted.
class LineReader {
 public:
  explicit LineReader(std::istream& in) : in_(in), buffer_(kMaxLineBytes, '\0') {}

  /// Empty at the end of the stream.
  Result<std::optional<std::string_view>> next() {
    in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    if (in_.bad()) {
      return std::unexpected(internal_error(fmt::format("after line {}: the file cannot be read", number_)));
    }
    if (in_.fail() && in_.gcount() == 0) {
      return std::optional<std::string_view>{};
    }
    ++number_;
    if (in_.fail()) {
      return std::unexpected(at_line(number_, invalid("line", "is longer than any line of an export")));
    }
    // gcount() counts the line's end, but for a last line without one.
    const auto length = static_cast<std::size_t>(in_.gcount()) - (in_.eof() ? 0 : 1);
    return std::optional{std::string_view{buffer_}.substr(0, length)};
  }

  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  std::istream& in_;
  std::string buffer_;
  std::int64_t number_ = 0;
};

/// Records on their way to the store, with the line of the first.
class Batch {
 public:
  explicit Batch(BulkWriter& writer) : writer_(writer) {}

  void add(Record record, std::int64_t line, std::size_t bytes) {
    if (records_.empty()) {
      first_line_ = line;
    }
    records_.push_back(std::move(record));
    bytes_ += bytes;
  }

  [[nodiscard]] bool full() const { return records_.size() >= kBatchRecords || bytes_ >= kBatchBytes; }

  Result<> write() {
    if (!records_.empty()) {
      if (const auto written = writer_.write(records_); !written) {
        const auto& [index, error] = written.error();
        return std::unexpected(at_line(first_line_ + static_cast<std::int64_t>(index), error));
      }
    }
    records_.clear();
    bytes_ = 0;
    return {};
  }

 private:
  BulkWriter& writer_;
  std::vector<Record> records_;
  std::int64_t first_line_ = 0;
  std::size_t bytes_ = 0;
};

Result<> read_header(LineReader& lines) {
  TRY(const auto first, lines.next());
  if (!first) {
    return std::unexpected(at_line(1, invalid("file", "is empty")));
  }
  if (const auto header = parse_header(*first); !header) {
    return std::unexpected(at_line(1, header.error()));
  }
  return {};
}

}  // namespace

Result<std::int64_t> export_records(BulkReader& reader, std::ostream& out) {
  const auto flush = [&out](std::string& lines) -> Result<> {
    if (!out.write(lines.data(), static_cast<std::streamsize>(lines.size()))) {
      return std::unexpected(internal_error("the export cannot be written: is the disk full?"));
    }
    lines.clear();
    return {};
  };
  constexpr std::size_t kFlushBytes = std::size_t{256} * 1024;
  std::string lines{export_header()};
  std::int64_t count = 0;
  TRY(reader.read([&](const Record& record) -> Result<> {
    append_line(lines, record);
    ++count;
    return lines.size() < kFlushBytes ? Result<>{} : flush(lines);
  }));
  append_line(lines, EndOfExport{.records = count});
  TRY(flush(lines));
  if (!out.flush()) {
    return std::unexpected(internal_error("the export cannot be written: is the disk full?"));
  }
  return count;
}

Result<std::int64_t> import_records(std::istream& in, BulkWriter& writer,
                                    const std::function<void(std::int64_t)>& progress) {
  LineReader lines{in};
  TRY(read_header(lines));
  Batch batch{writer};
  std::int64_t count = 0;
  std::optional<EndOfExport> end;
  while (true) {
    TRY(const auto line, lines.next());
    if (!line) {
      break;
    }
    if (end) {
      return std::unexpected(at_line(lines.number(), invalid("file", "goes on after its end")));
    }
    auto parsed = parse_line(*line);
    if (!parsed) {
      return std::unexpected(at_line(lines.number(), parsed.error()));
    }
    if (const auto* const last = std::get_if<EndOfExport>(&*parsed)) {
      end = *last;
      continue;
    }
    batch.add(std::get<Record>(*std::move(parsed)), lines.number(), line->size());
    ++count;
    if (batch.full()) {
      TRY(batch.write());
      progress(count);
    }
  }
  TRY(batch.write());
  TRY(writer.finish());
  progress(count);
  if (!end || end->records != count) {
    return std::unexpected(at_line(lines.number(), invalid("file",
                                                           "was cut off: what it had is stored; import the whole "
                                                           "file to complete it")));
  }
  return count;
}

}  // namespace conduit::app
