import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/**
 * MongoDB's fail point for commands, as far as tests here use it: {@code {configureFailPoint: "failCommand", mode:
 * {times: 1}, data: {failCommands: ["commitTransaction"], errorCode: 112, errorLabels: [...]}}} has the next command of
 * these answered with that error, and not carried out; {@code mode: "off"} ends it.
 */
final class FailPoint {
  private long left = 0;
  private Document data = new Document();

  synchronized Document configure(Document command) {
    left = command.get("mode") instanceof Document mode ? ((Number) mode.get("times")).longValue() : 0;
    data = command.get("data") instanceof Document given ? given : new Document();
    return new Document("ok", 1.0);
  }

  /** The answer to a command of this name; null when it is to be carried out. */
  synchronized Document failureOf(String command) {
    if (left == 0 || !((List<?>) data.get("failCommands")).contains(command)) {
      return null;
    }
    --left;
    return new Document("ok", 0.0)
        .append("code", data.get("errorCode"))
        .append("errmsg", "Failing command via 'failCommand' failpoint")
        .append("errorLabels", data.getOrDefault("errorLabels", List.of()));
  }
}
