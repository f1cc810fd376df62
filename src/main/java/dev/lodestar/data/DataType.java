package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The 22 data types of the API, for input fields and table columns alike. Names compare exactly.
 *
 * <p>Source: control-plane specification, 9.4.
 */
public enum DataType {
  BIGINT("bigint", Storage.LONG),
  COMPLEX_JSON("complex<json>", Storage.JSON),
  DOUBLE("double", Storage.DOUBLE),
  FLOAT("float", Storage.FLOAT),
  GEO("geo", Storage.STRING),
  HLL_SKETCH("HLLSketch", Storage.OPAQUE),
  IP_ADDRESS("ipAddress", Storage.STRING),
  IP_PREFIX("ipPrefix", Storage.STRING),
  JSON("json", Storage.JSON),
  LONG("long", Storage.LONG),
  LONG_STRING_PAIR("longStringPair", Storage.OPAQUE),
  DOUBLE_ARRAY("doubleArray", Storage.DOUBLE_ARRAY),
  FLOAT_ARRAY("floatArray", Storage.FLOAT_ARRAY),
  LONG_ARRAY("longArray", Storage.LONG_ARRAY),
  STRING_ARRAY("stringArray", Storage.STRING_ARRAY),
  QUANTILES_DOUBLES_SKETCH("quantilesDoublesSketch", Storage.OPAQUE),
  STRING("string", Storage.STRING),
  THETA_SKETCH("thetaSketch", Storage.OPAQUE),
  INGEST_TIMESERIES("ingest_timeseries", Storage.OPAQUE),
  TIMESTAMP("timestamp", Storage.TIMESTAMP),
  VARCHAR("varchar", Storage.STRING),
  VARIANCE("variance", Storage.OPAQUE);

  /** How values are held; several API names share one. OPAQUE values are sketches and the like. */
  public enum Storage {
    STRING,
    LONG,
    DOUBLE,
    FLOAT,
    TIMESTAMP,
    JSON,
    STRING_ARRAY,
    LONG_ARRAY,
    DOUBLE_ARRAY,
    FLOAT_ARRAY,
    OPAQUE
  }

  private static final Map<String, DataType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(DataType::apiName, Function.identity()));

  private final String apiName;
  private final Storage storage;

  DataType(String apiName, Storage storage) {
    this.apiName = apiName;
    this.storage = storage;
  }

  /** The name as the API spells it. */
  public String apiName() {
    return apiName;
  }

  public Storage storage() {
    return storage;
  }

  /** Whether both names mean one type; what has a form of its own is no synonym of anything. */
  public boolean isSynonymOf(DataType other) {
    boolean isPlain = storage != Storage.OPAQUE && !isFormed() && !other.isFormed();
    return this == other || (storage == other.storage && isPlain);
  }

  /** Whether values are text of one form only, such as that of an address. */
  public boolean isFormed() {
    return this == GEO || this == IP_ADDRESS || this == IP_PREFIX;
  }

  /**
   * The type that the API calls by this name.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} for any other text.
   */
  public static DataType ofApiName(String name) {
    DataType type = BY_NAME.get(name);
    if (type == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "dataType",
          "Data type \"%s\" does not exist; use one of %s."
              .formatted(name, BY_NAME.keySet().stream().sorted().toList()));
    }
    return type;
  }

  @Override
  public String toString() {
    return apiName;
  }
}
