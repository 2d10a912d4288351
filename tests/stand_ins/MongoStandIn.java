import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Serves MongoDB's protocol from memory on 127.0.0.1 and the port given, until it is ended. */
public final class MongoStandIn {
  private MongoStandIn() {}

  public static void main(String[] arguments) {
    new MongoServer(new MemoryBackend()).bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("listening");
  }
}
