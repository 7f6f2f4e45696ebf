/**
 * The commands. {@code OblixCommand} is the program and holds what is common to all commands; {@code ServerOptions} reads
 * the settings that they share. {@code ServerCommand} starts the server and prints the {@code StartupReport}; {@code
 * DemoCommand} does the same in front of simulated models. {@code ModelsCommand}, {@code AgentsCommand}, {@code
 * PoliciesCommand} and {@code RouteCommand} print a result and end. {@code DrillCommand} sends each {@code DrillFault}
 * through a {@code DrillServer}, has a {@code DrillClient} check the answer, and prints a {@code DrillScore}.
 */
package io.oblix.cli;
