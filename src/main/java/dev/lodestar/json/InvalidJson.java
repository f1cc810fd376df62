package dev.lodestar.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what is wrong with a JSON document. */
public final class InvalidJson {
  private InvalidJson() {}

  /** The fault to answer with. Errors: always {@code INVALID_ARGUMENT}, or our own fault within. */
  public static ServiceException fault(JsonProcessingException e) {
    return switch (e) {
      case JsonMappingException mapping when ownFault(mapping) != null ->
          located(ownFault(mapping), path(mapping));
      // Jackson has no place for what comes again after an object is complete.
      case InvalidDefinitionException twice ->
          invalid(path(twice), "Member \"%s\" must occur only once.".formatted(path(twice)));
      case InvalidNullException nothing ->
          invalid(path(nothing), "Member \"%s\" must not hold a null.".formatted(path(nothing)));
      case InvalidTypeIdException type -> invalid(kindMember(type), unknownVariant(type));
      case InvalidFormatException format -> invalid(path(format), wrongValue(format));
      case MismatchedInputException mismatch -> invalid(path(mismatch), wrongShape(mismatch));
      case JsonMappingException mapping ->
          invalid(path(mapping), "The JSON cannot be read%s.".formatted(at(path(mapping))));
      default ->
          e instanceof StreamConstraintsException
              ? invalid("", "The JSON is nested too deeply, or a text or number in it is too long.")
              : notJson(e.getLocation());
    };
  }

  private static @Nullable ServiceException ownFault(JsonMappingException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ServiceException fault) {
        return fault;
      }
    }
    return null;
  }

  /** A value's own check knows the member; the path knows where in the document it stands. */
  private static ServiceException located(@Nullable ServiceException fault, String path) {
    if (fault == null) {
      throw new IllegalStateException("no fault to locate");
    }
    String target = fault.target().orElse("");
    if (path.isEmpty() || (!target.isEmpty() && target.startsWith(path))) {
      return fault;
    }
    boolean isLastStep = target.isEmpty() || path.endsWith(target);
    return fault.withTarget(isLastStep ? path : path + "." + target);
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** The member that says of which kind an object is, such as {@code source.type}. */
  private static String kindMember(InvalidTypeIdException e) {
    JsonTypeInfo info = e.getBaseType().getRawClass().getAnnotation(JsonTypeInfo.class);
    String member = info == null ? "" : info.property();
    return path(e).isEmpty() || member.isEmpty() ? path(e) + member : path(e) + "." + member;
  }

  private static String unknownVariant(InvalidTypeIdException e) {
    String where = path(e).isEmpty() ? "The document" : "Member \"%s\"".formatted(path(e));
    return e.getTypeId() == null
        ? "%s does not say of which kind it is: its type or format is missing.".formatted(where)
        : "%s cannot be of the kind \"%s\"; see docs/COMPATIBILITY.md for those that can."
            .formatted(where, e.getTypeId());
  }

  private static String wrongValue(InvalidFormatException e) {
    Class<?> wanted = e.getTargetType();
    return wanted.isEnum()
        ? "Member \"%s\" cannot be \"%s\"; use one of %s."
            .formatted(path(e), e.getValue(), String.join(", ", names(wanted)))
        : "Member \"%s\" must be %s.".formatted(path(e), kind(wanted));
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(Field::isEnumConstant)
        .map(InvalidJson::name)
        .toList();
  }

  private static String name(Field constant) {
    var property = constant.getAnnotation(JsonProperty.class);
    return property == null ? constant.getName() : property.value();
  }

  private static String wrongShape(MismatchedInputException e) {
    Class<?> wanted = e.getTargetType();
    String kind = wanted == null ? "of another kind" : kind(wanted);
    return path(e).isEmpty()
        ? "The body must be %s.".formatted(kind)
        : "Member \"%s\" must be %s.".formatted(path(e), kind);
  }

  private static String kind(Class<?> type) {
    if (type == DataType.class) {
      return "the name of a data type";
    }
    if (type == Granularity.class) {
      return "the name of a granularity";
    }
    if (type == String.class || type.isEnum()) {
      return "a string";
    }
    if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
      return "a number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (List.class.isAssignableFrom(type)) {
      return "an array";
    }
    return "a JSON object";
  }

  private static ServiceException notJson(@Nullable JsonLocation location) {
    String where =
        location == null
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, null, "The body is not valid JSON%s.".formatted(where));
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : " at \"%s\"".formatted(path);
  }

  private static ServiceException invalid(String path, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, path.isEmpty() ? null : path, message);
  }
}
