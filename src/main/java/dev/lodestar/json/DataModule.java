package dev.lodestar.json;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.lodestar.data.Column;
import dev.lodestar.data.ColumnRole;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Jackson's knowledge of the types of {@code data}, and of times with exactly three decimals. */
public final class DataModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  public DataModule() {
    addText(DataType.class, DataType::apiName, DataType::ofApiName);
    // The path of the member says where the fault is.
    addText(Granularity.class, Granularity::apiName, name -> Granularity.ofApiName(name, ""));
    addText(
        TimeResolution.class, TimeResolution::apiName, name -> TimeResolution.ofApiName(name, ""));
    addText(ColumnRole.class, ColumnRole::apiName, ColumnRole::ofApiName);
    addSerializer(Instant.class, writer(MILLISECONDS::format));
    setMixInAnnotation(Column.class, ColumnMembers.class);
  }

  /** A list has no place for null. */
  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.configOverride(List.class).setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
  }

  /** The members of a column on the wire. */
  interface ColumnMembers {
    @JsonProperty("dataType")
    DataType type();

    @JsonProperty("type")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable ColumnRole role();

    @JsonIgnore
    boolean isTime();

    @JsonIgnore
    boolean isMeasure();
  }

  private <T> void addText(Class<T> type, Function<T, String> write, Function<String, T> read) {
    addSerializer(type, writer(write));
    addDeserializer(type, reader(type, read));
  }

  private static <T> JsonSerializer<T> writer(Function<T, String> text) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        json.writeString(text.apply(value));
      }
    };
  }

  private static <T> JsonDeserializer<T> reader(Class<T> type, Function<String, T> read) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
          return type.cast(context.handleUnexpectedToken(type, json));
        }
        return read.apply(json.getText());
      }
    };
  }
}
