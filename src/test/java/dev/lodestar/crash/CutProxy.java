package dev.lodestar.crash;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on to another port, and can cut all connections and refuse new ones. */
final class CutProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

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
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two went away; the other goes, too.
      cutOff(from);
      cutOff(to);
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

  void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
