package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.ask.attempt.ChunkChoice;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.ChunkWords;
import io.oblix.fixture.Golden;
import io.oblix.provider.Provider;
import io.oblix.provider.ReadAnswer;
import io.oblix.upstream.EventStreamParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chunk that is not parsed, as it repeats the one before it, becomes the same as one that is. */
class RepeatedChunksTest {

    private static final ModelName MODEL = new ModelName("any", "m");

    /** After an event without data the next chunk is parsed. */
    private static final String NOTHING = "data: \n\n";

    private static final String CHUNK =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                    + "\" one\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"abc\"}";

    /** Chunks with other words around the text, some of which must never be taken for one another. */
    private static final List<String> ODD = List.of(
            CHUNK,
            CHUNK,
            CHUNK,
            CHUNK.replace("\"content\"", "\"reasoning_content\""),
            CHUNK.replace("\"content\"", "\"reasoning\""),
            CHUNK.replace("\"content\"", "\"role\":\"assistant\",\"content\""),
            CHUNK.replace("\"content\"", "\"reasoning_content\":\"\",\"reasoning\""),
            CHUNK.replace("\"content\"", "\"reasoning_content\":\"a\",\"content\""),
            CHUNK.replace("\"content\"", "\"content\":\"a\",\"content\""),
            CHUNK.replace("\"content\"", "\"delta\":{\"content\":\"a\"},\"content\""),
            CHUNK.replace("\"content\"", "\"refusal\":\"no\",\"content\""),
            CHUNK.replace("\"content\"", "\"refusal\":null,\"tool_calls\":[],\"content\""),
            CHUNK.replace("\"content\"", "\"tool_calls\":[{}],\"content\""),
            CHUNK.replace("\"content\"", "\"audio\":{\"data\":\"AA\"},\"content\""),
            CHUNK.replace("\"content\"", "\"c\\u006fntent\""),
            CHUNK.replace("\" one\"", "\"\\u0041\\ud83d\""),
            CHUNK.replace("\" one\"", "\"a\\n\\\"b\\/\\\\\""),
            CHUNK.replace("\" one\"", "\"\""),
            CHUNK.replace("\" one\"", "null"),
            CHUNK.replace("\" one\"", "[{\"type\":\"text\",\"text\":\"a\"}]"),
            CHUNK.replace("\" one\"", "\"a\tb\""),
            CHUNK.replace("\" one\"", "\"日本 😀\""),
            CHUNK.replace(",\"obfuscation\":\"abc\"", ""),
            CHUNK.replace(":", " : ").replace(",", " ,\t"),
            CHUNK.replace(",", ",\n"),
            CHUNK.replace("\"index\":0", "\"index\":1"),
            CHUNK.replace("\"index\":0,", ""),
            CHUNK.replace("\"model\":\"m\",", ""),
            CHUNK.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}"),
            CHUNK.replace("\"usage\":null", "\"error\":null"),
            CHUNK.replace("\"usage\":null", "\"error\":{\"message\":\"broken\"}"),
            CHUNK.replace("\"usage\":null", "\"choices\":null"),
            CHUNK.replace("\"logprobs\":null", "\"logprobs\":{\"content\":[{\"token\":\" one\",\"logprob\":-1}]}"),
            CHUNK.replace("\"finish_reason\":null", "\"finish_reason\":\"\""),
            CHUNK.replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""),
            CHUNK.replace("}],", "},{\"index\":1,\"delta\":{}}],"),
            CHUNK + "x",
            "[DONE]");

    private static List<Golden> streams() {
        return Golden.in(Provider.class, "openai/answers", ".sse");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everyStreamAndManyDamagedOnesAreReadTheSame(Golden golden) {
        List<String> events = events(golden.bytes());
        assertReadTheSame(events);
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            List<String> damaged = new ArrayList<>(events);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int place = random.nextInt(damaged.size());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.add(place, damaged.get(random.nextInt(damaged.size())));
                    case 1 -> damaged.set(place, changed(damaged.get(place), random));
                    default -> damaged.add(place, changed(damaged.get(place), random));
                }
            }
            assertReadTheSame(damaged);
        }
    }

    private static String changed(String event, Random random) {
        if (event.isEmpty()) {
            return event;
        }
        String characters = "\"\\{}[],: \tnuax0é";
        int place = random.nextInt(event.length());
        String other = String.valueOf(characters.charAt(random.nextInt(characters.length())));
        return event.substring(0, place)
                + (random.nextBoolean() ? other : "")
                + event.substring(random.nextBoolean() ? place : place + 1);
    }

    @Test
    void chunksOfEveryKindAreReadTheSameInAnyOrder() {
        for (int seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            List<String> events = new ArrayList<>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                String event = ODD.get(random.nextInt(ODD.size()));
                for (int times = random.nextInt(1, 4); times > 0; times--) {
                    events.add(event.replace(" one", " " + random.nextInt(3)).replace("abc", "x".repeat(times)));
                }
            }
            assertReadTheSame(events);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "reasoning_content", "reasoning"})
    void piecesOfTextAndOfThinkingAreNotParsedAgain(String field) {
        String chunk = CHUNK.replace("content", field);
        ReadAnswer answer =
                read(true, List.of(chunk, chunk.replace("one", "two").replace("abc", "")), "");
        AnswerEvent.Chunk second = (AnswerEvent.Chunk) answer.events().get(1);
        assertThat(second.says())
                .isEqualTo(field.equals("content") ? new AnswerEvent.Text(" two") : new AnswerEvent.Reasoning(" two"));
        assertThat(second.parsed()).isNull();
    }

    private static void assertReadTheSame(List<String> events) {
        for (boolean usageWanted : new boolean[] {true, false}) {
            ReadAnswer read = read(usageWanted, events, "");
            ReadAnswer parsed = read(usageWanted, events, NOTHING);
            assertThat(texts(read)).as("%s", events).isEqualTo(texts(parsed));
            assertThat(parsed.events()).noneMatch(RepeatedChunksTest::isUnparsed);
            read.events().forEach(RepeatedChunksTest::assertSaysWhatItHolds);
        }
    }

    private static ReadAnswer read(boolean usageWanted, List<String> events, String between) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ")
                    .append(event.replace("\n", "\ndata: "))
                    .append("\n\n")
                    .append(between);
        }
        return ReadAnswer.of(
                new OpenAiStreamReader(MODEL, usageWanted, 1), stream.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** With the choices, which later readers of an answer see. */
    private static List<String> texts(ReadAnswer read) {
        // The ids of calls that came without one are random.
        List<String> texts = new ArrayList<>(read.eventTexts().stream()
                .map(text -> text.replaceAll("call_[0-9a-f]{16}", "call_"))
                .toList());
        for (AnswerEvent event : read.events()) {
            texts.add(
                    event instanceof AnswerEvent.Chunk chunk
                            ? String.valueOf(chunk.choices()).replaceAll("call_[0-9a-f]{16}", "call_")
                            : "");
        }
        return texts;
    }

    private static boolean isUnparsed(AnswerEvent event) {
        return event instanceof AnswerEvent.Chunk chunk && chunk.says() != null;
    }

    private static void assertSaysWhatItHolds(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk && chunk.says() != null) {
            List<AnswerEvent> words = new ArrayList<>();
            new ChunkWords(words::add).chunk(chunk.choices());
            assertThat(words).containsExactly(chunk.says());
            JsonNode choice = Objects.requireNonNull(ChunkChoice.of(chunk));
            assertThat(ChunkChoice.hasMoreThanText(choice)).isFalse();
            assertThat(ChunkChoice.text(choice) + ChunkChoice.reasoning(choice))
                    .isEqualTo(
                            chunk.says() instanceof AnswerEvent.Text text
                                    ? text.text()
                                    : ((AnswerEvent.Reasoning) chunk.says()).text());
        }
    }

    private static List<String> events(byte[] stream) {
        List<String> events = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser();
        parser.feed(stream, event -> events.add(new String(event, StandardCharsets.UTF_8)));
        parser.end(event -> events.add(new String(event, StandardCharsets.UTF_8)));
        return events;
    }
}
