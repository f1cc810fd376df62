package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveredColumnsTest {
  @ParameterizedTest
  @CsvSource({
    "long, long, long",
    "long, bigint, long",
    "long, double, double",
    "double, long, double",
    "float, long, double",
    "float, double, double",
    "long, string, string",
    "string, double, string",
    "json, string, string",
    "longArray, long, string",
    "string, ipAddress, string",
    "HLLSketch, thetaSketch, string",
  })
  void widensAColumnSoThatOldAndNewValuesFit(String known, String found, String common) {
    List<Column> columns = new ArrayList<>(List.of(column("a", known)));

    DiscoveredColumns.add(columns, column("a", found));

    assertThat(columns).containsExactly(column("a", common));
  }

  @Test
  void appendsNewColumnsInTheOrderTheyAppear() {
    List<Column> columns = new ArrayList<>(List.of(column("b", "long")));

    DiscoveredColumns.add(columns, column("a", "string"));

    assertThat(columns).containsExactly(column("b", "long"), column("a", "string"));
  }

  @Test
  void refusesAColumnThatOnlyCaseTellsFromAKnownOne() {
    List<Column> columns = new ArrayList<>(List.of(column("City", "string")));

    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> DiscoveredColumns.add(columns, column("city", "long")));

    assertThat(fault.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(columns).containsExactly(column("City", "string"));
  }

  @Test
  void refusesMoreColumnsThanATableMayHave() {
    DiscoveredColumns.requireFew("t", 1000);

    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> DiscoveredColumns.requireFew("t", 1001));

    assertThat(fault.code()).isEqualTo(ErrorCode.TOO_MANY_COLUMNS);
  }

  private static Column column(String name, String type) {
    return new Column(name, DataType.ofApiName(type));
  }
}
