package dev.lodestar.events;

/**
 * One request with events.
 *
 * @param position counted from 0 within its stream
 * @param receivedAtMs milliseconds since the epoch
 * @param body lines, each one an event
 */
public record StoredEvent(long position, long receivedAtMs, byte[] body) {}
