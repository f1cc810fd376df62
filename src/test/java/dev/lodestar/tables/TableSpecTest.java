package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSpecTest {
  @Test
  void refusesMoreTablesThanTheSettingAllows() {
    TablesConfig.requireRoom(1, OptionalInt.of(2));
    TablesConfig.requireRoom(Long.MAX_VALUE, OptionalInt.empty());

    assertThatThrownBy(() -> TablesConfig.requireRoom(2, OptionalInt.of(2)))
        .hasMessageContaining("2 is the limit");
  }

  @Test
  void fillsInTheDefaults() {
    TableSpec spec = new TableSpec("t", TableType.DETAIL, null, null, null, null, null, null);

    assertThat(spec.schemaMode()).isEqualTo(SchemaMode.FLEXIBLE);
    assertThat(spec.partitioningGranularity()).isEqualTo(Granularity.DAY);
    assertThat(spec.clusteringColumns()).isEmpty();
    assertThat(spec.schema()).isEmpty();
  }

  @Test
  void needsAType() {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class,
            () -> new TableSpec("t", null, null, null, null, null, null, null));

    assertThat(fault.target()).hasValue("type");
  }

  @Test
  void limitsTheDescriptionTo1000Characters() {
    assertThat(described("x".repeat(1000)).description()).hasSize(1000);
    assertThat(
            catchThrowableOfType(ServiceException.class, () -> described("x".repeat(1001)))
                .target())
        .hasValue("description");
  }

  @ParameterizedTest
  @CsvSource({
    "__time, long, schema[0], must have the data type timestamp",
    "__count, long, schema[0].name, reserved",
    "'', string, schema[0].name, needs a name",
    "' a', string, schema[0].name, space",
    "t, timestamp, schema[0], only __time",
  })
  void refusesColumnsThatCannotBe(String name, String type, String target, String rule) {
    ServiceException fault = refusal(new Column(name, DataType.ofApiName(type)));

    assertThat(fault.target()).hasValue(target);
    assertThat(fault.messageText()).contains(rule);
  }

  @Test
  void refusesADuplicateColumn() {
    ServiceException fault = refusal(text("a"), text("b"), text("a"));

    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(fault.target()).hasValue("schema[2]");
    assertThat(fault.messageText()).contains("\"a\" is declared twice");
  }

  @Test
  void refusesColumnsThatOnlyCaseTellsApart() {
    ServiceException fault = refusal(text("City"), text("city"));

    assertThat(fault.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(fault.target()).hasValue("schema[1].name");
    assertThat(fault.messageText()).contains("\"city\"", "\"City\"", "case", "rename");
  }

  @Test
  void limitsTheNumberOfColumns() {
    Column[] columns = IntStream.range(0, 1001).mapToObj(i -> text("c" + i)).toArray(Column[]::new);

    assertThat(refusal(columns).messageText()).contains("1000");
  }

  @Test
  void clustersByDeclaredAndDiscoveredColumnsOnly() {
    TableSpec spec =
        new TableSpec(
            "t",
            TableType.DETAIL,
            null,
            null,
            null,
            List.of("__time", "a", "found", "gone"),
            List.of(text("a")),
            null);

    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> spec.requireKnownClustering(Set.of("found")));

    assertThat(fault.target()).hasValue("clusteringColumns[3]");
    assertThat(fault.messageText()).contains("\"gone\"");
  }

  private static TableSpec described(String description) {
    return new TableSpec("t", TableType.DETAIL, description, null, null, null, null, null);
  }

  private static ServiceException refusal(Column... columns) {
    return catchThrowableOfType(
        ServiceException.class,
        () -> new TableSpec("t", TableType.DETAIL, null, null, null, null, List.of(columns), null));
  }

  private static Column text(String name) {
    return new Column(name, DataType.STRING);
  }
}
