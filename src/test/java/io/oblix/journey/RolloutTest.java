package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request is lost while a replica is replaced under load, by a balancer that asks which replicas are ready. */
class RolloutTest {

    private static final int CLIENTS = 6;

    /** Requests in turn to those replicas that are in rotation and say that they are ready. */
    private static final class Balancer {

        private final List<TestServer> rotation = new CopyOnWriteArrayList<>();
        private final AtomicInteger turns = new AtomicInteger();

        TestServer next() {
            List<TestServer> replicas = List.copyOf(rotation);
            for (int i = 0; i < replicas.size(); i++) {
                TestServer replica = replicas.get(Math.floorMod(turns.getAndIncrement(), replicas.size()));
                if (replica.get("/health/ready").statusCode() == 200) {
                    return replica;
                }
            }
            throw new IllegalStateException("no replica is ready");
        }
    }

    private final Balancer balancer = new Balancer();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    /** A replica whose answers take about 150 ms. */
    private static TestServer replica() {
        TestServer replica = new TestServer();
        replica.providers()
                .forEach(provider -> provider.answering(request -> SimulatedAnswer.of("a ".repeat(10), 10))
                        .pausing(15));
        Await.until("the replica is ready", () -> replica.get("/health/ready").statusCode() == 200);
        return replica;
    }

    private void load(boolean streamed) {
        while (!over.get()) {
            try {
                HttpResponse<String> answer = balancer.next().hello("auto", streamed);
                boolean whole = answer.statusCode() == 200
                        && answer.body().contains(streamed ? "data: [DONE]" : "\"finish_reason\":\"stop\"");
                if (whole) {
                    answered.incrementAndGet();
                } else {
                    lost.add(answer.statusCode() + " " + answer.body());
                }
            } catch (RuntimeException broken) {
                lost.add(String.valueOf(broken));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noRequestIsLostWhileEachReplicaIsReplaced(boolean streamed) throws Exception {
        List<TestServer> running = new ArrayList<>(List.of(replica(), replica()));
        balancer.rotation.addAll(running);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> load(streamed), "client-" + i);
            client.start();
            clients.add(client);
        }
        try {
            for (int i = 0; i < 2; i++) {
                TestServer young = replica();
                balancer.rotation.add(young);
                running.add(young);
                TestServer old = running.remove(0);
                int before = answered.get();
                Await.until("both answer", () -> answered.get() > before + CLIENTS);
                // What an orchestrator does first: the replica leaves the rotation, and may still get what is on its
                // way.
                balancer.rotation.remove(old);
                int atRemoval = answered.get();
                Await.until("what was on its way has come", () -> answered.get() > atRemoval + 2 * CLIENTS);
                old.close();
            }
            int before = answered.get();
            Await.until("the new replicas answer", () -> answered.get() > before + 2 * CLIENTS);
        } finally {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            running.forEach(TestServer::close);
        }

        assertThat(lost).isEmpty();
        assertThat(answered.get()).isGreaterThan(6 * CLIENTS);
    }

    @Test
    void anAnswerInFlightIsFinishedBeforeTheReplicaEnds() throws Exception {
        TestServer old = replica();
        old.providers().forEach(provider -> provider.pausing(100));
        var begun = old.helloLater("auto", true);
        Await.until("the model is asked", () -> old.chatCount() == 1);
        Thread end = new Thread(old::close, "ends");
        end.start();

        assertThat(begun.get().body()).contains("data: [DONE]");
        end.join();
    }
}
