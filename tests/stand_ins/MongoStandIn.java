import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.List;

/**
 * Serves MongoDB's protocol from memory on 127.0.0.1 and the port given, until it is ended: as the one member of a
 * replica set, so that drivers open sessions and send writes in the form that can be tried again.
 */
public final class MongoStandIn extends MemoryBackend {
  /** The cursor of a page that was full; one for all, for nothing is left in it. */
  private static final Long FULL = Long.MAX_VALUE;

  private final String address;

  private MongoStandIn(int port) {
    address = "127.0.0.1:" + port;
  }

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    new MongoServer(new MongoStandIn(port)).bind("127.0.0.1", port);
    System.out.println("listening");
  }

  /** How drivers greet a server they do not know yet. */
  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    return asMember(super.handleCommand(channel, database, command, query));
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    Document command = message.getDocument();
    if (command.containsKey("endSessions")) {
      return new Document("ok", 1.0);
    }
    if (FULL.equals(command.get("getMore"))) {
      String namespace = message.getDatabaseName() + "." + command.get("collection");
      Document end = new Document("id", 0L).append("ns", namespace).append("nextBatch", List.of());
      return new Document("cursor", end).append("ok", 1.0);
    }
    Document reply = asMember(super.handleMessage(message));
    if (command.containsKey("find") && isFull(command, reply)) {
      ((Document) reply.get("cursor")).put("id", FULL);
    }
    return reply;
  }

  private Document asMember(Document reply) {
    if (reply.containsKey("ismaster") || reply.containsKey("isWritablePrimary")) {
      reply.append("setName", "rs0")
          .append("setVersion", 1)
          .append("hosts", List.of(address))
          .append("primary", address)
          .append("me", address)
          .append("secondary", false)
          .append("logicalSessionTimeoutMinutes", 30);
    }
    return reply;
  }

  /** Whether a batch is just as long as the limit: then MongoDB keeps the cursor open, and tells its end when asked. */
  private static boolean isFull(Document command, Document reply) {
    return command.get("limit") instanceof Number limit
        && command.get("batchSize") instanceof Number batch
        && limit.longValue() == batch.longValue()
        && reply.get("cursor") instanceof Document cursor
        && cursor.get("firstBatch") instanceof List<?> found
        && found.size() == limit.longValue();
  }
}
