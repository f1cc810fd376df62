package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the API is complete enough that a client can be generated from it. */
@QuarkusTest
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** Answers 202 without a body, as in Druid. */
  private static final Set<String> BODILESS =
      Set.of(
          "delete /v1/projects/{projectId}/query/sql/{sqlQueryId}",
          "delete /v1/query/sql/{sqlQueryId}",
          "delete /druid/v2/sql/{sqlQueryId}",
          "delete /v1/apikeys/{id}",
          "delete /auth/realms/{org}/apikeys/{id}",
          "post /v1/projects/{projectId}/events/{connectionName}",
          "post /v1/events/{connectionName}",
          "post /v2/events/{connectionName}");

  private JsonNode api;

  /** An operation where it stands. */
  private record Operation(String method, String path, JsonNode json) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @BeforeEach
  void load() throws JsonProcessingException {
    String text = given().get("/q/openapi?format=json").then().statusCode(200).extract().asString();
    api = new ObjectMapper().readTree(text);
  }

  @Test
  void namesItself() {
    assertThat(api.path("openapi").asText()).startsWith("3.");
    assertThat(api.at("/info/title").asText()).containsIgnoringCase("Lodestar");
    assertThat(api.at("/info/version").asText()).isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> dangling = new ArrayList<>();
    for (JsonNode reference : api.findValues("$ref")) {
      if (!reference.asText().startsWith("#/")
          || api.at(reference.asText().substring(1)).isMissingNode()) {
        dangling.add(reference.asText());
      }
    }

    assertThat(dangling).isEmpty();
    assertThat(api.findValues("$ref")).isNotEmpty();
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    List<String> ids =
        operations().stream().map(o -> o.json().path("operationId").asText()).toList();

    assertThat(ids).doesNotContain("").doesNotHaveDuplicates().hasSizeGreaterThan(30);
  }

  @Test
  void everyOperationSaysWhatItAnswers() {
    for (Operation operation : operations()) {
      List<JsonNode> good = new ArrayList<>();
      operation
          .json()
          .path("responses")
          .properties()
          .forEach(
              response -> {
                if (response.getKey().startsWith("2")) {
                  good.add(response.getValue());
                }
              });

      assertThat(good).as(operation.toString()).hasSize(1);
      JsonNode responses = operation.json().path("responses");
      if (!responses.has("204") && !BODILESS.contains(operation.toString())) {
        assertThat(good.getFirst().at("/content").size()).as(operation.toString()).isPositive();
        good.getFirst()
            .path("content")
            .forEach(
                content ->
                    assertThat(content.path("schema").size())
                        .as(operation.toString())
                        .isPositive());
      }
    }
  }

  @Test
  void everyOperationSaysHowItFails() {
    for (Operation operation : operations()) {
      if (operation.path().equals("/v1/projects")) {
        continue;
      }
      List<Map.Entry<String, JsonNode>> faults =
          operation.json().path("responses").properties().stream()
              .filter(response -> response.getKey().startsWith("4"))
              .toList();

      assertThat(faults).as(operation.toString()).isNotEmpty();
      for (Map.Entry<String, JsonNode> fault : faults) {
        JsonNode response = resolved(fault.getValue());
        String schema = response.at("/content/application~1json/schema/$ref").asText();
        assertThat(schema)
            .as("%s %s", operation, fault.getKey())
            .endsWith(form(operation.path(), fault.getKey()));
      }
    }
  }

  private static String form(String path, String status) {
    if (path.contains("/query/sql") || path.startsWith("/druid/")) {
      return "/SqlError";
    }
    boolean isRefused = status.equals("401") || status.equals("403");
    if (path.endsWith("/openid-connect/token")) {
      return "/OAuthError";
    }
    return Stream.of("/v1/apikey", "/v1/clients", "/v1/users", "/v1/groups", "/v1/perm", "/auth/")
                .anyMatch(path::startsWith)
            || (isRefused && Set.of("/v1/projects", "/v1/projects/{projectId}").contains(path))
        ? "/WrappedError"
        : "/Error";
  }

  @Test
  void everyOperationButTheProbeAndThoseOfTokensNeedsCredentials() {
    for (Operation operation : operations()) {
      boolean isOpen =
          operation.path().equals("/status/health")
              || operation.path().contains("/openid-connect/")
              || operation.path().contains("/.well-known/");

      assertThat(operation.json().path("security").size())
          .as(operation.toString())
          .isEqualTo(isOpen ? 0 : 2);
      assertThat(operation.json().path("responses").has("401"))
          .as(operation.toString())
          .isEqualTo(!isOpen || operation.path().endsWith("/token"));
    }
    assertThat(names(api.at("/components/securitySchemes")))
        .containsExactlyInAnyOrder("apiKeyAuth", "bearerAuth");
  }

  @Test
  void everyOperationNamesItsPathParameters() {
    for (Operation operation : operations()) {
      Set<String> named = new HashSet<>();
      JsonNode item = api.path("paths").path(operation.path());
      for (JsonNode list : List.of(operation.json().path("parameters"), item.path("parameters"))) {
        list.forEach(
            parameter -> {
              if (resolved(parameter).path("in").asText().equals("path")) {
                named.add(resolved(parameter).path("name").asText());
              }
            });
      }
      Set<String> wanted = new HashSet<>();
      for (String step : operation.path().split("/")) {
        if (step.startsWith("{")) {
          wanted.add(step.substring(1, step.length() - 1));
        }
      }

      assertThat(named).as(operation.toString()).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects",
        "/v1/projects/{projectId}",
        "/v1/projects/{projectId}/tables",
        "/v1/projects/{projectId}/tables/{tableName}",
        "/v1/projects/{projectId}/files",
        "/v1/projects/{projectId}/files/{fileName}",
        "/v1/projects/{projectId}/jobs",
        "/v1/projects/{projectId}/jobs/{jobId}",
        "/v1/projects/{projectId}/jobs/{jobId}/status",
        "/v1/projects/{projectId}/jobs/{jobId}/progress",
        "/v1/projects/{projectId}/jobs/{jobId}/progress/stream",
        "/v1/projects/{projectId}/lookups",
        "/v1/projects/{projectId}/lookups/{lookupName}",
        "/v1/projects/{projectId}/lookups/{lookupName}/aliases",
        "/v2/lookups",
        "/v1/projects/{projectId}/jobs/{jobId}/metrics",
        "/v1/projects/{projectId}/jobs/{jobId}/logs",
        "/v1/projects/{projectId}/query/sql",
        "/v2/tables",
        "/v2/tables/{tableName}",
        "/v2/jobs",
        "/v2/jobs/{jobId}",
        "/v1/files",
        "/v1/files/{fileName}",
        "/v1/query/sql",
        "/v1/projects/{projectId}/query/sql/{sqlQueryId}",
        "/v1/projects/{projectId}/query/sql/statements",
        "/v1/projects/{projectId}/query/sql/statements/{queryId}",
        "/v1/projects/{projectId}/query/sql/statements/{queryId}/results",
        "/druid/v2/sql",
        "/druid/v2/sql/statements",
        "/druid/v2/datasources",
        "/status"
      })
  void describesEveryMount(String path) {
    assertThat(api.path("paths").has(path)).isTrue();
  }

  @Test
  void enumerationsAreTheNamesOnTheWire() {
    assertThat(words("DataType"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DataType.values()).map(DataType::apiName).toList())
        .contains("complex<json>");
    assertThat(words("Granularity"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Granularity.values()).map(Granularity::apiName).toList())
        .contains("five_minute");
  }

  @ParameterizedTest
  @CsvSource({
    "ExecutionStatus, completed",
    "JobType, delete_data",
    "SchemaMode, strict",
    "TableType, aggregate",
    "IngestionMode, replace",
    "ResultFormat, objectLines"
  })
  void everyEnumerationIsInLetterCaseOfTheWire(String schema, String word) {
    assertThat(words(schema)).contains(word);
    assertThat(words(schema)).allSatisfy(each -> assertThat(each.charAt(0)).isLowerCase());
  }

  private List<String> words(String schema) {
    return StreamSupport.stream(
            api.path("components").path("schemas").path(schema).path("enum").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void columnsHaveANameAndADataType() {
    JsonNode column = schema("Column");

    assertThat(names(column.path("properties")))
        .containsExactlyInAnyOrder("name", "dataType", "type");
    assertThat(column.at("/properties/dataType/$ref").asText()).endsWith("/DataType");
    assertThat(column.path("required")).extracting(JsonNode::asText).contains("name", "dataType");
  }

  @ParameterizedTest
  @CsvSource({
    "JobSource, type, uploaded, UploadedJobSource",
    "JobSource, type, inline, InlineJobSource",
    "FormatSettings, format, nd-json, NdJsonFormatSettings",
    "FormatSettings, format, csv, CsvFormatSettings",
    "FormatSettings, format, parquet, ParquetFormatSettings"
  })
  void variantsAreToldApartByTheirDiscriminator(
      String schema, String member, String value, String variant) {
    JsonNode parent = schema(schema);

    assertThat(parent.at("/discriminator/propertyName").asText()).isEqualTo(member);
    assertThat(parent.path("discriminator").path("mapping").path(value).asText())
        .endsWith("/" + variant);
    JsonNode discriminator = schema(variant).path("properties").path(member);
    assertThat(discriminator.isMissingNode()).as("%s has no %s", variant, member).isFalse();
    assertThat(schema(variant).path("required")).extracting(JsonNode::asText).contains(member);
  }

  @Test
  void requestsHaveExamples() {
    for (String path : List.of("tables", "jobs", "query/sql")) {
      JsonNode content =
          api.path("paths")
              .path("/v1/projects/{projectId}/" + path)
              .at("/post/requestBody/content/application~1json");

      assertThat(content.has("example") || content.has("examples") || hasExamples(content))
          .as(path)
          .isTrue();
    }
  }

  private boolean hasExamples(JsonNode content) {
    JsonNode schema = resolved(content.path("schema"));
    return !schema.findValues("examples").isEmpty() || !schema.findValues("example").isEmpty();
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    api.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        member -> {
                          if (METHODS.contains(member.getKey())) {
                            operations.add(
                                new Operation(member.getKey(), path.getKey(), member.getValue()));
                          }
                        }));
    return operations;
  }

  private JsonNode schema(String name) {
    JsonNode schema = api.path("components").path("schemas").path(name);
    assertThat(schema.isMissingNode()).as("schema %s", name).isFalse();
    return schema;
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
