package dev.lodestar.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that sends whatever it is told to, each request over a connection of its own. */
public final class RawHttp {
  private static final int PIECE = 1 << 16;
  private static final int ANSWER_MAX = 8 << 20;
  private static final String EVENTS = "text/event-stream";

  private final int port;
  private final Duration patience;

  public RawHttp(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  public RawAnswer send(RawRequest request) throws IOException {
    return send(request.bytes(), request.isWhole());
  }

  /** Closes its side after the bytes, unless they are a whole request. */
  public RawAnswer send(byte[] bytes, boolean isWhole) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("localhost", port), (int) patience.toMillis());
      Thread writer = Thread.ofVirtual().start(() -> write(socket, bytes, isWhole));
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      boolean isLate = read(socket, received, deadline);
      writer.interrupt();
      return RawAnswer.of(received.toByteArray(), isLate);
    }
  }

  private static void write(Socket socket, byte[] bytes, boolean isWhole) {
    try {
      for (int at = 0; at < bytes.length; at += PIECE) {
        socket.getOutputStream().write(bytes, at, Math.min(PIECE, bytes.length - at));
      }
      if (!isWhole) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // The server has closed the connection; what it said before is what counts.
    }
  }

  /** Whether time was up before the end. */
  private static boolean read(Socket socket, ByteArrayOutputStream received, long deadline)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[PIECE];
    while (received.size() < ANSWER_MAX) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return true;
      }
      socket.setSoTimeout((int) left);
      int count;
      try {
        count = in.read(piece);
      } catch (SocketTimeoutException e) {
        return true;
      } catch (IOException e) {
        // Reset: nothing more comes.
        return false;
      }
      if (count < 0) {
        return false;
      }
      received.write(piece, 0, count);
      if (received.size() < PIECE
          && received.toString(StandardCharsets.ISO_8859_1).contains(EVENTS)) {
        // Goes on for as long as its job does.
        return false;
      }
    }
    return false;
  }
}
