package dev.lodestar.projects;

import java.time.Instant;
import java.util.UUID;

/** A project as stored. */
public record Project(UUID id, String name, Instant createdAt) {}
