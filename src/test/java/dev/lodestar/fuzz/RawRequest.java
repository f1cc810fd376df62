package dev.lodestar.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as bytes, which need not be HTTP.
 *
 * @param method as the first line has it
 * @param target path and query, as the first line has them
 * @param headers whole lines, without their ends
 * @param body one character for each byte
 * @param isWhole whether a server can tell where it ends, so that it has to answer
 */
public record RawRequest(
    String method, String target, List<String> headers, String body, boolean isWhole) {
  private static final int SHOWN = 500;

  public static RawRequest of(String method, String target) {
    return new RawRequest(method, target, List.of(), "", true);
  }

  public RawRequest withMethod(String other) {
    return new RawRequest(other, target, headers, body, isWhole);
  }

  public RawRequest withTarget(String other) {
    return new RawRequest(method, other, headers, body, isWhole);
  }

  public RawRequest withHeader(String line) {
    List<String> more = new ArrayList<>(headers);
    more.add(line);
    return new RawRequest(method, target, List.copyOf(more), body, isWhole);
  }

  public RawRequest withoutHeader(String name) {
    List<String> fewer =
        headers.stream()
            .filter(line -> !line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
            .toList();
    return new RawRequest(method, target, fewer, body, isWhole);
  }

  public RawRequest withBody(String type, byte[] content) {
    RawRequest typed = withoutHeader("Content-Type");
    return new RawRequest(
            method,
            target,
            typed.withHeader("Content-Type: " + type).headers,
            new String(content, StandardCharsets.ISO_8859_1),
            isWhole)
        .withoutHeader("Content-Length")
        .withHeader("Content-Length: " + content.length);
  }

  public RawRequest withBody(String type, String content) {
    return withBody(type, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, as one that a server cannot know the end of. */
  public RawRequest broken() {
    return new RawRequest(method, target, headers, body, false);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder(method).append(' ').append(target);
    head.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  @Override
  public String toString() {
    String text = new String(bytes(), StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", "·");
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "... (%d bytes)".formatted(text.length());
  }
}
