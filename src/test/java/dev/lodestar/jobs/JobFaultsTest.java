package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFaultsTest {
  /** A job that was accepted is planned again when it starts: its world may have changed. */
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, source.fileList[0], could_not_connect_to_source",
    "INVALID_ARGUMENT, source.tableName, could_not_connect_to_source",
    "INVALID_ARGUMENT, target.tableName, query_not_supported",
    "INVALID_SQL, query, query_not_supported",
    "TOO_MANY_COLUMNS, , too_many_columns",
    "ROW_TOO_LARGE, , row_too_large",
    "TOO_MANY_TIME_BUCKETS, , too_many_time_buckets",
    "STORAGE_UNAVAILABLE, , internal_error",
    "EVALUATION_FAILED, , internal_error"
  })
  void namesWhatEndsAJob(ErrorCode code, String target, String health) {
    assertThat(JobFaults.healthCode(new ServiceException(code, target, "It is so.")))
        .isEqualTo(health);
  }
}
