package dev.lodestar.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back over a connection.
 *
 * @param status 0 if the connection was closed without an answer
 * @param isLate whether the connection was still open when patience ended
 */
public record RawAnswer(int status, Map<String, String> headers, String body, boolean isLate) {
  static RawAnswer of(byte[] bytes, boolean isLate) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.") || end < 0) {
      return new RawAnswer(0, Map.of(), text, isLate);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    String rest = text.substring(end + 4);
    String body =
        "chunked".equalsIgnoreCase(headers.get("transfer-encoding")) ? joined(rest) : rest;
    String decoded = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return new RawAnswer(Integer.parseInt(lines[0].split(" ")[1]), headers, decoded, isLate);
  }

  private static String joined(String chunks) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int size = line < 0 ? 0 : Integer.parseInt(chunks.substring(at, line).strip(), 16);
      int end = Math.min(chunks.length(), line + 2 + size);
      if (size == 0) {
        break;
      }
      whole.append(chunks, line + 2, end);
      at = end + 2;
    }
    return whole.toString();
  }
}
