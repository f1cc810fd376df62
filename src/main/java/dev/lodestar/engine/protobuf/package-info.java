/**
 * Protocol Buffers as JSON, without generated classes. Start with {@link
 * dev.lodestar.engine.protobuf.ProtobufSchema}; this is the only place that knows the library.
 */
@NullMarked
package dev.lodestar.engine.protobuf;

import org.jspecify.annotations.NullMarked;
