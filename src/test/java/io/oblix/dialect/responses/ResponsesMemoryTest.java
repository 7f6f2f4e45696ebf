package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The memory of the last responses: bounded, per caller, and whole conversations. */
class ResponsesMemoryTest {

    private long now;
    private final ResponsesMemory memory = new ResponsesMemory(10_000, 100, () -> now);

    private static ObjectNode response(String id, String text) {
        ObjectNode response = Json.object().put("id", id);
        response.putArray("output")
                .addObject()
                .put("id", "msg_" + id)
                .put("role", "assistant")
                .put("content", text);
        return response;
    }

    private void remember(String caller, String id, String text, ResponsesMemory.@Nullable Entry parent) {
        byte[] body = Json.bytes(Json.object().put("input", text));
        ObjectNode response = response(id, text);
        memory.remember(new Kept(caller, body, List.of(), parent, false), response, Json.bytes(response), null);
    }

    private boolean knows(String id) {
        return memory.response("a", id) != null;
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        remember("a", "1", "x".repeat(1_500), null);
        remember("a", "2", "x".repeat(1_500), null);
        assertThat(knows("1")).isTrue();
        remember("a", "3", "x".repeat(1_500), null);

        assertThat(knows("1")).isTrue();
        assertThat(knows("2")).isFalse();
        assertThat(memory.withItem("a", "msg_2")).isNull();
        assertThat(memory.withItem("a", "msg_3")).isNotNull();
    }

    @Test
    void whatIsNotUsedForLongIsForgotten() {
        remember("a", "1", "x", null);
        now = 100;
        assertThat(knows("1")).isTrue();
        now = 200;
        assertThat(knows("1")).isTrue();
        now = 301;
        assertThat(knows("1")).isFalse();
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void aConversationIsWholeAfterItsBeginningIsEvicted() {
        remember("a", "1", "x".repeat(1_000), null);
        remember("a", "2", "y".repeat(1_000), memory.response("a", "1"));
        ResponsesMemory.Entry second = memory.response("a", "2");
        assertThat(memory.forget("a", "1")).isTrue();

        assertThat(second).isNotNull();
        assertThat(second.conversation()).hasSize(4);
        assertThat(memory.bytes()).isGreaterThan(4_000);
        assertThat(memory.forget("a", "2")).isTrue();
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void ofACallersResponsesAnotherSeesNone() {
        remember("a", "1", "x", null);

        assertThat(memory.response("b", "1")).isNull();
        assertThat(memory.withItem("b", "msg_1")).isNull();
        assertThat(memory.forget("b", "1")).isFalse();
        assertThat(knows("1")).isTrue();
    }

    @Test
    void whatIsTooLargeOrUnwantedIsNotKept() {
        remember("a", "1", "x".repeat(6_000), null);
        assertThat(knows("1")).isFalse();
        assertThat(memory.keeps(9_000, null)).isTrue();
        assertThat(memory.keeps(10_000, null)).isFalse();
        assertThat(new ResponsesMemory(0, 100).keeps(10, null)).isFalse();
    }

    @Test
    void whateverIsRememberedTheBoundHolds() {
        Random random = new Random(7);
        List<String> ids = new ArrayList<>(List.of("none"));
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(3);
            String parent = ids.get(random.nextInt(ids.size()));
            remember("a", "r" + i, "x".repeat(random.nextInt(400)), memory.response("a", parent));
            ids.add("r" + i);
            if (random.nextInt(9) == 0) {
                memory.forget("a", ids.get(random.nextInt(ids.size())));
            }
            assertThat(memory.bytes()).isBetween(0L, 10_000L);
        }
        now += 1_000;
        assertThat(memory.response("a", "none")).isNull();
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void anEntrysBytesAreThoseOfItsJson() {
        String text = "ä".repeat(100);
        remember("a", "1", text, null);

        assertThat(memory.bytes()).isGreaterThan(text.getBytes(StandardCharsets.UTF_8).length * 2L);
    }
}
