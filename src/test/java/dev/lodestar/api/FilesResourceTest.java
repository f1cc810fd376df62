package dev.lodestar.api;

import static dev.lodestar.api.Api.FILES;
import static dev.lodestar.api.Api.bytes;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Api.upload;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FilesResourceTest {
  @Test
  void storesAFileAndTellsEverythingAboutIt() {
    String name = unique("sales") + ".json";

    given()
        .multiPart("file", name, bytes("hello\n"))
        .post(FILES)
        .then()
        .statusCode(201)
        .header("Location", endsWith("/v1/projects/default/files/" + name))
        .body("id", notNullValue())
        .body("name", equalTo(name))
        .body("sizeBytes", equalTo(6))
        .body("dataFormat", equalTo("nd-json"))
        .body("compressionFormat", equalTo("none"))
        .body("digest.algo", equalTo("md5"))
        .body("digest.hash", equalTo("b1946ac92492d2347c6235b4d2611184"))
        .body("uploadedBy.username", notNullValue())
        .body("uploadedBy.userId", notNullValue())
        .body(
            "uploadedOnDatetime",
            matchesRegex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    assertThat(Api.get(FILES + "/" + name).getString("digest.hash"))
        .isEqualTo("b1946ac92492d2347c6235b4d2611184");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "bin", "upload", "x"})
  void takesThePartWithAFileNameWhateverThePartIsCalled(String part) {
    String name = unique("part");

    given().multiPart(part, name, bytes("{}")).post(FILES).then().statusCode(201);
  }

  @Test
  void skipsPartsWithoutAFileName() {
    String name = unique("late");

    given()
        .multiPart("comment", "no file")
        .multiPart("file", name, bytes("12345"))
        .post(FILES)
        .then()
        .statusCode(201)
        .body("sizeBytes", equalTo(5));
  }

  @Test
  void takesAnEmptyFile() {
    given()
        .multiPart("file", unique("empty"), new byte[0])
        .post(FILES)
        .then()
        .statusCode(201)
        .body("sizeBytes", equalTo(0))
        .body("digest.hash", equalTo("d41d8cd98f00b204e9800998ecf8427e"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv.gz, '', csv, gz",
    "a.csv.gz, ?dataFormat=nd-json, nd-json, gz",
    "a.json, ?compressionFormat=zstd, nd-json, zstd",
    "a.bin, ?dataFormat=parquet&compressionFormat=none, parquet, none",
  })
  void detectsTheFormatsUnlessTheyAreSaid(
      String name, String parameters, String format, String compression) {
    given()
        .multiPart("file", unique("f") + name, bytes("x"))
        .post(FILES + parameters)
        .then()
        .statusCode(201)
        .body("dataFormat", equalTo(format))
        .body("compressionFormat", equalTo(compression));
  }

  @ParameterizedTest
  @CsvSource({"dataFormat, xml", "compressionFormat, zip", "dataFormat, NULL"})
  void refusesFormatsThatDoNotExist(String parameter, String value) {
    String name = unique("odd");

    given()
        .multiPart("file", name, bytes("x"))
        .queryParam(parameter, value)
        .post(FILES)
        .then()
        .statusCode(400)
        .body("target", equalTo(parameter))
        .body("message", containsString("\"%s\"".formatted(value)));
    given().get(FILES + "/" + name).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dir/sub/%s.json", "with space %s", "a+b-%s", "100%%-%s"})
  void findsFilesOfAnyName(String pattern) {
    String name = pattern.formatted(unique("n"));
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

    upload(name, bytes("x"));

    given()
        .urlEncodingEnabled(false)
        .get(FILES + "/" + encoded)
        .then()
        .statusCode(200)
        .body("name", equalTo(name));
    given().urlEncodingEnabled(false).delete(FILES + "/" + encoded).then().statusCode(204);
    given().urlEncodingEnabled(false).get(FILES + "/" + encoded).then().statusCode(404);
  }

  @Test
  void acceptsSlashesInPathsRawAndEncoded() {
    String name = upload("a/" + unique("b") + "/c d.json", bytes("x"));
    String raw = name.replace(" ", "%20");

    for (String path : List.of(raw, raw.replace("/", "%2F"), raw.replace("/", "%2f"))) {
      given()
          .urlEncodingEnabled(false)
          .get(FILES + "/" + path)
          .then()
          .statusCode(200)
          .body("name", equalTo(name));
      given().urlEncodingEnabled(false).get("/v1/files/" + path).then().statusCode(200);
    }
  }

  @Test
  void doesNotTakeAPlusInAPathForASpace() {
    String name = upload(unique("a b"), bytes("x"));

    given()
        .urlEncodingEnabled(false)
        .get(FILES + "/" + name.replace(" ", "+"))
        .then()
        .statusCode(404);
  }

  @Test
  void keepsTheFirstOfTwoFilesOfOneName() {
    String name = upload(unique("twice"), bytes("first"));

    given()
        .multiPart("bin", name, bytes("second one"))
        .post("/v1/files")
        .then()
        .statusCode(409)
        .body("code", equalTo("StateConflict"))
        .body("message", containsString(name));
    assertThat(Api.get(FILES + "/" + name).getInt("sizeBytes")).isEqualTo(5);
  }

  @Test
  void needsAFile() {
    given()
        .multiPart("file", "just text")
        .post(FILES)
        .then()
        .statusCode(400)
        .body("code", equalTo("BadArgument"));
    given().contentType("application/json").body("{}").post(FILES).then().statusCode(400);
    given().contentType("multipart/form-data").body(bytes("x")).post(FILES).then().statusCode(400);
    given().post(FILES).then().statusCode(400);
  }

  @Test
  void deletesAFileOnce() {
    String name = upload(unique("gone"), bytes("x"));

    given().delete(FILES + "/" + name).then().statusCode(204).body(equalTo(""));

    given()
        .delete(FILES + "/" + name)
        .then()
        .statusCode(404)
        .body("code", equalTo("ObjectNotFound"))
        .body("target", equalTo(name));
    assertThat(upload(name, bytes("again"))).isEqualTo(name);
  }

  @Test
  void answersUnderTheMountThatTheClientUses() {
    String name = unique("mount a");

    given()
        .multiPart("bin", name, bytes("x"))
        .post("/v1/files")
        .then()
        .statusCode(201)
        .header("Location", endsWith("/v1/files/" + name.replace(" ", "%20")));
  }

  @Test
  void pagesSortsAndSearches() {
    String tag = unique("page");
    upload(tag + "-b", bytes("22"));
    upload(tag + "-A", bytes("333"));
    upload(tag + "-c", bytes("1"));
    String list = FILES + "?searchString=" + tag.toUpperCase(java.util.Locale.ROOT);

    assertThat(names(list)).containsExactly(tag + "-c", tag + "-A", tag + "-b");
    assertThat(names(list + "&sortColumn=name&sortOrder=ASC"))
        .containsExactlyInAnyOrder(tag + "-A", tag + "-b", tag + "-c");
    assertThat(names(list + "&sortColumn=size_bytes&sortOrder=ASC"))
        .containsExactly(tag + "-c", tag + "-b", tag + "-A");
    JsonPath first = Api.get(list + "&sortColumn=size_bytes&sortOrder=ASC&paginationLimit=2");
    assertThat(first.getInt("totalCount")).isEqualTo(3);
    assertThat(first.getString("links.'@prevLink'")).isNull();
    JsonPath second = followed(first.getString("links.'@nextLink'"));
    assertThat(second.<String>getList("files.name")).containsExactly(tag + "-A");
    assertThat(second.getString("links.'@nextLink'")).isNull();
    assertThat(followed(second.getString("links.'@prevLink'")).<String>getList("files.name"))
        .containsExactly(tag + "-c", tag + "-b");
  }

  private static JsonPath followed(String link) {
    return given().urlEncodingEnabled(false).get(link).then().statusCode(200).extract().jsonPath();
  }

  private static List<String> names(String list) {
    return Api.get(list).getList("files.name");
  }

  @Test
  void countsTheSpaceThatFilesTake() {
    upload(unique("space"), bytes("12345"));

    given()
        .get("/v1/files")
        .then()
        .statusCode(200)
        .body("space.usedBytes", greaterThan(4))
        .body("space.allocatedBytes", notNullValue())
        .body("space.remainingBytes", notNullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "paginationLimit, 0",
    "paginationLimit, 1001",
    "paginationLimit, many",
    "paginationLimit, 99999999999",
    "paginationOffset, -1",
    "paginationOffset, 1.5",
    "sortColumn, shape",
    "sortOrder, down",
    "sortOrder, asc",
  })
  void refusesListParametersThatAreWrong(String name, String value) {
    given()
        .queryParam(name, value)
        .get(FILES)
        .then()
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body("target", equalTo(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compression_format",
        "data_format",
        "digest_algo",
        "digest_hash",
        "name",
        "size_bytes",
        "uploaded_by_user_name",
        "uploaded_on_dt"
      })
  void sortsByEveryColumn(String column) {
    given().queryParam("sortColumn", column).get(FILES).then().statusCode(200);
  }
}
