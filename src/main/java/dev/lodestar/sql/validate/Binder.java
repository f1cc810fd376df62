package dev.lodestar.sql.validate;

import com.google.common.collect.ImmutableSet;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.Relations;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.function.FunctionCatalog;
import dev.lodestar.sql.function.MissingFunctions;
import dev.lodestar.sql.parse.DruidConformance;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.parse.ValidationFaults;
import dev.lodestar.sql.render.Validated;
import dev.lodestar.sql.type.DruidTypes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlTypeCoercionRule;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;

/**
 * Validates a tree against the caller's relations; those of schema {@code druid} need no schema.
 */
public final class Binder {
  private static final SqlValidator.Config CONFIG =
      SqlValidator.Config.DEFAULT
          .withIdentifierExpansion(true)
          .withCallRewrite(false)
          .withTypeCoercionEnabled(true)
          .withDefaultNullCollation(NullCollation.LOW)
          .withConformance(DruidConformance.INSTANCE);
  private static final CalciteConnectionConfigImpl CASE_SENSITIVE = caseSensitive();

  /** What CAST takes: times and truth values are numbers in storage, so they are here. */
  private static final SqlTypeMappingRule CASTS = casts();

  private Binder() {}

  /** The tree with all names resolved and all types known. */
  public static Validated bind(SqlNode root, SqlSettings settings, Relations relations) {
    RelDataTypeFactory types = DruidTypes.newFactory();
    CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
    schema.add(RelationName.TABLES, new RelationSchema(relations::table));
    for (String other : RelationName.OTHER_SCHEMAS) {
      schema.add(
          other, new RelationSchema(name -> relations.system(new RelationName(other, name))));
    }
    CalciteCatalogReader tables =
        new CalciteCatalogReader(schema, List.of(RelationName.TABLES), types, CASE_SENSITIVE);
    Validator validator = new Validator(tables, types);
    try {
      SqlNode named = ImplicitTime.qualify(root, relations::table);
      return new Validated(validator.validate(named), validator, settings);
    } catch (CalciteContextException e) {
      throw ServiceExceptionCause.of(e).orElseGet(() -> ValidationFaults.of(e));
    } catch (CalciteException e) {
      throw ValidationFaults.of(e, root.getParserPosition());
    } catch (ServiceException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      // The validator answers some statements that make no sense with faults of its own inside.
      throw new ServiceException(
          ErrorCode.INVALID_SQL,
          null,
          "The statement cannot be understood as a whole; check how its parts fit together.",
          e);
    }
  }

  private static CalciteConnectionConfigImpl caseSensitive() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    return new CalciteConnectionConfigImpl(properties);
  }

  private static SqlTypeMappingRule casts() {
    Map<SqlTypeName, ImmutableSet<SqlTypeName>> casts =
        new HashMap<>(SqlTypeCoercionRule.lenientInstance().getTypeMapping());
    Set<SqlTypeName> numbersAndTimes =
        EnumSet.of(SqlTypeName.BOOLEAN, SqlTypeName.DATE, SqlTypeName.TIMESTAMP);
    numbersAndTimes.addAll(SqlTypeName.NUMERIC_TYPES);
    for (SqlTypeName to : numbersAndTimes) {
      casts.merge(
          to,
          ImmutableSet.copyOf(numbersAndTimes),
          (known, more) -> ImmutableSet.<SqlTypeName>builder().addAll(known).addAll(more).build());
    }
    return SqlTypeCoercionRule.instance(casts);
  }

  /** Faults of ours that the validator wrapped on their way out. */
  private static final class ServiceExceptionCause {
    static Optional<ServiceException> of(Throwable thrown) {
      for (Throwable at = thrown; at != null; at = at.getCause()) {
        if (at instanceof ServiceException fault) {
          return Optional.of(fault);
        }
      }
      return Optional.empty();
    }
  }

  /** The validator, with its own words for functions that do not fit. */
  private static final class Validator extends SqlValidatorImpl {
    Validator(SqlValidatorCatalogReader tables, RelDataTypeFactory types) {
      super(FunctionCatalog.druid(), tables, types, CONFIG);
    }

    @Override
    public SqlTypeMappingRule getTypeMappingRule() {
      return CASTS;
    }

    @Override
    public CalciteException handleUnresolvedFunction(
        SqlCall call,
        SqlOperator unresolved,
        List<RelDataType> argumentTypes,
        List<String> argumentNames) {
      String name = unresolved.getName().toUpperCase(Locale.ROOT);
      MissingFunctions.reason(name)
          .ifPresent(
              reason -> {
                throw SqlFault.notSupported(
                    "%s is not supported: %s".formatted(name, reason), call.getParserPosition());
              });
      List<String> signatures = FunctionCatalog.druid().signatures(name);
      String given =
          argumentTypes.stream()
              .map(type -> "<" + type.getSqlTypeName() + ">")
              .collect(Collectors.joining(", "));
      throw SqlFault.invalid(
          "No match found for function signature %s(%s)%s"
              .formatted(
                  name,
                  given,
                  signatures.isEmpty() ? "" : "; write " + String.join(" or ", signatures)),
          call.getParserPosition());
    }
  }
}
