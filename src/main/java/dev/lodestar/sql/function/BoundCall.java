package dev.lodestar.sql.function;

import dev.lodestar.data.LeafForm;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlNode;

/**
 * A validated call, as the declaration of its function sees it when it renders.
 *
 * <p>Rendered fragments are self-contained: each stands anywhere an operand may stand, so that no
 * rendering thinks about precedence.
 */
public interface BoundCall {
  /** The number of operands, the omitted ones at the end not counted. */
  int size();

  /** The operand in the engine's language. */
  String arg(int index);

  /** The operand as the validator left it. */
  SqlNode operand(int index);

  RelDataType type(int index);

  /** Whether the operand is a list of texts in the engine, though its type is VARCHAR. */
  boolean isMultiValue(int index);

  /** The type of any validated node below this call. */
  RelDataType typeOf(SqlNode node);

  /** The type that the call has, and that its rendering must yield. */
  RelDataType resultType();

  /** Any validated node below this call, in the engine's language. */
  String render(SqlNode node);

  /** The operand's value when it is a text literal. */
  Optional<String> text(int index);

  /**
   * The pairs of a lookup, as a parenthesized SELECT of {@code k} and {@code v}, each key once.
   * Fails at the operand that names it where there is none.
   */
  String lookup(int index, String name);

  /**
   * The column that holds what is at these keys in a document, in that form; empty where the
   * document is not the column of a table.
   */
  Optional<String> leaf(SqlNode document, List<String> keys, LeafForm form);

  /** {@code "DISTINCT "} or nothing. */
  String distinct();

  /** FILTER and OVER of an aggregate, with a leading space, or nothing. */
  String over();

  /**
   * ORDER BY of the order in which rows reach an aggregate, with a leading space, or nothing where
   * that order is not known.
   */
  String arrival();

  /** Whether validation put this call where the user wrote only its operand. */
  boolean isImplicit();

  /** The zone of literals and of printed times. */
  ZoneId timeZone();

  /** Whether distinct values are counted exactly. */
  boolean exactDistinct();

  /** The most numbers that an IN list may hold. */
  OptionalLong numbersInMax();

  /**
   * The value of CURRENT_TIMESTAMP. A statement that asks for it is planned for this moment only.
   */
  Instant now();

  /** A fault at the operand's place. */
  ServiceException fault(int index, String sentence);
}
