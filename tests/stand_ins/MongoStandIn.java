import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Serves MongoDB's protocol from memory on 127.0.0.1 and the port given, until it is ended: as the one member of a
 * replica set, so that drivers open sessions, use transactions and send writes in the form that can be tried again.
 * With "standalone" after the port it is a server that has none of these.
 *
 * <p>Transactions run one at a time, and everybody else waits: what they meet on a real one, conflicts, is had by the
 * fail point that MongoDB has for tests. As there, an error ends the transaction, and a lost connection undoes it.
 */
public final class MongoStandIn extends MemoryBackend {
  /** The cursor of a page that was full; one for all, for nothing is left in it. */
  private static final Long FULL = Long.MAX_VALUE;

  /** MongoDB 4.0, the first with transactions. */
  private static final int WIRE_VERSION = 7;

  private static final int ILLEGAL_OPERATION = 20;
  private static final int NO_SUCH_TRANSACTION = 251;

  /** The label of errors after which nothing is left of a transaction. */
  private static final String TRANSIENT = "TransientTransactionError";

  /** What drivers ask at any time, and never of the data. */
  private static final Set<String> GREETINGS = Set.of("hello", "ismaster", "isMaster", "ping");

  private final String address;
  private final boolean standalone;
  private final FailPoint failPoint = new FailPoint();

  /** Whose turn it is to use the data: a command's, or a transaction's until its end. */
  private final Semaphore turn = new Semaphore(1);

  private final Map<Channel, Transaction> transactions = new ConcurrentHashMap<>();

  private MongoStandIn(int port, boolean standalone) {
    this.address = "127.0.0.1:" + port;
    this.standalone = standalone;
  }

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    boolean standalone = arguments.length > 1 && arguments[1].equals("standalone");
    new MongoStandIn(port, standalone).listen(port);
    System.out.println("listening");
  }

  /** As MongoServer does it, but for threads on which commands may wait: on Netty's own, they hold up others. */
  private void listen(int port) {
    var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var threads = Executors.newCachedThreadPool();
    var pipeline =
        new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder(), new MongoWireProtocolHandler())
                .addLast(new PatientHandler(MongoStandIn.this, connections, threads), new MongoExceptionHandler());
          }
        };
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
        .channel(NioServerSocketChannel.class)
        .childHandler(pipeline)
        .bind("127.0.0.1", port)
        .syncUninterruptibly();
  }

  private static final class PatientHandler extends MongoDatabaseHandler {
    private final Executor threads;

    PatientHandler(MongoBackend backend, ChannelGroup connections, Executor threads) {
      super(backend, connections);
      this.threads = threads;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
      threads.execute(() -> super.channelRead0(context, request));
    }
  }

  /** How drivers greet a server they do not know yet. */
  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    return asMember(super.handleCommand(channel, database, command, query));
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    Document command = message.getDocument();
    String name = command.keySet().iterator().next();
    if (name.equals("endSessions")) {
      return new Document("ok", 1.0);
    }
    if (name.equals("configureFailPoint")) {
      return failPoint.configure(command);
    }
    if (GREETINGS.contains(name)) {
      return asMember(super.handleMessage(message));
    }
    Document failure = failPoint.failureOf(name);
    if (failure != null) {
      if (failure.get("errorLabels") instanceof List<?> labels && labels.contains(TRANSIENT)) {
        undo(message.getChannel());
      }
      return failure;
    }
    if (command.containsKey("autocommit")) {
      return inTransaction(name, message);
    }
    turn.acquireUninterruptibly();
    try {
      return perform(message);
    } finally {
      turn.release();
    }
  }

  @Override
  public void handleClose(Channel channel) {
    undo(channel);
    super.handleClose(channel);
  }

  private Document inTransaction(String name, MongoMessage message) {
    if (standalone) {
      return error(ILLEGAL_OPERATION, "Transaction numbers are only allowed on a replica set member or mongos");
    }
    Channel channel = message.getChannel();
    Document command = message.getDocument();
    if (Boolean.TRUE.equals(command.get("startTransaction"))) {
      undo(channel);
      turn.acquireUninterruptibly();
      transactions.put(channel, new Transaction(this, channel, message.getDatabaseName(), command.get("txnNumber")));
      if (!channel.isActive()) {
        undo(channel);
      }
    }
    Transaction transaction = transactions.get(channel);
    if (transaction == null) {
      return noSuchTransaction();
    }
    // So that a connection that is closed meanwhile undoes the command too.
    synchronized (transaction) {
      if (transactions.get(channel) != transaction || !transaction.has(command.get("txnNumber"))) {
        return noSuchTransaction();
      }
      switch (name) {
        case "commitTransaction" -> {
          if (!transactions.remove(channel, transaction)) {
            return noSuchTransaction();
          }
          turn.release();
          return new Document("ok", 1.0);
        }
        case "abortTransaction" -> {
          undo(channel);
          return new Document("ok", 1.0);
        }
        default -> {
          return perform(transaction, name, message);
        }
      }
    }
  }

  private Document perform(Transaction transaction, String name, MongoMessage message) {
    try {
      Document reply = transaction.perform(name, message.getDocument(), () -> perform(message));
      if (reply.containsKey("writeErrors")) {
        undo(message.getChannel());
      }
      return reply;
    } catch (MongoServerException error) {
      undo(message.getChannel());
      throw error;
    }
  }

  private void undo(Channel channel) {
    Transaction transaction = transactions.remove(channel);
    if (transaction != null) {
      synchronized (transaction) {
        transaction.undo();
      }
      turn.release();
    }
  }

  private Document perform(MongoMessage message) {
    Document command = message.getDocument();
    if (FULL.equals(command.get("getMore"))) {
      String namespace = message.getDatabaseName() + "." + command.get("collection");
      Document end = new Document("id", 0L).append("ns", namespace).append("nextBatch", List.of());
      return new Document("cursor", end).append("ok", 1.0);
    }
    Document reply = super.handleMessage(message);
    if (command.containsKey("find") && isFull(command, reply)) {
      ((Document) reply.get("cursor")).put("id", FULL);
    }
    return reply;
  }

  private Document asMember(Document reply) {
    if (!standalone && (reply.containsKey("ismaster") || reply.containsKey("isWritablePrimary"))) {
      reply.append("setName", "rs0")
          .append("setVersion", 1)
          .append("hosts", List.of(address))
          .append("primary", address)
          .append("me", address)
          .append("secondary", false)
          .append("maxWireVersion", WIRE_VERSION)
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

  private static Document noSuchTransaction() {
    return error(NO_SUCH_TRANSACTION, "Given transaction number does not match any in-progress transactions")
        .append("errorLabels", List.of(TRANSIENT));
  }

  private static Document error(int code, String message) {
    return new Document("ok", 0.0).append("code", code).append("errmsg", message);
  }
}
