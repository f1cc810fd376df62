package dev.lodestar.sql.function;

import dev.lodestar.sql.type.MultiValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.jspecify.annotations.Nullable;

/** Says, step by step and in the order of reading, what a function is; {@link #example} ends it. */
final class Declaration {
  private final String signature;
  private final List<SqlOperator> operators = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private String returns = "";
  private String nulls = "P";
  private boolean takesLists;
  private @Nullable Rendering rendering;
  private @Nullable SqlReturnTypeInference returnType;
  private boolean refusesDistinct;
  private boolean distinctWhenExact;

  private Declaration(String signature) {
    this.signature = signature;
  }

  /** A function called by the name before the bracket of its signature. */
  static Declaration function(String signature) {
    Declaration declaration = new Declaration(signature);
    declaration.names.add(signature.substring(0, signature.indexOf('(')));
    return declaration;
  }

  /** Something that the parser or the standard library already has an operator for. */
  static Declaration standard(String signature, SqlOperator... operators) {
    Declaration declaration = new Declaration(signature);
    declaration.operators.addAll(Arrays.asList(operators));
    return declaration;
  }

  /** Says of a standard operator what {@link #takesLists(SqlOperandTypeChecker)} says. */
  Declaration takesLists() {
    takesLists = true;
    return this;
  }

  Declaration alias(String... more) {
    names.addAll(Arrays.asList(more));
    return this;
  }

  Declaration returns(String words) {
    returns = words;
    return this;
  }

  Declaration returns(String words, SqlReturnTypeInference type) {
    returns = words;
    returnType = type;
    return this;
  }

  /** Makes one scalar operator per name. Over several texts of a row it is mapped. */
  Declaration takes(SqlOperandTypeChecker operands) {
    return scalar(MultiValues.mapped(Objects.requireNonNull(returnType, signature)), operands);
  }

  /** The same for a function that wants the texts of a row at once. */
  Declaration takesLists(SqlOperandTypeChecker operands) {
    takesLists = true;
    return scalar(Objects.requireNonNull(returnType, signature), operands);
  }

  private Declaration scalar(SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    for (String name : names) {
      operators.add(
          SqlBasicFunction.create(name, type, operands, SqlFunctionCategory.USER_DEFINED_FUNCTION));
    }
    return this;
  }

  /** Makes an operator that stands in for a standard one of the same name and syntax. */
  Declaration operator(
      SqlBinaryOperator standard, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    operators.add(
        new SqlBinaryOperator(
            standard.getName(),
            SqlKind.OTHER,
            standard.getLeftPrec(),
            standard.getLeftPrec() % 2 == 0,
            MultiValues.mapped(type),
            null,
            operands));
    return this;
  }

  /** Makes one aggregate per name. */
  Declaration aggregates(SqlKind kind, SqlOperandTypeChecker operands) {
    SqlReturnTypeInference type = Objects.requireNonNull(returnType, signature);
    for (String name : names) {
      operators.add(SqlBasicAggFunction.create(name, kind, type, operands));
    }
    refusesDistinct = true;
    return this;
  }

  /** Lets an aggregate be called with DISTINCT, which its rendering then has to heed. */
  Declaration acceptsDistinct() {
    refusesDistinct = false;
    return this;
  }

  /** The same where the context asks for exact counts only. */
  Declaration acceptsDistinctWhenExact() {
    distinctWhenExact = true;
    return this;
  }

  /** What NULL operands do; {@code P}, NULL in gives NULL out, need not be said. */
  Declaration nulls(String words) {
    nulls = words;
    return this;
  }

  Declaration renders(String template) {
    rendering = Rendering.template(template);
    return this;
  }

  Declaration renders(Rendering rule) {
    rendering = rule;
    return this;
  }

  DruidFunction example(String select, String value) {
    if (operators.isEmpty()) {
      throw new IllegalStateException(signature + " is declared without operands");
    }
    return new DruidFunction(
        "",
        signature,
        returns,
        nulls,
        operators,
        takesLists,
        refusesDistinct ? withoutDistinct() : Objects.requireNonNull(rendering, signature),
        new Example(select, value));
  }

  private Rendering withoutDistinct() {
    Rendering plain = Objects.requireNonNull(rendering, signature);
    String name = names.getFirst();
    return call -> {
      boolean exact = distinctWhenExact && call.exactDistinct();
      if (!call.distinct().isEmpty() && !exact) {
        throw call.fault(
            0,
            name
                + " does not take DISTINCT; only COUNT, ARRAY_AGG, ARRAY_CONCAT_AGG and STRING_AGG"
                + " do");
      }
      return plain.render(call);
    };
  }

  /** Puts functions under a heading. */
  static Stream<DruidFunction> section(String section, List<DruidFunction> functions) {
    return functions.stream()
        .map(
            f ->
                new DruidFunction(
                    section,
                    f.signature(),
                    f.returns(),
                    f.nulls(),
                    f.operators(),
                    f.takesLists(),
                    f.rendering(),
                    f.example()));
  }
}
