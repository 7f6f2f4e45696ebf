package io.oblix.bench;

import io.oblix.dialect.chat.AnswerAssembly;
import io.oblix.dialect.chat.AnswerOptions;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.dialect.chat.ChunkWriter;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.Questions;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Question;
import io.oblix.settings.CallLimit;
import io.oblix.provider.Provider;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What the translations cost: a request, a whole answer, and one event of a stream, without any network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TranslationBenchmark {

    /** Pieces of text in a stream; the events around them are spread over these. */
    private static final int EVENTS = 100;

    private static final String WORD = " orchestration";

    @Param({"claude", "ollama", "openai"})
    public String provider;

    private Provider translator;
    private ModelName model;
    private byte[] request;
    private ChatRequest streaming;
    private Question question;
    private ChatRequest wanting;
    private byte[][] stream;
    private byte[] whole;

    @Setup
    public void prepare() {
        Endpoint endpoint = new Endpoint(provider, Side.CLOUD, "http://localhost:1", null, false, "none");
        translator =
                switch (provider) {
                    case "claude" -> new ClaudeProvider(endpoint);
                    case "openai" -> new OpenAiProvider(endpoint);
                    default -> new OllamaProvider(
                            new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));
                };
        model = new ModelName(provider, "some-model");
        request = utf8(request(true));
        streaming = read(request);
        question = Questions.named(streaming);
        wanting = read(utf8(request(false)));
        stream = events();
        whole = wholeAnswer();
    }

    /** A conversation of ten turns with a tool, about 5 kB. */
    private static String request(boolean streaming) {
        StringBuilder messages =
                new StringBuilder("{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"}");
        for (int i = 0; i < 10; i++) {
            messages.append(",{\"role\":\"user\",\"content\":\"").append(WORD.repeat(20)).append("\"}");
            messages.append(",{\"role\":\"assistant\",\"content\":\"Sure.\",\"tool_calls\":[{\"id\":\"call_")
                    .append(i)
                    .append("\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":")
                    .append("\"{\\\"town\\\":\\\"Ulm\\\"}\"}}]}");
            messages.append(",{\"role\":\"tool\",\"tool_call_id\":\"call_").append(i).append("\",\"content\":\"Rain.\"}");
        }
        messages.append(",{\"role\":\"user\",\"content\":\"And now?\"}");
        return "{\"model\":\"auto\",\"stream\":" + streaming + ",\"max_tokens\":500,\"temperature\":0.5,"
                + "\"stream_options\":{\"include_usage\":true},\"tools\":[{\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"town\":"
                + "{\"type\":\"string\"}}}}}],\"messages\":[" + messages + "]}";
    }

    private byte[][] events() {
        List<String> events = new ArrayList<>();
        switch (provider) {
            case "claude" -> {
                events.add("data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":"
                        + "{\"input_tokens\":10,\"output_tokens\":1}}}\n\ndata: {\"type\":\"content_block_start\","
                        + "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
                for (int i = 0; i < EVENTS; i++) {
                    events.add("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                            + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + WORD + "\"}}\n\n");
                }
                events.add("data: {\"type\":\"content_block_stop\",\"index\":0}\n\ndata: {\"type\":\"message_delta\","
                        + "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":100}}\n\n"
                        + "data: {\"type\":\"message_stop\"}\n\n");
            }
            case "openai" -> {
                for (int i = 0; i < EVENTS; i++) {
                    events.add(chunk("{\"content\":\"" + WORD + "\"}", "null"));
                }
                events.add(chunk("{}", "\"stop\"") + "data: [DONE]\n\n");
            }
            default -> {
                for (int i = 0; i < EVENTS; i++) {
                    events.add(line(WORD, "\"done\":false"));
                }
                events.add(line("", "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":10,"
                        + "\"eval_count\":100"));
            }
        }
        return events.stream().map(TranslationBenchmark::utf8).toArray(byte[][]::new);
    }

    private static String chunk(String delta, String finishReason) {
        return "data: {\"id\":\"chatcmpl-AbcdefghijklmnopqrstuvwxyZ012\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1700000000,\"model\":\"gpt-4.1-mini-2025-04-14\",\"service_tier\":\"default\","
                + "\"system_fingerprint\":\"fp_0123456789\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}],\"usage\":null}\n\n";
    }

    private static String line(String content, String more) {
        return "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-22T10:00:00.123456789Z\",\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"" + content + "\"}," + more + "}\n";
    }

    /** OpenAI's comes in one piece; the others are asked for a stream, always. */
    private byte[] wholeAnswer() {
        return utf8("{\"id\":\"chatcmpl-Abc\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"gpt\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + WORD.repeat(EVENTS)
                + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
                + "{\"prompt_tokens\":10,\"completion_tokens\":100,\"total_tokens\":110}}");
    }

    @Benchmark
    public Object requestTranslation() {
        return translator.translate(question, translator.places(model).get(0));
    }

    /** For comparison: what every request costs before any translation. */
    @Benchmark
    public Object requestReading() {
        return read(request);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void streamEvent(Blackhole sent) {
        AnswerReader reader = translator.reader(streaming, model, "text/event-stream");
        ChunkWriter chunks = new ChunkWriter("chatcmpl-1", 0, model.toString(), new AnswerOptions(true, false, false));
        for (byte[] event : stream) {
            reader.read(event, piece -> sent.consume(chunks.of(piece)));
        }
        reader.end(piece -> sent.consume(chunks.of(piece)));
    }

    @Benchmark
    public Object wholeAnswerTranslation() {
        List<AnswerEvent> events = new ArrayList<>();
        if (provider.equals("openai")) {
            AnswerReader reader = translator.reader(wanting, model, "application/json");
            reader.read(whole, events::add);
            reader.end(events::add);
            return events;
        }
        AnswerReader reader = translator.reader(wanting, model, "text/event-stream");
        AnswerAssembly assembly = new AnswerAssembly(new AnswerOptions(false, false, false));
        for (byte[] event : stream) {
            reader.read(event, assembly::add);
        }
        reader.end(assembly::add);
        return assembly.toJson("chatcmpl-1", 0, model.toString());
    }

    private static ChatRequest read(byte[] body) {
        return ChatRequestReader.read("req_1", body, null, new Cancellation());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
