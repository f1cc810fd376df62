package dev.lodestar.sql.render;

import dev.lodestar.sql.SqlSettings;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;

/** A validated tree with what is needed to ask for its types. */
public record Validated(SqlNode root, SqlValidator validator, SqlSettings settings) {}
