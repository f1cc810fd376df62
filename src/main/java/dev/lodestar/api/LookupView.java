package dev.lodestar.api;

import dev.lodestar.lookups.Lookup;
import dev.lodestar.lookups.LookupSpec;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A lookup as the API answers it. Source: control-plane specification, 13. */
@Schema(name = "Lookup")
public record LookupView(String name, LookupSpec.Source source) {

  /** All lookups. */
  @Schema(name = "LookupList")
  public record All(List<LookupView> values) {
    public All {
      values = List.copyOf(values);
    }
  }

  static LookupView of(Lookup lookup) {
    return new LookupView(lookup.name(), LookupSpec.Source.table(lookup.tableName()));
  }
}
