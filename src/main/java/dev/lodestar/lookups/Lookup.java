package dev.lodestar.lookups;

import java.util.UUID;

/** A lookup as it is now. */
public record Lookup(String name, UUID tableId, String tableName, LookupAliases aliases) {}
