package dev.lodestar.sql.function;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and prints network addresses. */
final class IpAddresses {
  private static final long IPV4_MAX = 0xFFFF_FFFFL;
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BYTES = 16;
  private static final Pattern DOTTED =
      Pattern.compile("(?:::ffff:)?(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,10}");
  // Only characters of literals: a name would be looked up in the network.
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private IpAddresses() {}

  /** Addresses from the first to the last of a subnet, as numbers. */
  record Ipv4Subnet(long first, long last) {}

  /** An address as a number, and how many of its leading bits a subnet fixes. */
  record Ipv6Subnet(BigInteger address, int bits) {}

  /** Dotted text or digits as a number, or null. */
  static @Nullable Long parseIpv4(String text) {
    return DIGITS.matcher(text).matches() ? numberOf(Long.parseLong(text)) : parseDotted(text);
  }

  /** Dotted text as a number, or null. */
  static @Nullable Long parseDotted(String text) {
    Matcher parts = DOTTED.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long address = 0;
    for (int i = 1; i <= parts.groupCount(); i++) {
      int part = Integer.parseInt(parts.group(i));
      if (part > 255) {
        return null;
      }
      address = (address << 8) | part;
    }
    return address;
  }

  /** The number if it is one of an address, else null. */
  static @Nullable Long numberOf(long number) {
    return number >= 0 && number <= IPV4_MAX ? number : null;
  }

  static String printIpv4(long address) {
    return "%d.%d.%d.%d"
        .formatted(address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
  }

  static Optional<Ipv4Subnet> ipv4Subnet(String text) {
    int slash = text.indexOf('/');
    Long address = parseDotted(slash < 0 ? text : text.substring(0, slash));
    int bits = slash < 0 ? IPV4_BITS : prefix(text.substring(slash + 1), IPV4_BITS);
    if (address == null || bits < 0) {
      return Optional.empty();
    }
    long mask = (IPV4_MAX << (IPV4_BITS - bits)) & IPV4_MAX;
    return Optional.of(new Ipv4Subnet(address & mask, (address & mask) | (IPV4_MAX & ~mask)));
  }

  static Optional<Ipv6Subnet> ipv6Subnet(String text) {
    int slash = text.indexOf('/');
    int most = IPV6_BYTES * Byte.SIZE;
    int bits = slash < 0 ? most : prefix(text.substring(slash + 1), most);
    return bits < 0
        ? Optional.empty()
        : parseIpv6(slash < 0 ? text : text.substring(0, slash))
            .map(address -> new Ipv6Subnet(address, bits));
  }

  /** Whether an address lies in a subnet that {@link #ipv6Subnet} takes. */
  static boolean matchesIpv6(String address, String subnet) {
    Ipv6Subnet range = ipv6Subnet(subnet).orElseThrow();
    return parseIpv6(address).filter(number -> inRange(number, range)).isPresent();
  }

  private static boolean inRange(BigInteger address, Ipv6Subnet subnet) {
    int free = IPV6_BYTES * Byte.SIZE - subnet.bits();
    return address.xor(subnet.address()).shiftRight(free).signum() == 0;
  }

  private static Optional<BigInteger> parseIpv6(String text) {
    if (!IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      return bytes.length == IPV6_BYTES ? Optional.of(new BigInteger(1, bytes)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static int prefix(String text, int most) {
    if (!text.matches("\\d{1,3}")) {
      return -1;
    }
    int bits = Integer.parseInt(text);
    return bits <= most ? bits : -1;
  }
}
