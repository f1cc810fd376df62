package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FileFormats;
import dev.lodestar.files.UploadedFile;
import dev.lodestar.json.DataModule;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.tables.SchemaMode;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.tables.TableType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final UserStamp STAMP = new UserStamp(new UserReference("u", "1"), NOW);
  private static final String TIME = "__time=TIME_PARSE(\"ts\")";

  @Test
  void plansColumnsInTheOrderOfTheMappings() {
    JobPlan plan = plan(job("b=\"l\"", TIME, "a=\"s\""), none());

    assertThat(plan.segmentColumns())
        .containsExactly(
            new Column("__time", DataType.TIMESTAMP),
            new Column("b", DataType.LONG),
            new Column("a", DataType.STRING));
    assertThat(plan.tableToCreate().orElseThrow().schemaMode()).isEqualTo(SchemaMode.FLEXIBLE);
    assertThat(plan.query())
        .startsWith("INSERT INTO \"t\" SELECT \"l\" AS \"b\", TIME_PARSE(\"ts\") AS \"__time\"")
        .endsWith("PARTITIONED BY DAY");
  }

  @Test
  void reportsAllProblemsAtOnce() {
    ServiceException fault =
        refusal(
            """
            {"filterExpression": "\\"nope\\" > 0", "clusteringColumns": ["lost"], %s}
            """
                .formatted(mappings("a=\"s\"", "a=\"l\"", "__x=1", "b=SUBSTRING(")),
            none());

    assertThat(fault.details())
        .extracting(Problem::target)
        .contains(
            "filterExpression",
            "mappings[1].columnName",
            "mappings[2].columnName",
            "mappings[3].expression",
            "mappings",
            "clusteringColumns[0]");
  }

  @Test
  void namesTheUnknownColumnOfAStrictTable() {
    Table strict = table(SchemaMode.STRICT, new Column("a", DataType.STRING));

    Problem problem = only(job(TIME, "a=\"s\"", "x=\"s\""), strict);

    assertThat(problem.target()).isEqualTo("mappings[2].columnName");
    assertThat(problem.message()).isEqualTo("Table t does not declare column \"x\".");
  }

  @Test
  void acceptsNewColumnsOfAFlexibleTable() {
    JobPlan plan = plan(job(TIME, "x=\"s\""), table(SchemaMode.FLEXIBLE));

    assertThat(plan.tableToCreate()).isEmpty();
  }

  @Test
  void refusesADuplicateMapping() {
    Problem problem = only(job(TIME, "a=\"s\"", "a=\"l\""), none());

    assertThat(problem.target()).isEqualTo("mappings[2].columnName");
    assertThat(problem.message()).contains("\"a\" is mapped twice");
  }

  @Test
  void refusesColumnsThatOnlyCaseTellsApart() {
    Problem problem = only(job(TIME, "City=\"s\"", "city=\"s\""), none());

    assertThat(problem.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(problem.target()).isEqualTo("mappings[2].columnName");
    assertThat(problem.message()).contains("\"city\"", "\"City\"", "case");
  }

  @Test
  void refusesAColumnThatOnlyCaseTellsFromTheTables() {
    Table table = table(SchemaMode.FLEXIBLE, new Column("City", DataType.STRING));

    assertThat(only(job(TIME, "city=\"s\""), table).code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
  }

  @Test
  void needsAMappingOfTime() {
    Problem problem = only(job("a=\"s\""), none());

    assertThat(problem.target()).isEqualTo("mappings");
    assertThat(problem.message()).contains("__time", "TIME_PARSE");
  }

  @ParameterizedTest
  @CsvSource({"\"\"\"ts\"\"\"", "\"\"\"l\"\"\"", "1"})
  void saysHowToMakeATimeOfOtherTypes(String quoted) {
    String expression = quoted.replace("\"\"", "\"").replaceAll("^\"(.*)\"$", "$1");
    Problem problem = only(job("__time=" + expression), none());

    assertThat(problem.target()).isEqualTo("mappings[0].expression");
    assertThat(problem.message()).contains("TIMESTAMP", "TIME_PARSE", "MILLIS_TO_TIMESTAMP");
  }

  @Test
  void pointsAtUnknownFieldsWithLineAndColumn() {
    Problem problem = only(job(TIME, "a=1 +\n  \"nope\""), none());

    assertThat(problem.target()).isEqualTo("mappings[1].expression");
    assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_SQL);
    assertThat(problem.message()).contains("nope", "line 2, column 3");
  }

  @Test
  void needsTheTableUnlessItMayMakeIt() {
    Problem problem =
        only("{\"createTableIfNotExists\": false, %s}".formatted(mappings(TIME)), none());

    assertThat(problem.target()).isEqualTo("target.tableName");
    assertThat(problem.message()).contains("Table t does not exist", "createTableIfNotExists");
  }

  @Test
  void clustersByMappedOrKnownColumnsOnly() {
    String body =
        "{\"clusteringColumns\": [\"a\", \"__time\", \"lost\"], %s}"
            .formatted(mappings(TIME, "a=\"s\""));

    Problem problem = only(body, none());

    assertThat(problem.target()).isEqualTo("clusteringColumns[2]");
    assertThat(problem.message()).contains("\"lost\"");
  }

  @Test
  void readsFilesOfOneFormat() {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class,
            () -> plan(uploaded("a.json", "b.csv"), none(), file("a.json"), file("b.csv")));

    assertThat(fault.target()).hasValue("source.fileList");
    assertThat(fault.messageText()).contains("nd-json, csv");
  }

  @Test
  void namesEachFileThatIsMissing() {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> plan(uploaded("x.json", "y.json"), none()));

    assertThat(fault.details())
        .extracting(Problem::target)
        .containsExactly("source.fileList[0]", "source.fileList[1]");
  }

  @Test
  void takesTheFormatFromTheFilesUnlessItIsSaid() {
    JobPlan plan = plan(uploaded("a.csv"), none(), file("a.csv"));

    assertThat(plan.template().format()).isInstanceOf(InputFormat.Csv.class);
  }

  @ParameterizedTest
  @CsvSource({"a.orc, Orc", "a.avro, AvroOcf", "a.parquet, Parquet", "a.json.gz, NdJson"})
  void knowsFormatsByTheNamesOfFiles(String name, String format) {
    JobPlan plan = plan(uploaded(name), none(), file(name));

    assertThat(plan.template().format().getClass().getSimpleName()).isEqualTo(format);
  }

  @Test
  void partitionsByTheJobThenByTheTableThenByDay() {
    String byHour = "{\"partitionedBy\": \"hour\", %s}".formatted(mappings(TIME));
    Table monthly =
        new Table(
            UUID.randomUUID(),
            TableSpec.createdByJob("t", Granularity.MONTH, List.of()),
            0,
            List.of(),
            false,
            STAMP,
            STAMP);

    assertThat(plan(byHour, monthly).template().partitioning()).isEqualTo(Granularity.HOUR);
    assertThat(plan(job(TIME), monthly).template().partitioning()).isEqualTo(Granularity.MONTH);
    assertThat(plan(job(TIME), none()).template().partitioning()).isEqualTo(Granularity.DAY);
  }

  @Test
  void convertsValuesToTheDeclaredType() {
    Table table = table(SchemaMode.STRICT, new Column("a", DataType.LONG));

    IngestPlan.Projection projection =
        plan(job(TIME, "a=\"s\""), table).template().projections().getFirst();

    assertThat(projection.column()).isEqualTo(new Column("a", DataType.LONG));
    assertThat(projection.engineSql()).isNotEqualTo("\"s\"").contains("bigint");
  }

  @Test
  void refusesValuesThatCannotBecomeTheDeclaredType() {
    Table table = table(SchemaMode.STRICT, new Column("a", DataType.JSON));

    Problem problem = only(job(TIME, "a=\"s\""), table);

    assertThat(problem.message()).contains("json", "VARCHAR", "PARSE_JSON");
  }

  @Test
  void fillsSketchColumnsWithDecodedSketchesOfTheirType() {
    Table table = table(SchemaMode.STRICT, new Column("h", DataType.HLL_SKETCH));
    String decoded = "h=DECODE_BASE64_COMPLEX('%s', \"s\")";

    JobPlan plan = plan(job(TIME, decoded.formatted("HLLSketch")), table);

    assertThat(plan.segmentColumns()).contains(new Column("h", DataType.HLL_SKETCH));
    assertThat(only(job(TIME, decoded.formatted("thetaSketch")), table).message())
        .contains("data type HLLSketch");
    assertThat(only(job(TIME, "h=\"s\""), table).message())
        .contains("use DECODE_BASE64_COMPLEX('HLLSketch', …)");
  }

  @Test
  void refusesAnAggregationInADetailTable() {
    ServiceException fault = refusal(job(TIME, "a=COUNT(*)"), none());

    assertThat(fault.target()).hasValue("mappings[1].expression");
  }

  @Test
  void refusesFilesInsideExpressions() {
    ServiceException fault =
        refusal(job(TIME, "a=(SELECT content FROM read_text('/etc/passwd'))"), none());

    assertThat(fault.target()).hasValue("mappings[1].expression");
  }

  @Test
  void refusesInputFieldsThatOnlyCaseTellsApart() {
    String fields =
        "\"inputSchema\": [{\"name\": \"a\", \"dataType\": \"long\"}, {\"name\": \"A\", \"dataType\": \"long\"}]";
    ServiceException fault =
        refusal(
            "{\"source\": {\"type\": \"inline\", \"data\": \"\", %s}, %s}"
                .formatted(fields, mappings("__time=MILLIS_TO_TIMESTAMP(\"a\")")),
            none());

    assertThat(fault.target()).hasValue("source.inputSchema[1].name");
  }

  private static Problem only(String json, Table table) {
    ServiceException fault = refusal(json, table);
    assertThat(fault.details()).as("one problem only").isEmpty();
    return fault.problem();
  }

  private static ServiceException refusal(String json, Table table) {
    return catchThrowableOfType(ServiceException.class, () -> plan(json, table));
  }

  private static Table none() {
    return null;
  }

  private static JobPlan plan(String json, Table table, UploadedFile... files) {
    return new JobPlanner(new DruidSql())
        .plan(spec(json), PlanInputs.of(Optional.ofNullable(table), List.of(files), NOW));
  }

  private static Table table(SchemaMode mode, Column... columns) {
    TableSpec spec =
        new TableSpec(
            "t", TableType.DETAIL, null, mode, Granularity.DAY, null, List.of(columns), null);
    return new Table(UUID.randomUUID(), spec, 0, List.of(), false, STAMP, STAMP);
  }

  private static UploadedFile file(String name) {
    return new UploadedFile(
        UUID.randomUUID(), name, 1, FileFormats.detect(name, null), "00", STAMP);
  }

  /** Each mapping is {@code column=expression}. */
  private static String job(String... mappings) {
    return "{" + mappings(mappings) + "}";
  }

  private static String uploaded(String... names) {
    return "{\"source\": {\"type\": \"uploaded\", \"fileList\": %s, \"inputSchema\": [{\"name\": \"ts\", \"dataType\": \"string\"}]}, %s}"
        .formatted(
            Stream.of(names).map(name -> '"' + name + '"').collect(Collectors.toList()),
            mappings(TIME));
  }

  private static String mappings(String... mappings) {
    return "\"mappings\": "
        + Arrays.stream(mappings)
            .map(mapping -> mapping.split("=", 2))
            .map(
                pair ->
                    JSON.createObjectNode()
                        .put("columnName", pair[0])
                        .put("expression", pair[1])
                        .toString())
            .collect(Collectors.joining(",", "[", "]"));
  }

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new DataModule());

  /** The given members over those of a small inline job that may make its table. */
  private static BatchSpec spec(String members) {
    String base =
        """
        {"type": "batch", "createTableIfNotExists": true,
         "target": {"type": "table", "tableName": "t"},
         "source": {"type": "inline", "data": "",
           "inputSchema": [{"name": "ts", "dataType": "string"}, {"name": "s", "dataType": "string"},
                           {"name": "l", "dataType": "long"}]}}
        """;
    try {
      ObjectNode body = (ObjectNode) JSON.readTree(base);
      return JSON.treeToValue(body.setAll((ObjectNode) JSON.readTree(members)), BatchSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(members, e);
    }
  }
}
