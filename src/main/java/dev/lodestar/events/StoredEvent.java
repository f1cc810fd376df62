package dev.lodestar.events;

/**
 * One request with events.
 *
 * @param position counted from 0 within its stream
 * @param receivedAtMs milliseconds since the epoch
 * @param body lines, each one an event
 */
// Never compared and never changed; a copy for each record would cost more than reading it.
@SuppressWarnings("ArrayRecordComponent")
public record StoredEvent(long position, long receivedAtMs, byte[] body) {}
