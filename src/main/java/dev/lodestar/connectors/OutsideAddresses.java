package dev.lodestar.connectors;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which addresses the clients of connections may talk to: whoever may make a connection must not
 * reach the services that a cloud gives to this machine alone.
 *
 * <p>Names are looked up when a client is opened. What a system then sends its client on to, such
 * as the brokers behind a bootstrap server, is the network's to keep apart.
 */
public final class OutsideAddresses {
  /** Turns the list of refused addresses off. */
  private static final String NONE = "none";

  private final List<IpSubnetFilterRule> refused;
  private final Optional<List<String>> allowedHosts;

  private OutsideAddresses(List<IpSubnetFilterRule> refused, Optional<List<String>> allowedHosts) {
    this.refused = refused;
    this.allowedHosts = allowedHosts;
  }

  /**
   * Reads settings.
   *
   * <p>Errors: an {@link IllegalArgumentException} for a network that is none.
   *
   * @param refusedNetworks such as {@code 169.254.0.0/16}; {@code none} for no network
   * @param allowedHosts names of hosts, or {@code *.example.org} for all below that; everything
   *     else is refused, if there are some
   */
  static OutsideAddresses of(List<String> refusedNetworks, Optional<List<String>> allowedHosts) {
    return new OutsideAddresses(
        refusedNetworks.equals(List.of(NONE))
            ? List.of()
            : refusedNetworks.stream().map(OutsideAddresses::network).toList(),
        allowedHosts.map(
            hosts -> hosts.stream().map(host -> host.strip().toLowerCase(Locale.ROOT)).toList()));
  }

  private static IpSubnetFilterRule network(String text) {
    String[] parts = text.strip().split("/", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "\"%s\" is no network; write it like 169.254.0.0/16, or \"none\".".formatted(text));
    }
    return new IpSubnetFilterRule(parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.REJECT);
  }

  /** Every address. */
  public static OutsideAddresses all() {
    return of(List.of(NONE), Optional.empty());
  }

  /**
   * Lets a connection through to a host, or not.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE}. A name that nobody knows is let through: its
   * client says that better.
   *
   * @param member the member of the connection that holds the address
   */
  void require(String connection, String member, String host) {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (allowedHosts.isPresent() && allowedHosts.get().stream().noneMatch(like -> is(name, like))) {
      throw ConnectionFault.of(
          connection,
          "this server only connects to hosts that its operator allows, and %s is none of them; ask for it, or correct \"%s\"."
              .formatted(host, member),
          null);
    }
    if (addresses(name).stream().anyMatch(this::isRefused)) {
      throw ConnectionFault.of(
          connection,
          "%s is an address that only this machine may use, such as a cloud's metadata; correct \"%s\"."
              .formatted(host, member),
          null);
    }
  }

  private static boolean is(String name, String like) {
    String host = name.toLowerCase(Locale.ROOT);
    return like.startsWith("*.") ? host.endsWith(like.substring(1)) : host.equals(like);
  }

  private static List<InetAddress> addresses(String name) {
    try {
      return Arrays.asList(InetAddress.getAllByName(name));
    } catch (UnknownHostException e) {
      return List.of(); // As promised: the client finds the same, and explains it.
    }
  }

  private boolean isRefused(InetAddress address) {
    InetSocketAddress any = new InetSocketAddress(address, 1);
    return refused.stream().anyMatch(network -> network.matches(any));
  }
}
