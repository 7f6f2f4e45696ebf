package io.oblix.facts.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * Reads the processes of this machine with OSHI. What the system does not tell, such as the processes outside of a
 * container or the ports of another user's process, is missing. The whole list takes tens of milliseconds, the ports as
 * much, a single process less than one: on a busy machine ten times that.
 */
final class ProcessTable {

    /** There no native library is needed for any of this. */
    static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));

    private final @Nullable OperatingSystem system;

    ProcessTable() {
        this(
                IS_LINUX
                        ? () -> new oshi.nativefree.SystemInfo().getOperatingSystem()
                        : () -> new oshi.SystemInfo().getOperatingSystem(),
                () -> new oshi.nativefree.SystemInfo().getOperatingSystem());
    }

    /**
     * @param usual what is read with
     * @param withoutLibrary in its place where no native library can be loaded
     */
    ProcessTable(Supplier<OperatingSystem> usual, Supplier<OperatingSystem> withoutLibrary) {
        OperatingSystem opened = opened(usual);
        this.system = opened == null ? opened(withoutLibrary) : opened;
    }

    private static @Nullable OperatingSystem opened(Supplier<OperatingSystem> open) {
        try {
            OperatingSystem system = open.get();
            return system.getProcess(system.getProcessId()) == null ? null : system;
        } catch (RuntimeException | LinkageError missing) {
            // The other figures of the machine need the same library; MachineProbe reports that it is missing.
            return null;
        }
    }

    private <T> T read(Function<OperatingSystem, T> figure, T unknown) {
        if (system == null) {
            return unknown;
        }
        try {
            return figure.apply(system);
        } catch (RuntimeException | LinkageError unreadable) {
            return unknown;
        }
    }

    /** Those that are known as servers of models. */
    List<ServerProcess> modelServers() {
        return read(
                found -> {
                    List<ServerProcess> servers = new ArrayList<>();
                    for (OSProcess process : found.getProcesses(null, null, 0)) {
                        ServerProcess server = process(process);
                        if (server.isModelServer()) {
                            servers.add(server);
                        }
                    }
                    return servers;
                },
                List.of());
    }

    /** Null when it is gone. */
    @Nullable ServerProcess process(int pid) {
        return read(
                        found -> Optional.ofNullable(found.getProcess(pid)).map(ProcessTable::process),
                        Optional.<ServerProcess>empty())
                .orElse(null);
    }

    private static ServerProcess process(OSProcess process) {
        String name = process.getName();
        boolean interpreter = name.toLowerCase(Locale.ROOT).startsWith("python")
                || name.toLowerCase(Locale.ROOT).startsWith("uvicorn");
        return new ServerProcess(
                process.getProcessID(),
                name,
                interpreter ? process.getCommandLine() : "",
                process.getStartTime(),
                process.getKernelTime() + process.getUserTime());
    }

    /** The process that listens on a port; 0 when there is none, or the system does not tell whose it is. */
    int listenerOn(int port) {
        return IS_LINUX ? LinuxListeners.processOn(port) : read(found -> listenerOn(found, port), 0);
    }

    private static int listenerOn(OperatingSystem system, int port) {
        return system.getInternetProtocolStats().getConnections().stream()
                .filter(connection -> connection.getState() == TcpState.LISTEN
                        && connection.getLocalPort() == port
                        && connection.getowningProcessId() > 0)
                .mapToInt(connection -> connection.getowningProcessId())
                .findFirst()
                .orElse(0);
    }

    /** Processes that a process has started, and theirs. Cheap: names are not read. */
    List<Integer> descendants(int pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(child -> (int) child.pid())
                .toList();
    }
}
