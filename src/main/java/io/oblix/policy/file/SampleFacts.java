package io.oblix.policy.file;

import io.oblix.facts.CloudFacts;
import io.oblix.facts.Facts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.ModelDraft;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.text.TextKind;
import java.util.ArrayList;
import java.util.List;

/** The facts on which a policy is tried before it is used: every machine state with every network state, and more. */
final class SampleFacts {

    private static final RequestFacts SHORT = new RequestFacts(
            "auto",
            "chat",
            "other",
            "",
            20,
            0,
            TextKind.WORDS,
            0,
            276,
            1,
            true,
            false,
            false,
            0,
            false,
            0.05,
            0.0,
            1,
            "any",
            false,
            false);
    private static final RequestFacts HEAVY = new RequestFacts(
            "auto",
            "messages",
            "claude-code",
            "title",
            200_000,
            20_000,
            TextKind.CODE,
            8_000,
            201_024,
            9,
            false,
            true,
            true,
            30,
            true,
            0.95,
            0.99,
            0.01,
            "local-only",
            true,
            true);

    private SampleFacts() {}

    /** A short question, an idle machine, a good line, both models available; the local one cannot see images. */
    static Facts ordinary() {
        return new Facts(
                SHORT,
                new MachineFacts(
                        MachineFacts.State.AVAILABLE,
                        MachineFacts.ExecutionTarget.LOCAL_CPU,
                        20,
                        40,
                        0.5,
                        -1,
                        false,
                        -1,
                        0),
                new NetworkFacts(NetworkFacts.State.OPTIMAL, NetworkFacts.ConnectionTarget.CLOUD, 50, 0, -1),
                local(true, true),
                cloud(true));
    }

    private static LocalFacts local(boolean up, boolean tools) {
        ModelDraft local = new ModelDraft();
        local.model = "ollama:sample";
        local.available = up;
        local.contextTokens = 8192;
        local.tools = tools;
        local.parameterBillions = 8;
        local.loaded = up;
        local.waitMillis = 900;
        local.answerMillis = 4_000;
        local.slowerByMillis = -1_000;
        local.readTokensPerSecond = 250;
        local.writeTokensPerSecond = 25;
        return local.local();
    }

    private static CloudFacts cloud(boolean up) {
        ModelDraft cloud = new ModelDraft();
        cloud.model = "openai:sample";
        cloud.available = up;
        cloud.contextTokens = 128_000;
        cloud.vision = true;
        cloud.tools = true;
        cloud.waitMillis = 700;
        cloud.costUsd = 0.002;
        cloud.answerMillis = 5_000;
        cloud.writeTokensPerSecond = 80;
        return cloud.cloud();
    }

    static List<Facts> all() {
        List<Facts> samples = new ArrayList<>();
        for (RequestFacts request : List.of(SHORT, HEAVY)) {
            for (MachineFacts.State machine : MachineFacts.State.values()) {
                for (NetworkFacts.State network : NetworkFacts.State.values()) {
                    for (boolean up : new boolean[] {true, false}) {
                        samples.add(sample(request, machine, network, up));
                    }
                }
            }
        }
        return samples;
    }

    private static Facts sample(
            RequestFacts request, MachineFacts.State machine, NetworkFacts.State network, boolean up) {
        return new Facts(
                request,
                new MachineFacts(machine, MachineFacts.ExecutionTarget.LOCAL_CPU, 50, 50, 1, -1, false, -1, 0),
                new NetworkFacts(network, NetworkFacts.ConnectionTarget.HYBRID, 50, 0, -1),
                local(up, false),
                cloud(up));
    }

    static String describe(Facts sample) {
        return "the machine is " + sample.machine().state() + ", the network is "
                + sample.network().state() + " and the models are "
                + (sample.local().available() ? "up" : "down");
    }
}
