import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Remembers, before each write of a transaction, what it is about to change, and puts it back. */
final class Transaction {
  /** What one write did: the documents it found, as they were, and the ids of those it added. */
  private record Change(String collection, List<Document> before, List<Object> added) {}

  private final MongoBackend backend;
  private final Channel channel;
  private final String database;
  private final Object number;
  private final Deque<Change> changes = new ArrayDeque<>();

  Transaction(MongoBackend backend, Channel channel, String database, Object number) {
    this.backend = backend;
    this.channel = channel;
    this.database = database;
    this.number = number;
  }

  boolean has(Object number) {
    return this.number.equals(number);
  }

  Document perform(String name, Document command, Supplier<Document> run) {
    Change change = new Change(String.valueOf(command.get(name)), new ArrayList<>(), new ArrayList<>());
    switch (name) {
      case "insert" -> {
        documents(command, "documents").forEach(document -> change.added.add(document.get("_id")));
        remember(change, new Document("_id", new Document("$in", change.added)));
      }
      case "update" -> documents(command, "updates").forEach(update -> remember(change, update.get("q")));
      case "delete" -> documents(command, "deletes").forEach(delete -> remember(change, delete.get("q")));
      case "findAndModify" -> remember(change, command.get("query"));
      default -> {
        return run.get();
      }
    }
    changes.push(change);
    Document reply = run.get();
    if (reply.containsKey("upserted")) {
      documents(reply, "upserted").forEach(upserted -> change.added.add(upserted.get("_id")));
    }
    if (Boolean.TRUE.equals(command.get("upsert")) && reply.get("value") instanceof Document after) {
      change.added.add(after.get("_id"));
    }
    return reply;
  }

  void undo() {
    for (Change change : changes) {
      List<Object> ids = new ArrayList<>(change.added);
      change.before.forEach(document -> ids.add(document.get("_id")));
      Document those = new Document("_id", new Document("$in", ids));
      run("delete", change.collection, "deletes", List.of(new Document("q", those).append("limit", 0)));
      if (!change.before.isEmpty()) {
        run("insert", change.collection, "documents", change.before);
      }
    }
    changes.clear();
  }

  private void remember(Change change, Object filter) {
    Document find = new Document("find", change.collection).append("filter", filter).append("batchSize", 1_000_000);
    Document reply = backend.handleCommand(channel, database, "find", find);
    documents((Document) reply.get("cursor"), "firstBatch")
        .forEach(document -> change.before.add(document.cloneDeeply()));
  }

  private void run(String command, String collection, String list, List<Document> entries) {
    backend.handleCommand(channel, database, command, new Document(command, collection).append(list, entries));
  }

  @SuppressWarnings("unchecked")
  private static List<Document> documents(Document of, String field) {
    return List.copyOf((List<Document>) of.get(field));
  }
}
