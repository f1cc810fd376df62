package dev.lodestar.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * One kind of request to the control plane; a number makes each request different.
 *
 * @param path below the project
 * @param body where {@code #} stands for the number; empty for none
 * @param status of every answer
 */
record ApiOperation(
    String name,
    String method,
    LongFunction<String> path,
    List<String> headers,
    String body,
    int status) {
  private static final String PROJECT = "/v1/projects/default/";

  static final ApiOperation CREATE_TABLE =
      post(
          "create table",
          "tables",
          """
          {"type": "detail", "name": "created-#", "schema": [{"name": "x", "dataType": "long"}]}""");

  static final ApiOperation CREATE_JOB =
      post(
          "create job",
          "jobs",
          """
          {"type": "sql", "createTableIfNotExists": true,
           "query": "INSERT INTO bench SELECT # AS n PARTITIONED BY ALL"}""");

  /** The reads of a server that holds the tables and jobs of {@link StoredHistory}. */
  static List<ApiOperation> reads(int tables, int jobs) {
    return List.of(
        get("list jobs, page of 100", i -> "jobs"),
        get("list jobs, any page", i -> "jobs?paginationOffset=" + 100 * (i % (jobs / 200 + 1))),
        get("list jobs, failed", i -> "jobs?executionStatus=failed&paginationLimit=20"),
        get("list jobs of a table", i -> "jobs?targetTableName=table-" + (1 + i % tables)),
        get(
            "list jobs by source",
            i -> "jobs?sortColumn=source_name&sortOrder=ASC&paginationLimit=20"),
        get("search jobs", i -> "jobs?searchString=table-" + (1 + i % tables)),
        get("get job", i -> "jobs/" + id("job-" + (1 + i % jobs))),
        get("get table", i -> "tables/table-" + (1 + i % tables)),
        get("list tables by hour", i -> "tables?partitioningGranularity=hour"),
        get("list all tables", i -> "tables"),
        get("list all tables, gzip", i -> "tables", "Accept-Encoding: gzip"));
  }

  private static ApiOperation get(String name, LongFunction<String> path, String... headers) {
    return new ApiOperation(name, "GET", path, List.of(headers), "", 200);
  }

  private static ApiOperation post(String name, String path, String body) {
    return new ApiOperation(name, "POST", i -> path, List.of(), body, 201);
  }

  /** The id that PostgreSQL made of the same text. */
  private static UUID id(String text) {
    ByteBuffer digest = ByteBuffer.wrap(md5(text));
    return new UUID(digest.getLong(), digest.getLong());
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks once and says how many bytes came back. */
  long ask(HttpConnection connection, long number) throws IOException {
    String target = PROJECT + path.apply(number);
    HttpConnection.Answer answer =
        connection.send(method, target, headers, body.replace("#", Long.toString(number)));
    if (answer.status() != status) {
      throw new IllegalStateException(
          "%s %s answers %d".formatted(method, target, answer.status()));
    }
    return answer.bytes();
  }
}
