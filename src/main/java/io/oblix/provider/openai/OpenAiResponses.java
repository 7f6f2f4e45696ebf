package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.dialect.responses.NativeInput;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.json.TopLevelFields;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests of clients that speak OpenAI's Responses, for servers that do too: as they were sent. Its newer models take tools
 * while they reason on this path only. Other servers that have the path lack most kinds of tools, so they are asked for
 * chats unless the operator says otherwise. A server that turns out not to have one of the paths is asked for a chat instead for a
 * while.
 */
final class OpenAiResponses {

    /** Whether the path is used: by the address, always or never. */
    enum Use {
        AUTO,
        ON,
        OFF
    }

    /** Below the base URL, which has the version already. */
    static final String PATH = "/responses";

    private static final List<String> SAMPLING =
            List.of("temperature", "top_p", "presence_penalty", "frequency_penalty", "top_logprobs");

    private static final Set<String> READ = Set.of(
            "temperature",
            "top_p",
            "presence_penalty",
            "frequency_penalty",
            "top_logprobs",
            "reasoning",
            "include",
            "text");

    /** What it once kept may be gone, or an organization may have it keep nothing. */
    private static final Pattern NOT_KEPT = Pattern.compile("(?:Item|response) with id '[^']*' not found");

    /** Has an answer made later, to be asked for by its id. */
    private static final String BACKGROUND = "background";

    /** A server may be updated, or a proxy before it mended. */
    private static final long MISSING_NANOS = Duration.ofMinutes(10).toNanos();

    private final boolean used;
    private final LongSupplier nanoTime;

    /** Until when each path that the server lacked is not asked for. The paths are those that clients are served. */
    private final Map<String, Long> missingUntil = new ConcurrentHashMap<>();

    /** @param isOpenAis whether the address is OpenAI's own or Azure's */
    OpenAiResponses(Use use, boolean isOpenAis) {
        this(use, isOpenAis, System::nanoTime);
    }

    OpenAiResponses(Use use, boolean isOpenAis, LongSupplier nanoTime) {
        this.used = use == Use.ON || (use == Use.AUTO && isOpenAis);
        this.nanoTime = nanoTime;
    }

    /** Whether responses are kept there, to be asked for by their ids. */
    boolean isUsed() {
        return used && isThere(PATH, nanoTime.getAsLong());
    }

    /** Always the same for one request but where its server turns out to lack the path, whatever time passes meanwhile. */
    boolean speaks(ChatRequest request) {
        return used
                && request.original() != null
                && request.dialect().equals(ResponsesDialect.NAME)
                && isThere(path(request), request.receivedNanos());
    }

    private boolean isThere(String path, long nanos) {
        Long until = missingUntil.get(path);
        return until == null || nanos - until >= 0;
    }

    /** Below the base URL, which has the version already. */
    static String path(ChatRequest request) {
        Original original = Objects.requireNonNull(request.original());
        return original.path().substring("/v1".length());
    }

    /** Only a client that did not name the model is spared the fields that the model is known to reject. */
    static byte[] body(ChatRequest request, ModelName model) {
        Map<String, byte[]> changes = new HashMap<>();
        if (!request.model().endsWith(model.name())) {
            changes.putAll(changes(request, model.name()));
        }
        if (request.rendering().ignoredParams().contains(BACKGROUND)) {
            // Answered at once: a client that waits asks here, where no answer would ever arrive.
            changes.put(BACKGROUND, TopLevelFields.LEFT_OUT);
        }
        return NativeInput.body(request, model, changes);
    }

    private static Map<String, byte[]> changes(ChatRequest request, String model) {
        Map<String, byte[]> changes = new HashMap<>();
        OpenAiModelFamily family = OpenAiModelFamily.of(model);
        TopLevelFields sent;
        try {
            sent = Objects.requireNonNull(request.original()).fields(READ);
        } catch (IOException notUtf8) {
            // Its fields have no places in the bytes.
            return changes;
        }
        List<String> rejected = family.reasoning() ? SAMPLING : List.of("reasoning");
        rejected.stream()
                .filter(field -> !JsonType.isNothing(sent.value(field)))
                .forEach(field -> changes.put(field, TopLevelFields.LEFT_OUT));
        String include = String.valueOf(sent.value("include"));
        if (!family.reasoning() && include.contains("reasoning.encrypted_content")) {
            changes.put("include", TopLevelFields.LEFT_OUT);
        }
        if (!family.hasVerbosity() && sent.value("text") instanceof ObjectNode asked && asked.has("verbosity")) {
            ObjectNode text = asked.deepCopy();
            text.remove("verbosity");
            changes.put("text", text.isEmpty() ? TopLevelFields.LEFT_OUT : Json.bytes(text));
        }
        return changes;
    }

    /** What to ask in place of a request that was sent as it is; null to leave the refusal to the client. */
    @Nullable Question rephrase(Question refused, UpstreamProblem refusal) {
        int status = refusal.answered().status();
        String code = String.valueOf(refusal.code());
        if (status == 405 || (status == 404 && !isAboutTheRequest(refusal))) {
            missingUntil.put(path(refused.request()), nanoTime.getAsLong() + MISSING_NANOS);
            return refused;
        }
        if (code.equals("invalid_encrypted_content") || refusal.text().contains("invalid_encrypted_content")) {
            return asking(NativeInput.withoutThinking(refused.request()), refused);
        }
        if (code.equals("previous_response_not_found")
                || NOT_KEPT.matcher(refusal.text()).find()) {
            return asking(NativeInput.inFull(refused.request()), refused);
        }
        return null;
    }

    private static @Nullable Question asking(@Nullable ChatRequest other, Question refused) {
        return other == null ? null : new Question(other, refused.work(), refused.chosenBy());
    }

    /** A 404 of a model, an item or a response says what is missing; one of the path does not. */
    private static boolean isAboutTheRequest(UpstreamProblem refusal) {
        byte[] body = refusal.answered().body();
        ObjectNode json = body == null ? null : Json.objectOrNull(body);
        JsonNode error = json == null ? Json.object() : json.path("error");
        String said = error.path("message").asText();
        return error.hasNonNull("code")
                || error.hasNonNull("param")
                || said.contains("odel")
                || said.contains("with id");
    }
}
