package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cut out of a request for Claude, and that nothing else is. */
class NativeBodyTest {

    private static final String OWN = "{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"oblix1.abc\"}";
    private static final String NONE = "{\"type\":\"thinking\",\"thinking\":\"x\"}";
    private static final String CLAUDES = "{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"Eq\"}";
    private static final String TEXT = "{\"type\":\"text\",\"text\":\"oblix1.\"}";

    private static String cut(String body) {
        return new String(NativeBody.withoutOwnThinking(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static String message(String... blocks) {
        return "{\"content\" : [ " + String.join(" , ", blocks) + " ], \"role\":\"assistant\"}";
    }

    private static String body(String... messages) {
        return "{\"system\": [1.50],\n \"messages\": [" + String.join(", ", messages) + "], \"max_tokens\": 5 }";
    }

    @Test
    void onlyThinkingThatClaudeDidNotSignIsCutAndAllElseStaysByteForByte() {
        assertThat(cut(body(message(OWN, TEXT), message(TEXT, NONE, CLAUDES), message(TEXT, OWN, NONE))))
                .isEqualTo(body(
                        "{\"content\" : [ " + TEXT + " ], \"role\":\"assistant\"}",
                        "{\"content\" : [ " + TEXT + " , " + CLAUDES + " ], \"role\":\"assistant\"}",
                        "{\"content\" : [ " + TEXT + " ], \"role\":\"assistant\"}"));
    }

    @Test
    void aMessageOfNothingElseIsCutAsAWhole() {
        assertThat(cut(body(message(OWN), message(TEXT), message(NONE, OWN), message(CLAUDES))))
                .isEqualTo(body(message(TEXT), message(CLAUDES)));
    }

    @Test
    void withoutSuchThinkingTheSameBytesAreReturned() {
        byte[] body = body(message(TEXT, CLAUDES)).getBytes(StandardCharsets.UTF_8);

        assertThat(NativeBody.withoutOwnThinking(body)).isSameAs(body);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void whateverIsCutTheRestIsTheSameJson(long seed) {
        Random random = new Random(seed);
        String[] kinds = {OWN, NONE, CLAUDES, TEXT};
        for (int run = 0; run < 200; run++) {
            String[] messages = new String[1 + random.nextInt(4)];
            ArrayNode expected = Json.MAPPER.createArrayNode();
            for (int i = 0; i < messages.length; i++) {
                String[] blocks = new String[1 + random.nextInt(4)];
                ArrayNode kept = Json.MAPPER.createArrayNode();
                for (int j = 0; j < blocks.length; j++) {
                    blocks[j] = kinds[random.nextInt(kinds.length)];
                    if (blocks[j].equals(CLAUDES) || blocks[j].equals(TEXT)) {
                        kept.add(Json.valueOrNull(blocks[j]));
                    }
                }
                messages[i] = message(blocks);
                if (!kept.isEmpty()) {
                    expected.addObject().put("role", "assistant").set("content", kept);
                }
            }
            JsonNode left = Json.valueOrNull(cut(body(messages)));
            assertThat(left).isNotNull();
            assertThat(left.path("messages")).isEqualTo(expected);
            assertThat(left.path("max_tokens").asInt()).isEqualTo(5);
        }
    }
}
