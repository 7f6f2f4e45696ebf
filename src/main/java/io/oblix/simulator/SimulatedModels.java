package io.oblix.simulator;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The models that a provider lists, and which of them are in memory: all, until they are unloaded. */
final class SimulatedModels {

    private final Set<String> loaded = ConcurrentHashMap.newKeySet();
    private volatile List<String> names = List.of("simulated");
    private volatile boolean startCold;

    void name(String... all) {
        names = List.of(all);
    }

    /** Unloads all: one is loaded by its first request. */
    void unload() {
        loaded.clear();
        startCold = true;
    }

    void load(SimulatedRequest request) {
        loaded.add(request.body().path("model").asText());
    }

    List<String> names() {
        return names;
    }

    List<String> inMemory() {
        return startCold ? names.stream().filter(loaded::contains).toList() : names;
    }
}
