/**
 * Simulated providers over real HTTP, for the demo, the drill, the tests and the benchmarks. Start with {@link
 * io.oblix.simulator.SimulatedProvider}: it receives requests and hands chats to {@code SimulatedCall}, which answers in
 * one of three {@code WireFormat}s or applies a {@link io.oblix.simulator.Fault}. Imports nothing of the product but
 * {@code json}, so that it cannot share a mistake with it.
 */
package io.oblix.simulator;
