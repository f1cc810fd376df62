package dev.lodestar.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One connection that sends request after request and reads each answer to its end.
 *
 * <p>It computes next to nothing, because it shares the processors with what is measured.
 */
final class HttpConnection implements AutoCloseable {
  /** Sent with each request; servers that ask for no key do not read it. */
  static final String KEY = "pok_theKeyThatAllBenchmarksShowToTheirServers";

  private static final int BUFFER = 1 << 16;
  private static final String END = "\r\n";

  private final Socket socket;
  private final InputStream in;
  private final byte[] skipped = new byte[BUFFER];

  HttpConnection(URI server) throws IOException {
    this.socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /** What came back: the status and how many bytes of body. */
  record Answer(int status, long bytes) {}

  /**
   * Asks and waits for the whole answer.
   *
   * @param headers lines such as {@code Accept-Encoding: gzip}
   * @param body an empty one is none
   */
  Answer send(String method, String path, List<String> headers, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    List<String> head = new ArrayList<>();
    head.add(method + " " + path + " HTTP/1.1");
    head.add("Host: localhost");
    head.add("Authorization: Basic " + KEY);
    head.addAll(headers);
    if (content.length > 0) {
      head.add("Content-Type: application/json");
    }
    head.add("Content-Length: " + content.length);
    String lines = String.join(END, head) + END + END;
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(lines.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(content);
    socket.getOutputStream().write(request.toByteArray());
    return answer();
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    if (chunked) {
      return new Answer(status, skipChunks());
    }
    skip(length);
    return new Answer(status, length);
  }

  private long skipChunks() throws IOException {
    for (long sum = 0; ; ) {
      long length = Long.parseLong(line().strip(), 16);
      skip(length);
      line();
      if (length == 0) {
        return sum;
      }
      sum += length;
    }
  }

  private void skip(long length) throws IOException {
    for (long left = length; left > 0; ) {
      int read = in.read(skipped, 0, (int) Math.min(left, skipped.length));
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      left -= read;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
