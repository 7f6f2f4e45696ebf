/** A simulated provider in three wire formats, with faults, for the demo, the tests and benchmarks. */
package io.oblix.simulator;
