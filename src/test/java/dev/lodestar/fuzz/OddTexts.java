package dev.lodestar.fuzz;

import java.util.List;

/** Texts that some part of a server might stumble over. */
final class OddTexts {
  private OddTexts() {}

  /** Harmless ones. */
  static final List<String> PLAIN =
      List.of(
          "x",
          "fuzz",
          "",
          "2024-01-01T00:00:00Z",
          "2024-01-01/2024-02-01",
          "P1D",
          "PT5M",
          "day",
          "\"a\"",
          "SELECT 1",
          "batch",
          "string",
          "true",
          "7");

  /** As values of JSON. */
  static final List<String> ODD =
      List.of(
          "\0",
          "a\0b",
          "\ud800",
          "\udc00x",
          "\ufeff",
          "\ufffe\uffff",
          "\u202e\u0301\u200d",
          "\ud83d\ude00".repeat(64),
          "x".repeat(70_000),
          "%00%s%n%d{}${x}$1\\1#{1}",
          "../../../../etc/passwd",
          "..\\..\\x",
          "/",
          ".",
          "..",
          "'",
          "\"",
          "\";'--/*",
          "\r\nX-Odd: 1",
          "-9223372036854775809",
          "1e400",
          "NaN",
          "9999-12-31T23:59:59.999Z/+999999999-01-01T00:00:00Z",
          "P99999999999Y",
          "-PT1S",
          "null",
          "__time",
          "sys",
          "http://127.0.0.1:1/",
          "file:///nowhere",
          " ");

  /** As steps of a path or values of a query parameter, written as there. */
  static final List<String> ESCAPED =
      List.of(
          "%00",
          "a%00b",
          "%ff",
          "%c0%af",
          "%c0%ae%c0%ae",
          "%ed%a0%80",
          "%e2%82",
          "%2e%2e",
          "..",
          ".",
          "...",
          "%2f",
          "a%2Fb",
          "..%2f..%2fetc%2fpasswd",
          "%5c..%5c",
          "%zz",
          "%",
          "%u0041",
          "%25",
          "%2500",
          ";a=b",
          "x;a=%00",
          "a+b%20c",
          "%0d%0aX:1",
          "%09",
          "*",
          "{x}",
          "{",
          "<script>",
          "'\"",
          "\\",
          "|",
          "^`",
          "%22%27%3b--",
          "%F0%9F%98%80",
          "\u00e9\u00ff",
          "@:&=$,!",
          "~",
          "-1",
          "0",
          "00000000-0000-0000-0000-000000000000",
          "99999999999999999999999999",
          "x".repeat(255),
          "x".repeat(3_000),
          "%C3%A9".repeat(500),
          "x".repeat(20_000));
}
