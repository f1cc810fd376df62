package dev.lodestar.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.error.TextPosition;
import dev.lodestar.sql.OutputColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code sql_statement}. */
@Entity
@Table(name = "sql_statement")
class StatementEntity {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Id UUID id;

  @Column(name = "query_id")
  String queryId;

  String state;
  long revision;
  String request;

  @Column(name = "result_columns")
  String columns;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "submitted_by_id")
  String submittedById;

  @Column(name = "submitted_by_name")
  String submittedByName;

  @Nullable
  @Column(name = "started_at")
  Instant startedAt;

  @Nullable
  @Column(name = "ended_at")
  Instant endedAt;

  @Nullable String pages;

  @Nullable
  @Column(name = "fault_code")
  String faultCode;

  @Nullable
  @Column(name = "fault_message")
  String faultMessage;

  @Nullable
  @Column(name = "fault_line")
  Integer faultLine;

  @Nullable
  @Column(name = "fault_column")
  Integer faultColumn;

  static StatementEntity of(AsyncStatement statement) {
    StatementEntity entity = new StatementEntity();
    entity.id = statement.id();
    entity.queryId = statement.queryId();
    entity.request = write(statement.request());
    entity.columns = write(statement.columns());
    entity.createdAt = statement.submitted().time();
    entity.submittedById = statement.submitted().user().userId();
    entity.submittedByName = statement.submitted().user().username();
    entity.revision = statement.revision();
    entity.state(statement.state());
    return entity;
  }

  void state(StatementState moved) {
    state = moved.apiName();
    switch (moved) {
      case StatementState.Accepted accepted -> startedAt = null;
      case StatementState.Running running -> startedAt = running.started();
      case StatementState.Succeeded succeeded -> {
        startedAt = succeeded.started();
        endedAt = succeeded.ended();
        pages = write(succeeded.result().pages());
      }
      case StatementState.Failed failed -> {
        startedAt = failed.started();
        endedAt = failed.ended();
        faultCode = failed.fault().code().name();
        faultMessage = failed.fault().messageText();
        failed
            .fault()
            .position()
            .ifPresent(
                position -> {
                  faultLine = position.line();
                  faultColumn = position.column();
                });
      }
    }
  }

  AsyncStatement toStatement() {
    return new AsyncStatement(
        id,
        queryId,
        read(request, new TypeReference<>() {}),
        read(columns, new TypeReference<List<OutputColumn>>() {}),
        state(),
        revision,
        new UserStamp(new UserReference(submittedByName, submittedById), createdAt));
  }

  StatementState state() {
    return switch (state) {
      case "ACCEPTED" -> new StatementState.Accepted();
      case "RUNNING" -> new StatementState.Running(present(startedAt));
      case "SUCCESS" ->
          new StatementState.Succeeded(
              present(startedAt),
              present(endedAt),
              new StatementResult(
                  read(
                      Objects.requireNonNull(pages, "a stored result lacks its pages"),
                      new TypeReference<List<ResultPage>>() {})));
      case "FAILED" -> new StatementState.Failed(startedAt, present(endedAt), fault());
      default -> throw new IllegalStateException("statement " + id + " is stored as " + state);
    };
  }

  private ServiceException fault() {
    return ServiceException.atPosition(
        ErrorCode.valueOf(faultCode),
        null,
        Objects.requireNonNullElse(faultMessage, ""),
        faultLine == null || faultColumn == null ? null : new TextPosition(faultLine, faultColumn));
  }

  private static Instant present(@Nullable Instant time) {
    return Objects.requireNonNull(time, "a stored statement lacks a time of its state");
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a statement cannot be written as JSON", e);
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored statement cannot be read", e);
    }
  }
}
