/**
 * The machine that the local model runs on. {@link io.oblix.facts.machine.MachineProbe} measures it with OSHI, which only
 * this package knows, and, through {@code ContainerProbe}, within the limits of a container ({@code ControlGroupPath}
 * finds the files, {@code ControlGroupText} parses them). {@code ModelProcesses} finds the processes of the local model's
 * server in the {@code ProcessTable}, and {@code OwnLoad} takes out what the model uses.
 * {@link io.oblix.facts.machine.MachineMonitor} smooths the samples and publishes
 * {@link io.oblix.facts.machine.MachineFacts}.
 */
package io.oblix.facts.machine;
