package io.oblix.facts.machine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the local model's server, and what they use of the processor. The server is whichever process listens
 * on the configured loopback address; where the system does not tell, or a proxy listens there, those that are known by
 * name. Their children count too: Ollama runs each model in a process of its own. Servers are looked for rarely, their
 * children every two seconds while a request of ours is with them; in between only known processes are read.
 */
final class ModelProcesses {

    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SEARCH_MISSING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CHILDREN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ProcessTable table;
    private final int[] ports;
    private final int ownPid = (int) ProcessHandle.current().pid();
    private List<ServerProcess> servers = List.of();
    private Map<Integer, ServerProcess> family = Map.of();
    private boolean isOurselves;
    private long searchedNanos;
    private long childrenNanos;
    private long sampledNanos;

    /** @param ports of loopback addresses on which the server listens */
    ModelProcesses(ProcessTable table, int... ports) {
        this.table = table;
        this.ports = ports.clone();
        long now = System.nanoTime();
        this.searchedNanos = now - SEARCH_NANOS;
        this.childrenNanos = now - CHILDREN_NANOS;
        this.sampledNanos = now;
    }

    /**
     * What they used since the last sample, in cores.
     *
     * @param answering whether a request of ours was with them, so that a process may have been started for it
     */
    double sample(boolean answering) {
        long now = System.nanoTime();
        // It answers, so it must be there: perhaps it was started again.
        boolean isMissing = answering && !areSeen();
        if (now - searchedNanos >= (isMissing ? SEARCH_MISSING_NANOS : SEARCH_NANOS)) {
            searchedNanos = now;
            servers = servers();
            childrenNanos = now - CHILDREN_NANOS;
        }
        Set<Integer> pids = new LinkedHashSet<>(family.keySet());
        if (now - childrenNanos >= (answering ? CHILDREN_NANOS : SEARCH_NANOS) || pids.isEmpty()) {
            childrenNanos = now;
            pids.clear();
            for (ServerProcess server : servers) {
                // Its number may be another process's by now.
                ServerProcess there = table.process(server.pid());
                if (there != null && there.isSameAs(server)) {
                    pids.add(server.pid());
                    pids.addAll(table.descendants(server.pid()));
                }
            }
            pids.remove(ownPid);
        }
        return cores(pids, System.nanoTime());
    }

    private double cores(Set<Integer> pids, long now) {
        Map<Integer, ServerProcess> read = new TreeMap<>();
        for (int pid : pids) {
            ServerProcess process = table.process(pid);
            if (process != null && !isAnother(family.get(pid), process)) {
                read.put(pid, process);
            }
        }
        double cores = cores(family, read, now - sampledNanos);
        family = read;
        sampledNanos = now;
        return cores;
    }

    /** Whether the number of a process was given to one that may have nothing to do with the model. */
    static boolean isAnother(@Nullable ServerProcess known, ServerProcess read) {
        return known != null && !known.isSameAs(read);
    }

    /** A process that is new says only from the next sample on what it uses. */
    static double cores(Map<Integer, ServerProcess> before, Map<Integer, ServerProcess> after, long nanos) {
        long millis = 0;
        for (ServerProcess process : after.values()) {
            ServerProcess earlier = before.get(process.pid());
            if (earlier != null && earlier.isSameAs(process)) {
                millis += Math.max(0, process.cpuMillis() - earlier.cpuMillis());
            }
        }
        return nanos <= 0 ? 0 : millis * 1e6 / nanos;
    }

    private List<ServerProcess> servers() {
        List<ServerProcess> found = new ArrayList<>();
        isOurselves = false;
        boolean areKnown = ports.length > 0;
        for (int port : ports) {
            int pid = table.listenerOn(port);
            ServerProcess listener = pid == 0 || pid == ownPid ? null : table.process(pid);
            isOurselves |= pid == ownPid;
            if (listener != null && !listener.isGoBetween()) {
                found.add(listener);
            } else {
                areKnown &= pid == ownPid;
            }
        }
        return areKnown ? found : table.modelServers();
    }

    /** Whether the system shows them; a simulated model is a part of this process. */
    boolean areSeen() {
        return isOurselves || !family.isEmpty();
    }

    Set<Integer> pids() {
        return family.keySet();
    }
}
