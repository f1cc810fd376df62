/** Samples of ORC for the tests of the engine. */
package dev.lodestar.engine.orc;
