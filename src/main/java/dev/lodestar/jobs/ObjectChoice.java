package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.connectors.Glob;
import dev.lodestar.connectors.ObjectSelection;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of a source that choose objects; exactly one of them is there. */
record ObjectChoice(
    @Nullable List<String> uris,
    @Nullable List<String> prefixes,
    @Nullable List<String> objects,
    @Nullable String pattern) {

  /**
   * Checks them; empty lists count as absent.
   *
   * <p>Errors: {@code INVALID_ARGUMENT}.
   *
   * @param schemes what an address of the store begins with
   */
  static ObjectChoice of(
      @Nullable String connectionName,
      @Nullable List<String> uris,
      @Nullable List<String> prefixes,
      @Nullable List<String> objects,
      @Nullable String pattern,
      List<String> schemes) {
    if (connectionName == null || connectionName.isEmpty()) {
      throw invalid(
          "connectionName", "The source needs the name of its connection in \"connectionName\".");
    }
    ObjectChoice choice =
        new ObjectChoice(
            texts("uris", uris), texts("prefixes", prefixes), texts("objects", objects), pattern);
    long given =
        Stream.of(choice.uris, choice.prefixes, choice.objects, pattern)
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      throw invalid(
          "uris",
          "The source needs exactly one of \"uris\", \"prefixes\", \"objects\" and \"pattern\"; it has %d."
              .formatted(given));
    }
    choice.requireAddresses(schemes);
    choice.selection();
    return choice;
  }

  private static @Nullable List<String> texts(String member, @Nullable List<String> texts) {
    if (texts == null || texts.isEmpty()) {
      return null;
    }
    if (texts.stream().anyMatch(text -> text == null)
        || (!member.equals("prefixes") && texts.contains(""))) {
      throw invalid(member, "\"%s\" must not hold empty names.".formatted(member));
    }
    return List.copyOf(texts);
  }

  private void requireAddresses(List<String> schemes) {
    if (uris == null) {
      return;
    }
    for (String uri : uris) {
      if (schemes.stream().noneMatch(uri::startsWith)) {
        throw invalid(
            "uris",
            "\"%s\" is no address of an object, which begins with %s."
                .formatted(uri, String.join(" or ", schemes)));
      }
    }
  }

  ObjectSelection selection() {
    if (uris != null) {
      return new ObjectSelection.Uris(uris);
    }
    if (prefixes != null) {
      return new ObjectSelection.Prefixes(prefixes);
    }
    if (objects != null) {
      return new ObjectSelection.Keys(objects);
    }
    try {
      return new ObjectSelection.Matching(Glob.of(Objects.requireNonNull(pattern)));
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "source.pattern",
          "\"pattern\" is no glob: *, **, ?, [a-z] and {a,b} are known, and each bracket closes.",
          e);
    }
  }

  /** Adds the members that are there. */
  void writeTo(ObjectNode source) {
    if (uris != null) {
      uris.forEach(source.putArray("uris")::add);
    }
    if (prefixes != null) {
      prefixes.forEach(source.putArray("prefixes")::add);
    }
    if (objects != null) {
      objects.forEach(source.putArray("objects")::add);
    }
    if (pattern != null) {
      source.put("pattern", pattern);
    }
  }

  private static ServiceException invalid(String member, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, "source." + member, message);
  }
}
