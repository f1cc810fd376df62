package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.List;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** Functions of network addresses. Source: data-plane specification, 9.5. */
final class IpFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          function("IPV4_PARSE(address)")
              .returns("BIGINT", Typing.MAYBE_BIGINT)
              .takes(OperandTypes.ANY)
              .nulls("P; NULL for what is no address")
              .renders(IpFunctions::parsed)
              .example("IPV4_PARSE('5.5.5.5')", "84215045"),
          function("IPV4_STRINGIFY(address)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(OperandTypes.ANY)
              .nulls("P; NULL for what is no address")
              .renders(call -> "druid_ipv4_text(" + parsed(call) + ")")
              .example("IPV4_STRINGIFY(84215045)", "5.5.5.5"),
          function("IPV4_MATCH(address, subnet)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER))
              .nulls("false for what is no address; subnet is a literal")
              .renders(IpFunctions::matchV4)
              .example("IPV4_MATCH('181.13.41.82', '181.13.41.0/24')", "true"),
          function("IPV6_MATCH(address, subnet)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER))
              .nulls("false for what is no address; subnet is a literal")
              .renders(IpFunctions::matchV6)
              .example(
                  "IPV6_MATCH('75e9:efa4:29c6:85f6::232c', '75e9:efa4:29c6:85f6::/64')", "true"));

  private IpFunctions() {}

  private static String parsed(BoundCall call) {
    if (Typing.isInteger(call.type(0))) {
      return "druid_ipv4_number(" + call.arg(0) + ")";
    }
    if (Typing.isText(call.type(0)) || call.type(0).getSqlTypeName() == SqlTypeName.NULL) {
      return "druid_ipv4_parse(CAST(" + call.arg(0) + " AS VARCHAR))";
    }
    throw call.fault(0, "The address has to be text or an integer");
  }

  private static String matchV4(BoundCall call) {
    String subnet = subnet(call);
    IpAddresses.Ipv4Subnet range =
        IpAddresses.ipv4Subnet(subnet)
            .orElseThrow(() -> call.fault(1, "'%s' is not an IPv4 subnet".formatted(subnet)));
    // Digits alone are an address to IPV4_PARSE but not to this function.
    String address =
        Typing.isText(call.type(0)) ? "druid_ipv4_dotted(" + call.arg(0) + ")" : parsed(call);
    return "coalesce(%s BETWEEN %d AND %d, false)".formatted(address, range.first(), range.last());
  }

  private static String matchV6(BoundCall call) {
    String subnet = subnet(call);
    if (IpAddresses.ipv6Subnet(subnet).isEmpty()) {
      throw call.fault(1, "'%s' is not an IPv6 subnet".formatted(subnet));
    }
    return "coalesce(druid_ipv6_match(%s, %s), false)"
        .formatted(call.arg(0), Literals.text(subnet));
  }

  private static String subnet(BoundCall call) {
    return call.text(1).orElseThrow(() -> call.fault(1, "The subnet has to be a text literal"));
  }
}
