package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dashboard.History.Sample;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.json.Json;
import io.oblix.provider.ModelState;
import io.oblix.provider.Providers;
import io.oblix.provider.Work;
import io.oblix.status.HealthJson;
import java.util.List;
import java.util.Map;

/** The two sides of the page's first row, with the machine and the line: from what background probes have left behind. */
public final class Lanes {

    private final MachineMonitor machine;
    private final NetworkMonitor network;
    private final Providers providers;
    private final SideFacts sides;
    private final Breakers breakers;
    private final InFlightCalls inFlight;

    public Lanes(
            MachineMonitor machine,
            NetworkMonitor network,
            Providers providers,
            SideFacts sides,
            Breakers breakers,
            InFlightCalls inFlight) {
        this.machine = machine;
        this.network = network;
        this.providers = providers;
        this.sides = sides;
        this.breakers = breakers;
        this.inFlight = inFlight;
    }

    ObjectNode json() {
        Map<String, String> circuits = breakers.states();
        ObjectNode json = Json.object();
        for (Side side : Side.values()) {
            json.set(side.word(), lane(side, circuits));
        }
        return json.<ObjectNode>set("machine", HealthJson.machine(machine.facts()))
                .set("line", HealthJson.network(network.facts()));
    }

    private ObjectNode lane(Side side, Map<String, String> circuits) {
        ModelName name = providers.model(side);
        ModelState state = sides.state(side);
        ObjectNode json = HealthJson.model(name, state);
        if (name == null || state == null) {
            return json;
        }
        if (side == Side.LOCAL) {
            HealthJson.addLocal(json, sides.local(Work.NONE));
        } else {
            HealthJson.addCloud(json, sides.cloud(Work.NONE));
        }
        List<String> urls = providers.baseUrls(side);
        json.put("waiting", urls.stream().mapToInt(inFlight::waiting).sum());
        addCircuit(json, urls.stream().map(url -> new Place(name, url)).toList(), circuits);
        return json;
    }

    /** Of several hosts the one that takes calls counts, as for a request. */
    private void addCircuit(ObjectNode json, List<Place> places, Map<String, String> circuits) {
        long retry = Long.MAX_VALUE;
        String circuit = "closed";
        for (Place place : places) {
            long seconds = breakers.openSeconds(place);
            if (seconds < retry) {
                retry = seconds;
                circuit = seconds > 0 ? "open" : circuits.getOrDefault(place.toString(), "closed");
            }
        }
        json.put("circuit", circuit).put("retry_seconds", retry == Long.MAX_VALUE ? 0 : retry);
    }

    /** @param localTokens a second since the last sample */
    Sample sample(long seconds, double localTokens, double cloudTokens) {
        MachineFacts here = machine.facts();
        NetworkFacts line = network.facts();
        return new Sample(
                seconds,
                localTokens,
                cloudTokens,
                here.cpuPercent(),
                here.modelCpuPercent(),
                here.memoryPercent(),
                here.gpuPercent(),
                line.latencyMillis() > 0 ? line.latencyMillis() : -1,
                line.packetLossPercent());
    }
}
