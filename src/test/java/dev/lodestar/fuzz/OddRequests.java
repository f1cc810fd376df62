package dev.lodestar.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests for an operation with something wrong or odd about each. */
public final class OddRequests {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)[^}]*}");
  private static final String JSON = "application/json";
  private static final byte[] BOMB = OddBodies.bomb();

  private final SplittableRandom random;
  private final ApiDescription api;
  private final Map<String, List<String>> known;
  private final List<String> credentials;
  private final OddBodies bodies;

  /**
   * Makes a source of requests.
   *
   * @param credentials the header line that lets a request in, then those that do not
   */
  public OddRequests(
      SplittableRandom random,
      ApiDescription api,
      Map<String, List<String>> known,
      List<String> credentials) {
    this.random = random;
    this.api = api;
    this.known = known;
    this.credentials = credentials;
    this.bodies = new OddBodies(random);
  }

  public RawRequest next(ApiDescription.Operation operation) {
    RawRequest good = good(operation);
    boolean takesBody = !operation.body().isMissingNode();
    return switch (random.nextInt(takesBody ? 12 : 6)) {
      case 0 -> good.withTarget(oddPath(operation));
      case 1 -> good.withTarget(good.target() + oddQuery(operation));
      case 2 -> oddHeader(good);
      case 3 -> oddFrame(good);
      case 4 -> good.withMethod(one(METHODS));
      case 5 -> takesBody ? good : good.withBody(JSON, bodies.malformed(value(operation)));
      case 6, 7 -> faultyBody(operation, good);
      default -> bentBody(operation, good);
    };
  }

  private static final List<String> METHODS =
      List.of(
          "TRACE",
          "PATCH",
          "OPTIONS",
          "HEAD",
          "PUT",
          "DELETE",
          "POST",
          "GET",
          "CONNECT",
          "ODD",
          "get",
          "PROPFIND",
          "X".repeat(300),
          "G\0T",
          "PRI");

  private RawRequest good(ApiDescription.Operation operation) {
    RawRequest request =
        RawRequest.of(operation.method(), filled(operation.path()))
            .withHeader(credentials.getFirst());
    if (operation.body().isMissingNode()) {
      return request;
    }
    return isUpload(operation)
        ? request.withBody(
            "multipart/form-data; boundary=B", bodies.multipart(known.get("fileName").getFirst()))
        : request.withBody(JSON, value(operation).toString());
  }

  private JsonNode value(ApiDescription.Operation operation) {
    return api.body(operation);
  }

  private static boolean isUpload(ApiDescription.Operation operation) {
    return operation.path().endsWith("/files");
  }

  private String filled(String path) {
    return PARAMETER
        .matcher(path)
        .replaceAll(
            step ->
                Matcher.quoteReplacement(
                    random.nextInt(8) == 0
                        ? "x"
                        : one(known.getOrDefault(step.group(1), List.of("x")))));
  }

  private String oddPath(ApiDescription.Operation operation) {
    String path = filled(operation.path());
    String odd = one(OddTexts.ESCAPED);
    return switch (random.nextInt(6)) {
      case 0 -> path + "/" + odd;
      case 1 -> path + odd;
      case 2 -> path.replaceFirst("/", "//");
      case 3 -> path.replaceAll("/[^/]+$", "/" + Matcher.quoteReplacement(odd));
      case 4 -> "http://elsewhere" + path;
      default -> PARAMETER.matcher(operation.path()).replaceAll(Matcher.quoteReplacement(odd));
    };
  }

  private String oddQuery(ApiDescription.Operation operation) {
    StringBuilder query = new StringBuilder("?");
    List<String> names = operation.query().isEmpty() ? List.of("x") : operation.query();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String value =
          random.nextInt(4) == 0
              ? one(List.of("", "1", "-5", "1.5", "true", "null", "ASC", "2147483648"))
              : one(OddTexts.ESCAPED);
      query.append(one(names)).append('=').append(value).append('&');
    }
    return random.nextInt(10) == 0 ? "?" + one(OddTexts.ESCAPED) : query.toString();
  }

  private RawRequest oddHeader(RawRequest good) {
    RawRequest typed = good.withoutHeader("Content-Type");
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> typed.withHeader("Content-Type: " + one(TYPES));
      case 3 -> good.withHeader("Accept: " + one(TYPES));
      case 4 ->
          good.withHeader("Content-Encoding: " + one(List.of("gzip", "br", "x", "", "\u00ff")));
      case 5 -> encoded(good);
      case 6 -> good.withHeader("X-Odd: " + "x".repeat(1 << one(List.of(10, 13, 16))));
      case 7 -> good.withHeader(one(credentials));
      case 8, 9 -> good.withoutHeader("Authorization").withHeader(one(credentials));
      case 10 -> good.withHeader(one(LINES));
      default -> good.withoutHeader("Authorization");
    };
  }

  private static final List<String> TYPES =
      List.of(
          "",
          "/",
          "json",
          "application/json; charset=UTF-16",
          "application/json; charset=nope",
          "application/json; charset=\"",
          "application/json;;;=",
          "application/json, text/plain",
          "application/merge-patch+json",
          "text/plain",
          "text/event-stream",
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/form-data; boundary=" + "b".repeat(5_000),
          "multipart/mixed; boundary=B",
          "application/x-www-form-urlencoded",
          "application/xml",
          "*/*",
          "a/b; q=x; q=\"\\",
          "\u0001/\u0002",
          "application/octet-stream");

  private static final List<String> LINES =
      List.of(
          "Expect: 100-continue",
          "Expect: odd",
          "Upgrade: h2c",
          "Upgrade: websocket",
          "Range: bytes=0-1",
          "X-HTTP-Method-Override: DELETE",
          "Cookie: " + "a=b; ".repeat(1_000),
          "Host: elsewhere",
          "Host: a b",
          "Host: [::",
          "Host: \u00e9:x",
          "Host:",
          "If-Match: \"",
          "Accept-Encoding: gzip;q=x, \u00ff",
          "Accept-Language: \u0001",
          "Origin: null",
          "X-Forwarded-For: \u00ff",
          "No-Colon",
          ": x",
          "A B: c",
          "Bad\0Name: x",
          "Connection: keep-alive, Upgrade, HTTP2-Settings");

  private RawRequest encoded(RawRequest good) {
    byte[] packed = OddBodies.gzip(latin(good.body()));
    byte[] body =
        switch (random.nextInt(4)) {
          case 0 -> Arrays.copyOf(packed, packed.length / 2);
          case 1 -> BOMB;
          case 2 -> bodies.bytes(100);
          default -> packed;
        };
    return good.withBody(JSON, body).withHeader("Content-Encoding: gzip");
  }

  /** Lies about where the body ends. */
  private RawRequest oddFrame(RawRequest good) {
    RawRequest bare = good.withoutHeader("Content-Length");
    int length = good.body().length();
    return switch (random.nextInt(10)) {
      case 0 -> bare.withHeader("Content-Length: " + (length + 100)).broken();
      case 1 -> bare.withHeader("Content-Length: " + length / 2).broken();
      case 2 -> bare.withHeader("Content-Length: -1").broken();
      case 3 -> bare.withHeader("Content-Length: " + "9".repeat(30)).broken();
      case 4 -> bare.withHeader("Content-Length: " + Long.MAX_VALUE).broken();
      case 5 -> good.withHeader("Content-Length: " + (length + 1)).broken();
      case 6 -> good.withHeader("Transfer-Encoding: chunked").broken();
      case 7 -> chunks(bare, "%x\r\n%s\r\n0\r\n\r\n");
      case 8 -> chunks(bare, "%x\r\n%s").broken();
      default -> chunks(bare, "%xzz\r\n%s\r\n").broken();
    };
  }

  private static RawRequest chunks(RawRequest bare, String form) {
    String body = bare.body();
    String framed = form.formatted(body.length(), body);
    RawRequest request = bare.withHeader("Transfer-Encoding: chunked");
    return new RawRequest(
        request.method(),
        request.target(),
        request.headers(),
        body.isEmpty() ? "0\r\n\r\n" : framed,
        true);
  }

  private RawRequest faultyBody(ApiDescription.Operation operation, RawRequest good) {
    return isUpload(operation) && random.nextBoolean()
        ? good
        : good.withBody(
            isUpload(operation) ? one(TYPES) : JSON, bodies.malformed(value(operation)));
  }

  private RawRequest bentBody(ApiDescription.Operation operation, RawRequest good) {
    return isUpload(operation) ? good : good.withBody(JSON, bodies.bent(value(operation)));
  }

  /** What is not HTTP, or ends too soon. */
  public byte[] notHttp() {
    String whole = "GET /v1/projects HTTP/1.1\r\nHost: x\r\n" + credentials.getFirst() + "\r\n\r\n";
    return switch (random.nextInt(9)) {
      case 0 -> bodies.bytes(1 + random.nextInt(2_000));
      case 1 -> latin(whole.substring(0, random.nextInt(whole.length())));
      case 2 -> latin("\r\n".repeat(1_000));
      case 3 -> latin("GET\r\n\r\n");
      case 4 -> latin("GET / HTTP/9.9\r\n\r\n");
      case 5 -> latin("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      case 6 -> new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03};
      case 7 -> latin("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(20_000));
      default -> latin(whole.replace("\r\n", "\n").repeat(20));
    };
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
