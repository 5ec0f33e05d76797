package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A network between clients and a broker on this machine: it can stall, break and crawl. */
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;
  private static final long LOOK_MILLIS = 5;

  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong forwardedBytes = new AtomicLong();
  private final AtomicLong cutConnections = new AtomicLong();
  private volatile int target;
  private volatile boolean paused;
  private volatile boolean cut;
  private volatile long delayMillis;

  private TcpProxy(ServerSocket door) {
    this.door = door;
  }

  static TcpProxy open() {
    try {
      TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      daemon("proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return door.getLocalPort();
  }

  void leadTo(int port) {
    target = port;
  }

  /** Bytes so far, both ways. */
  long forwardedBytes() {
    return forwardedBytes.get();
  }

  /** Connections that a cut has broken or refused. */
  long cutConnections() {
    return cutConnections.get();
  }

  /** Nothing passes, and no one is told; connections stay. */
  void pause(boolean on) {
    paused = on;
  }

  /** Connections break, and new ones are closed at once. */
  void cut(boolean on) {
    cut = on;
    if (on) {
      open.forEach(
          socket -> {
            cutConnections.incrementAndGet();
            close(socket);
          });
    }
  }

  /** Every packet comes so much later than the one before it; 0 as fast as it goes. */
  void delay(long millis) {
    delayMillis = millis;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        if (cut || target == 0) {
          cutConnections.incrementAndGet();
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // The door was closed, or the broker is away: the client will try again.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket broker;
    try {
      broker = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    open.add(client);
    open.add(broker);
    daemon("proxy-out", () -> pump(client, broker));
    daemon("proxy-in", () -> pump(broker, client));
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        while (paused) {
          Waiting.sleep(LOOK_MILLIS);
        }
        if (delayMillis > 0) {
          Waiting.sleep(delayMillis);
        }
        out.write(buffer, 0, read);
        forwardedBytes.addAndGet(read);
      }
    } catch (IOException e) {
      // One side has gone; the other is closed with it.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      open.forEach(TcpProxy::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
