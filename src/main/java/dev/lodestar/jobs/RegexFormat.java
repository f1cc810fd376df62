package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Lines that a Java regular expression takes apart.
 *
 * @param columns names of the fields, one for each capture group
 */
@Schema(name = "RegexFormatSettings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegexFormat(
    @Schema(required = true) List<String> columns,
    @Schema(required = true, examples = "(\\S+) (\\d+)") String pattern)
    implements FormatSettings {
  public RegexFormat {
    if (columns == null || columns.isEmpty() || columns.stream().anyMatch(Objects::isNull)) {
      throw invalid("columns", "The format regex needs \"columns\", one for each capture group.");
    }
    if (pattern == null || pattern.isEmpty()) {
      throw invalid("pattern", "The format regex needs a \"pattern\".");
    }
    columns = List.copyOf(columns);
    int groups = groups(pattern);
    if (groups != columns.size()) {
      throw invalid(
          "columns",
          "The pattern has %d capture groups and there are %d columns; there must be as many."
              .formatted(groups, columns.size()));
    }
  }

  private static int groups(String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher("");
      return matcher.groupCount();
    } catch (PatternSyntaxException e) {
      throw invalid("pattern", "The pattern is not a Java regular expression.");
    }
  }

  @Override
  public InputFormat toInputFormat() {
    throw new ServiceException(
        ErrorCode.NOT_SUPPORTED,
        "source.formatSettings.format",
        "The format regex is read from streams only so far; use csv for files.");
  }

  private static ServiceException invalid(String member, String message) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, "source.formatSettings." + member, message);
  }
}
