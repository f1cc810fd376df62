package dev.lodestar.sql.function;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints network addresses and prefixes in one form each: dotted numbers, or as RFC 5952 says.
 *
 * <p>An IPv4 address within IPv6 is the IPv4 address.
 */
final class IpTexts {
  private static final int BYTE_MASK = 0xff;
  // Only characters of literals: a name would be looked up in the network.
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern PREFIX = Pattern.compile("([^/]*)/(\\d{1,3})");
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  private IpTexts() {}

  static Optional<String> address(String text) {
    return bytes(text.strip()).map(IpTexts::print);
  }

  /** The network and its length, {@code 10.0.0.0/8}; the bits of the host are cleared. */
  static Optional<String> prefix(String text) {
    Matcher parts = PREFIX.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    int length = Integer.parseInt(parts.group(2));
    return bytes(parts.group(1))
        .filter(address -> length <= address.length * Byte.SIZE)
        .map(address -> print(network(address, length)) + "/" + length);
  }

  private static Optional<byte[]> bytes(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static byte[] network(byte[] address, int length) {
    byte[] network = address.clone();
    for (int bit = length; bit < network.length * Byte.SIZE; bit++) {
      network[bit / Byte.SIZE] &= (byte) ~(1 << (Byte.SIZE - 1 - bit % Byte.SIZE));
    }
    return network;
  }

  private static String print(byte[] address) {
    List<String> parts = new ArrayList<>();
    if (address.length == Integer.BYTES) {
      for (byte part : address) {
        parts.add(Integer.toString(part & BYTE_MASK));
      }
      return String.join(".", parts);
    }
    for (int i = 0; i < address.length; i += 2) {
      parts.add(
          Integer.toHexString(
              (address[i] & BYTE_MASK) << Byte.SIZE | (address[i + 1] & BYTE_MASK)));
    }
    return shortened(String.join(":", parts));
  }

  /** The longest run of zeros, the first of several, becomes two colons. */
  private static String shortened(String groups) {
    List<String> runs = new ArrayList<>();
    Matcher zeros = ZEROS.matcher(groups);
    while (zeros.find()) {
      runs.add(zeros.group());
    }
    if (runs.isEmpty()) {
      return groups;
    }
    int most = Collections.max(runs.stream().map(IpTexts::count).toList());
    String run = runs.stream().filter(found -> count(found) == most).findFirst().orElseThrow();
    int at = groups.indexOf(run);
    return groups.substring(0, at) + "::" + groups.substring(at + run.length());
  }

  private static int count(String run) {
    return (int) run.chars().filter(c -> c == '0').count();
  }
}
