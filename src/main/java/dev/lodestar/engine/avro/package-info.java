/**
 * Apache Avro as JSON. Start with {@link dev.lodestar.engine.avro.AvroFiles}; it is the only place
 * that knows the library.
 */
package dev.lodestar.engine.avro;
