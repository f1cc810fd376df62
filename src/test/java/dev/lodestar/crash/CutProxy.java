package dev.lodestar.crash;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Passes bytes on to another port, and can cut all connections and refuse new ones, or take them
 * and pass nothing on.
 */
final class CutProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 13;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  CutProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (cut) {
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          System.out.println("proxy: " + e.getMessage());
        }
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
    open.add(client);
    open.add(other);
    Thread.ofVirtual().start(() -> pass(client, other));
    Thread.ofVirtual().start(() -> pass(other, client));
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        gate.await();
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of the two went away; the other goes, too.
      cutOff(from);
      cutOff(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void cutOff(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.out.println("proxy: " + e.getMessage());
    }
  }

  /** Ends all connections and takes none until {@link #mend}. */
  void cut() {
    cut = true;
    open.forEach(CutProxy::cutOff);
  }

  /** Takes what is sent and passes nothing on until {@link #mend}. */
  void stall() {
    gate = new CountDownLatch(1);
  }

  void mend() {
    cut = false;
    gate.countDown();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
