package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.OwnWords;
import io.oblix.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What some models and servers cannot do, by the words in which they refuse it: those of Ollama, llama.cpp, LM Studio,
 * vLLM, SGLang, OpenAI, Groq, OpenRouter, Mistral, Gemini, DeepSeek, xAI and Bedrock. Only sentences about the model as a
 * whole count; one about a schema, a picture or a value does not.
 */
public enum Ability {
    TOOLS(
            "(not|n't) support (the )?(tools?|tool use|tool calls?|tool calling|function calls?|function calling|functions)"
                    + "\\b(?!( use| calls?| calling)? (in|with|when|while|if|schema))",
            "endpoints found that support tool use",
            "\\b(tools?|tool use|tool calls?|tool calling|function calls?|function calling)[`'\"]* (is|are)"
                    + " (currently )?not (supported|enabled|available)",
            "unsupported param(eter)?: [`'\"]?tools\\b",
            "requires --enable-auto-tool-choice",
            "tools param requires --jinja",
            "unable to generate (tool )?parser for this template"),
    IMAGES(
            "(not|n't) support (the |any )?(images?\\b(?! (type|format|url))|image[ _]?inputs?|image content|vision\\b"
                    + "|multi-?modal|pictures?\\b)",
            "(images?|image_url|image inputs?|image content|vision|vision input)[`'\"]* (is|are)"
                    + " (currently )?(not|only) supported",
            "endpoints found that support image",
            "at most 0 image",
            "not a multi-?modal model",
            "text-only model",
            "missing data required for image input",
            "image input modality is not enabled",
            "unknown variant [`'\"]image_url",
            "mmproj",
            "content[`'\"]? must be a string"),
    THINKING(
            "(not|n't) support (the )?[`'\"]?(extended )?(thinking|reasoning)",
            "\\b(thinking|reasoning|reasoning_effort|reasoning effort)[`'\"]* is not (supported|enabled|available)"
                    + "\\b(?! (when|while|if|together|along)\\b)",
            "unrecognized request argument supplied: reasoning",
            "unsupported parameter: [`'\"]?reasoning");

    private static final Set<String> PICTURES = Set.of("image_url", "file");
    private static final List<String> THINKING_FIELDS = List.of("reasoning_effort", "reasoning", "thinking", "think");

    private final Pattern refusal;

    Ability(String... refusals) {
        refusal = Pattern.compile(String.join("|", refusals));
    }

    /**
     * The ability that a model says it lacks, where the request makes use of it; null when it says nothing of the kind.
     *
     * @param said an error of the model's; what it quotes of the request does not count
     */
    public static @Nullable Ability lacking(String said, ChatRequest request) {
        return lackingBy(OwnWords.of(said, request), request);
    }

    /** @param said an error of the model's without what it quotes of the request */
    public static @Nullable Ability lackingBy(String said, ChatRequest request) {
        Ability lacking = lacking(said);
        return lacking != null && lacking.isUsedBy(request) ? lacking : null;
    }

    /** The ability that a model says it lacks; null when it says nothing of the kind. */
    public static @Nullable Ability lacking(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        for (Ability ability : values()) {
            if (ability.refusal.matcher(text).find()) {
                return ability;
            }
        }
        return null;
    }

    boolean isUsedBy(ChatRequest request) {
        return switch (this) {
            case TOOLS ->
                !request.body().path("tools").isEmpty()
                        || !request.body().path("functions").isEmpty();
            case THINKING -> THINKING_FIELDS.stream().anyMatch(request.body()::hasNonNull);
            case IMAGES -> hasPictures(request);
        };
    }

    private static boolean hasPictures(ChatRequest request) {
        for (JsonNode message : request.messages()) {
            for (JsonNode part : message.path("content")) {
                String type = Json.text(part, "type");
                if (type != null && PICTURES.contains(type)) {
                    return true;
                }
            }
        }
        return false;
    }
}
