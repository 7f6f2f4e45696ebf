package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a message that whole answers and streams have in common. */
final class MessageJson {

    /** What Anthropic accepts back; shorter ids are counted ones, which repeat in a conversation. */
    private static final Pattern GOOD_ID = Pattern.compile("[a-zA-Z0-9_-]{12,64}");

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 24;

    /** A rough count where the provider has none: clients fail without one. */
    private static final int CHARS_PER_TOKEN = 4;

    /** Of a picture, whatever its size. */
    private static final int TOKENS_PER_PICTURE = 1_000;

    /** Of a document in base64, whose pages are read as pictures. */
    private static final int DOCUMENT_CHARS_PER_TOKEN = 32;

    private MessageJson() {}

    /** The message without its content, stop reason and usage. */
    static ObjectNode head(ChatRequest request, String model) {
        return Json.object()
                .put("id", "msg_" + request.id().substring(request.id().indexOf('_') + 1))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
    }

    /**
     * Anthropic does not count the cached part of the prompt among its input tokens.
     *
     * @param request for an estimate where nothing was counted
     */
    static ObjectNode usage(Usage usage, ChatRequest request, int answerChars) {
        long prompt = usage.promptTokens();
        long completion = usage.completionTokens();
        if (usage.equals(Usage.NONE)) {
            prompt = roughTokens(request);
            completion = answerChars / CHARS_PER_TOKEN;
        }
        ObjectNode json = Json.object()
                .put("input_tokens", Math.max(0, prompt - usage.cachedTokens() - usage.cacheWriteTokens()))
                .put("cache_creation_input_tokens", usage.cacheWriteTokens())
                .put("cache_read_input_tokens", usage.cachedTokens())
                .put("output_tokens", completion);
        if (usage.reasoningTokens() > 0) {
            json.putObject("output_tokens_details").put("thinking_tokens", usage.reasoningTokens());
        }
        return json;
    }

    /** By the size of the request, in which pictures and documents stand for more than they cost. */
    private static long roughTokens(ChatRequest request) {
        long chars = request.sizeBytes();
        long tokens = 0;
        for (JsonNode message : request.messages()) {
            for (JsonNode part : message.path("content")) {
                String picture = Json.text(part.path("image_url"), "url");
                String document = Json.text(part.path("file"), "file_data");
                if (picture != null) {
                    chars -= picture.length();
                    tokens += TOKENS_PER_PICTURE;
                } else if (document != null) {
                    chars -= document.length();
                    tokens += document.length() / DOCUMENT_CHARS_PER_TOKEN;
                }
            }
        }
        return Math.max(1, tokens + Math.max(0, chars) / CHARS_PER_TOKEN);
    }

    /** Sets the reason with all that belongs to it; agents go on only after {@code tool_use}. */
    static void stop(ObjectNode json, AnswerEvent.Finish finish, boolean calledTools, @Nullable String refusal) {
        String reason =
                switch (finish.reason()) {
                    case "length" -> "max_tokens";
                    case "content_filter" -> "refusal";
                    default -> calledTools ? "tool_use" : "end_turn";
                };
        boolean bySequence = reason.equals("end_turn") && finish.stopSequence() != null;
        json.put("stop_reason", bySequence ? "stop_sequence" : reason);
        json.put("stop_sequence", bySequence ? finish.stopSequence() : null);
        if (reason.equals("refusal")) {
            json.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .put("explanation", refusal == null || refusal.isEmpty() ? null : refusal);
        }
    }

    /** The provider's id of a call where it is fit for a conversation with Claude, else one of ours. */
    static String toolId(String given) {
        if (GOOD_ID.matcher(given).matches()) {
            return given;
        }
        StringBuilder id = new StringBuilder("toolu_");
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return id.toString();
    }

    /** The arguments of a call: an object in any case, as typed clients read nothing else. */
    static ObjectNode input(String arguments) {
        JsonNode parsed = arguments.isBlank() ? null : Json.valueOrNull(arguments);
        return parsed instanceof ObjectNode object ? object : Json.object();
    }
}
