package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The events of one stream of this dialect, with what holds for each. */
public record ResponseEvents(List<JsonNode> all) {

    /** @param sent all bytes of the stream; comments are skipped */
    public static ResponseEvents of(String sent) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : sent.split("\n\n")) {
            if (event.startsWith(":")) {
                continue;
            }
            String[] lines = event.split("\n");
            assertThat(lines).hasSize(2);
            JsonNode json = Objects.requireNonNull(Json.valueOrNull(lines[1].substring("data: ".length())));
            assertThat(lines[0]).isEqualTo("event: " + json.path("type").asText());
            assertThat(json.path("sequence_number").asInt(-1)).isEqualTo(events.size());
            events.add(json);
        }
        return new ResponseEvents(events);
    }

    public JsonNode response() {
        return all.get(all.size() - 1).path("response");
    }

    /** All that a client may rely on. */
    public ResponseEvents check() {
        assertThat(types()).startsWith("response.created", "response.in_progress");
        Map<Integer, JsonNode> added = new HashMap<>();
        Map<Integer, JsonNode> done = new HashMap<>();
        Map<String, StringBuilder> pieces = new HashMap<>();
        for (JsonNode event : all) {
            int place = event.path("output_index").asInt(-1);
            String type = event.path("type").asText();
            if (type.equals("response.output_item.added")) {
                assertThat(added.put(place, event.path("item"))).isNull();
            } else if (type.equals("response.output_item.done")) {
                assertThat(done.put(place, event.path("item"))).isNull();
                assertThat(event.path("item").path("id"))
                        .isEqualTo(Objects.requireNonNull(added.get(place)).path("id"));
            } else if (event.has("item_id")) {
                assertThat(event.path("item_id"))
                        .isEqualTo(Objects.requireNonNull(added.get(place)).path("id"));
                assertThat(done).doesNotContainKey(place);
            }
            String key = place + type.replaceAll("\\.(delta|done)$", "");
            if (type.endsWith(".delta")) {
                pieces.computeIfAbsent(key, unused -> new StringBuilder())
                        .append(event.path("delta").asText());
            } else if (type.endsWith(".done") && pieces.containsKey(key)) {
                assertThat(whole(event)).isEqualTo(pieces.get(key).toString());
            }
        }
        JsonNode last = response();
        assertThat(last.path("id")).isEqualTo(all.get(0).path("response").path("id"));
        for (Map.Entry<Integer, JsonNode> item : done.entrySet()) {
            assertThat(last.path("output").get(item.getKey())).isEqualTo(item.getValue());
        }
        if (!last.path("status").asText().equals("failed")) {
            assertThat(done.keySet()).isEqualTo(added.keySet());
            assertThat(last.path("output")).hasSize(added.size()).isNotEmpty();
        }
        return this;
    }

    private static String whole(JsonNode done) {
        for (String field : List.of("text", "refusal", "arguments", "input")) {
            if (done.has(field)) {
                return done.path(field).asText();
            }
        }
        throw new AssertionError(done);
    }

    public List<String> types() {
        return all.stream().map(event -> event.path("type").asText()).toList();
    }

    /** As the official client puts it together. */
    public Response accumulated() {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        for (JsonNode event : all) {
            accumulator.accumulate(official(event, ResponseStreamEvent.class).validate());
        }
        return accumulator.response().validate();
    }

    public static <T> T official(JsonNode json, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper().readValue(Json.bytes(json), type);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
