package dev.lodestar.sql.parse;

import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Puts the validator's faults into the user's words.
 *
 * <p>The validator identifies a fault by its English text alone, so the text is what is matched; a
 * text that no rule knows passes on, cut to one sentence without class names.
 */
public final class ValidationFaults {
  private static final List<Wording> WORDINGS =
      List.of(
          word("Column '(.*)' is ambiguous", "Column '%s' is ambiguous; name its table"),
          word("Table '(.*)' not found", "Object '%s' not found"),
          word("Object '(.*)' not found( within .*)?; did you mean .*", "Object '%s' not found"));

  /** Words of a library's inside, which no user can do anything with. */
  private static final Pattern INSIDE =
      Pattern.compile("\\b(?:org|java|com)\\.[a-z]+\\.|Exception\\b|operandTypeChecker");

  private static final Pattern WRAPPED = Pattern.compile("^(?:[\\w.$]+Exception: )+");

  private ValidationFaults() {}

  /** The fault that a validator's exception stands for. */
  public static ServiceException of(CalciteContextException e) {
    String text = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return SqlFault.invalid(inUsersWords(String.valueOf(text)), e.getPosLine(), e.getPosColumn());
  }

  /** The same for an exception that does not know its place. */
  public static ServiceException of(CalciteException e, SqlParserPos at) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return SqlFault.invalid(inUsersWords(String.valueOf(cause.getMessage())), at);
  }

  private static String inUsersWords(String text) {
    for (Wording wording : WORDINGS) {
      Matcher matcher = wording.pattern.matcher(text);
      if (matcher.matches()) {
        return wording.sentence.apply(matcher.toMatchResult());
      }
    }
    return oneSentence(text);
  }

  /** A foreign message as one line without exception names and final stop. */
  static String oneSentence(String text) {
    String line = WRAPPED.matcher(text).replaceFirst("").strip().replaceAll("\\s*\\R\\s*", " ");
    if (INSIDE.matcher(line).find()) {
      return "The statement cannot be understood as a whole; check how its parts fit together";
    }
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static Wording word(String pattern, String format) {
    return new Wording(
        Pattern.compile(pattern, Pattern.DOTALL),
        match -> {
          Object[] groups = new Object[match.groupCount()];
          for (int i = 0; i < groups.length; i++) {
            groups[i] = match.group(i + 1);
          }
          return format.formatted(groups);
        });
  }

  private record Wording(Pattern pattern, Function<MatchResult, String> sentence) {}
}
