/**
 * Apache Avro as JSON. Start with {@link dev.lodestar.engine.avro.AvroFiles} for whole files and
 * {@link dev.lodestar.engine.avro.AvroRecords} for single records; this is the only place that
 * knows the library.
 */
package dev.lodestar.engine.avro;
