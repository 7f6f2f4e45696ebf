/**
 * The machine that the local model runs on. {@link io.oblix.facts.machine.MachineProbe} measures it with OSHI, which only
 * this package knows, and, through {@code ContainerProbe}, within the limits of a container ({@code ControlGroupPath}
 * finds the files, {@code ControlGroupText} parses them). {@link io.oblix.facts.machine.MachineMonitor} smooths the
 * samples and publishes {@link io.oblix.facts.machine.MachineFacts}.
 */
package io.oblix.facts.machine;
