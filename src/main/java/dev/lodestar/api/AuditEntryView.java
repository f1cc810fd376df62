package dev.lodestar.api;

import dev.lodestar.audit.AuditEntry;
import dev.lodestar.audit.AuditPage;
import dev.lodestar.data.UserReference;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One change as the audit log shows it. */
@Schema(name = "AuditEvent")
record AuditEntryView(
    UUID id,
    Instant timestamp,
    UserReference user,
    String action,
    String resource,
    int status,
    String address) {
  static AuditEntryView of(AuditEntry entry) {
    return new AuditEntryView(
        entry.id(),
        entry.time(),
        entry.user(),
        entry.action(),
        entry.resource(),
        entry.status(),
        entry.address());
  }

  /** Some of them, with how many there are in all. */
  @Schema(name = "AuditEventList")
  record All(List<AuditEntryView> values, long count) {
    static All of(AuditPage page) {
      return new All(page.entries().stream().map(AuditEntryView::of).toList(), page.count());
    }
  }
}
