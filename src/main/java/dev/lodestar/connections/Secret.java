package dev.lodestar.connections;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A text that nobody may read but the system that it is for.
 *
 * <p>It prints as {@code ***}, and Jackson refuses to write it. A stored secret is held sealed and
 * unsealed by {@link #reveal} alone, so listing connections needs no key.
 */
@Schema(type = SchemaType.STRING, format = "password")
@JsonSerialize(using = Secret.Unwritable.class)
public final class Secret {
  private final Supplier<String> text;
  private final @Nullable String sealed;

  private Secret(Supplier<String> text, @Nullable String sealed) {
    this.text = text;
    this.sealed = sealed;
  }

  /** A secret that a user has just given. */
  public static Secret of(String text) {
    return new Secret(() -> text, null);
  }

  static Secret stored(String sealed, Supplier<String> unseal) {
    return new Secret(unseal, sealed);
  }

  /**
   * The text itself, for the system that wants it and for nothing else.
   *
   * <p>Errors: {@code SERVICE_UNAVAILABLE} when its key is missing.
   */
  public String reveal() {
    return text.get();
  }

  /** As it is stored; empty for a new one. */
  Optional<String> sealed() {
    return Optional.ofNullable(sealed);
  }

  @Override
  public String toString() {
    return "***";
  }

  /** The last fence: a view that holds a secret by mistake fails instead of showing it. */
  static final class Unwritable extends JsonSerializer<Secret> {
    @Override
    public void serialize(Secret secret, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      throw new JsonMappingException(json, "A secret is never written.");
    }
  }
}
