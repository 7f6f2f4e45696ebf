package io.oblix.facts.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the limits that Linux control groups set for this process. A group is also bound by its parents, so each group
 * up to the mount is read and the tightest limit counts. Without control groups nothing is limited.
 */
final class ContainerProbe {

    /** What container engines leave in a container; Kubernetes sets a variable. */
    private static final List<String> MARKS = List.of(".dockerenv", "run/.containerenv");

    private final Path root;
    private final String group;
    private final boolean inContainer;
    private final List<Path> unified;
    private final List<Path> cpu;
    private final List<Path> cpuAccount;
    private final List<Path> memory;

    ContainerProbe() {
        this(Path.of("/"));
    }

    /** @param root the folder of {@code proc} and {@code sys} */
    ContainerProbe(Path root) {
        String mounts = read(root.resolve("proc/self/mountinfo"));
        String groups = read(root.resolve("proc/self/cgroup"));
        this.root = root;
        this.group = groups;
        this.inContainer = MARKS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)))
                || System.getenv("KUBERNETES_SERVICE_HOST") != null;
        this.unified = upwards(root, ControlGroupPath.version2(mounts, groups));
        this.cpu = upwards(root, ControlGroupPath.version1(mounts, groups, "cpu"));
        this.cpuAccount = upwards(root, ControlGroupPath.version1(mounts, groups, "cpuacct"));
        this.memory = upwards(root, ControlGroupPath.version1(mounts, groups, "memory"));
    }

    /** The group and its parents, up to the mount. */
    private static List<Path> upwards(Path root, @Nullable ControlGroupPath path) {
        if (path == null) {
            return List.of();
        }
        Path mount = root.resolve(path.mount().substring(1));
        Path group = mount.resolve(path.group().isEmpty() ? "" : path.group().substring(1));
        List<Path> groups = new ArrayList<>();
        for (Path at = Files.isDirectory(group) ? group : mount;
                at != null && at.startsWith(mount);
                at = at.getParent()) {
            groups.add(at);
        }
        return groups;
    }

    /** Whether this process runs in a container, from which other processes of the machine are not seen. */
    boolean isContainer() {
        return inContainer;
    }

    /** Whether one of these processes is in the same group, and so shares its limits. */
    boolean holdsAny(Collection<Integer> pids) {
        return !group.isEmpty()
                && pids.stream().anyMatch(pid -> group.equals(read(root.resolve("proc/" + pid + "/cgroup"))));
    }

    ContainerSample sample() {
        ContainerSample limits = ContainerSample.UNLIMITED;
        for (Path group : unified) {
            limits = withCpu(
                    limits,
                    ControlGroupText.cores(read(group.resolve("cpu.max"))),
                    1_000 * ControlGroupText.entry(read(group.resolve("cpu.stat")), "usage_usec"));
            limits = withMemory(limits, group, "memory.max", "memory.current", "");
        }
        for (int i = 0; i < cpu.size(); i++) {
            limits = withCpu(
                    limits,
                    ControlGroupText.cores(
                            read(cpu.get(i).resolve("cpu.cfs_quota_us")),
                            read(cpu.get(i).resolve("cpu.cfs_period_us"))),
                    i < cpuAccount.size()
                            ? ControlGroupText.number(read(cpuAccount.get(i).resolve("cpuacct.usage")), 0)
                            : 0);
        }
        for (Path group : memory) {
            limits = withMemory(limits, group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_");
        }
        return limits;
    }

    private static ContainerSample withCpu(ContainerSample known, double cores, long cpuNanos) {
        return cores >= known.cores()
                ? known
                : new ContainerSample(cores, cpuNanos, known.memoryLimitBytes(), known.memoryUsedBytes());
    }

    private static ContainerSample withMemory(
            ContainerSample known, Path group, String limitFile, String usedFile, String prefix) {
        long limit = ControlGroupText.limitBytes(read(group.resolve(limitFile)));
        if (limit >= known.memoryLimitBytes()) {
            return known;
        }
        String stat = read(group.resolve("memory.stat"));
        long cached = ControlGroupText.entry(stat, prefix + "inactive_file")
                + ControlGroupText.entry(stat, prefix + "active_file");
        long used = ControlGroupText.number(read(group.resolve(usedFile)), 0);
        return new ContainerSample(known.cores(), known.cpuNanos(), limit, Math.max(0, used - cached));
    }

    /** Empty if there is no such file: the root of the hierarchy has no limits. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException | SecurityException none) {
            return "";
        }
    }
}
