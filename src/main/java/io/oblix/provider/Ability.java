package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.OwnWords;
import io.oblix.chat.PicturePart;
import java.util.List;
import java.util.Locale;
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
            Words.ALL
                    + "(tools?|tool[ _-]use|tool[ _-]calls?|tool[ _-]calling|function[ _-]calls?|function[ _-]calling)"
                    + Words.MISSING,
            Words.NO + "(tools?|tool[ -]use|tool[ -]calls?|tool[ -]calling|function[ -]calling) support",
            "no support for (tools?|tool use|tool calls?|tool calling|function calling)\\b",
            "endpoints found that support tool use",
            Words.UNKNOWN_FIELD + "(tools|functions)\\b(?![\\[.])",
            "requires --enable-auto-tool-choice",
            "tools param requires --jinja",
            "unable to generate (tool )?parser for this template"),
    IMAGES(
            "(not|n't) support (the |any )?(images?\\b(?! (type|format|url))|image[ _]?inputs?|image content|vision\\b"
                    + "|multi-?modal|pictures?\\b)",
            "(?!images?[`'\"]* (is |are )?(not )?(un)?available)" + Words.ALL
                    + "(images?|image_url|images? (inputs?|contents?|content (blocks?|parts?)|parts?|blocks?)|vision|vision inputs?"
                    + "|pictures?|multi-?modal (inputs?|contents?))"
                    + Words.MISSING,
            "image_url[`'\"]* is only supported",
            Words.NO + "(vision|image|image input|multi-?modal)( input)? support",
            "no support for (images?|image input|vision|pictures?|multi-?modal)\\b",
            Words.NOT_OF_PART + "only (supports?|accepts?) " + Words.TEXT,
            Words.NOT_OF_PART + "(supports?|accepts?) (only " + Words.TEXT + "|text[ -]only\\b)",
            "only text( inputs?| contents?| content (blocks?|parts?)| parts?)? (is|are) (currently )?(supported|accepted|allowed)"
                    + "(?! (in|for) (an? |the )?(system|tool|assistant|developer))",
            "text[ -]only model|model is text[ -]only",
            "not (an? )?(multi-?modal|vision)\\b",
            "endpoints found that support image",
            "at most 0 image",
            "missing data required for image input",
            "image input modality is not enabled",
            "unknown variant [`'\"]image_url",
            "input tag [`'\"](image_url|image|input_image)[`'\"] .{0,80}does not match any of the expected tags",
            "mmproj",
            // Of servers that know no parts at all.
            "\\bcontent[`'\"]? must be a string",
            "cannot unmarshal array into go .{1,40}\\bcontent of type string",
            "\\bmessages\\b.{0,60}invalid type: sequence, expected a string",
            "(\\bcontent[`'\"]?\\W.{0,60}|^(http \\d{3}: )?(error: )?)expected (an? )?(string|str)\\b.{0,8} (got|received|found)"
                    + " (an? )?(array|list|sequence)"),
    THINKING(
            "(not|n't) support (the )?[`'\"]?(extended )?(thinking|reasoning)",
            Words.ALL + "(thinking|reasoning|reasoning_effort|reasoning effort)" + Words.MISSING,
            Words.NO + "(thinking|reasoning) support",
            "no support for (thinking|reasoning)\\b",
            Words.UNKNOWN_FIELD + "(reasoning|reasoning_effort|thinking|think)\\b(?![\\[.])",
            "\\b(reasoning|reasoning_effort|thinking)\\b[`'\"]?: extra inputs are not permitted");

    /** Parts of such sentences, in lower case. */
    private static final class Words {

        /** Before a thing, where the sentence is about all of its kind. */
        static final String ALL =
                "(?<!\\b(when|if|while|unless|because|parallel|nested|duplicated?|custom|built-?in|server"
                        + "|multiple|several|strict|streaming|streamed|empty|more|other|such|these|those|web|search|remote|external"
                        + "|animated|large|embedded|gif|tiff?|bmp|svg|heic|avif|webp|png|jpe?g|redacted|interleaved|\\d{1,6}) {0,1}[`'\"]{0,2})"
                        + "(?<![\\w/-])";

        /** After a thing, where it is so under any condition. */
        static final String MISSING =
                "[`'\"]*(( (is|are)( currently| yet)? not| isn't| aren't|( currently)? not)( currently| yet)?"
                        + " (supported|enabled|available|allowed|permitted|implemented)"
                        + "|( is| are)?( currently)? (disabled|unsupported|unavailable))\\b"
                        + "(?! (when|while|if|unless|until|together|along|alongside|without)\\b)"
                        + "(?! (in|with|for|on|from|within) (an? |the |this |these |your |any )?(stream|json|response|structured|tool"
                        + "|function|image|temperature|parallel|system|assistant|developer|user|role|part|position|batch|message|format"
                        + "|type|prefill|reasoning|thinking|logprobs|\\w+[ _-](mode|message|content|format|role|request))(s|ing|_\\w+)?\\b)";

        static final String NO = "\\b(no|without|lacks?) (any )?";

        static final String UNKNOWN_FIELD = "(unknown|unrecogni[sz]ed|unexpected|unsupported) (request )?(keyword )?"
                + "(param|parameter|argument|field|property)s?( supplied| name| given)?:? [`'\"]?";

        /** Before "only", where it is a part of the request that has nothing but text. */
        static final String NOT_OF_PART =
                "(?<!(messages?|roles?|system|tool|assistant|developer|results?|contents?|outputs?|formats?"
                        + "|response_format|modalities) )";

        static final String TEXT =
                "(plain )?text\\b(?![ -](in|for|format|response|output|to|generation|embedding|completion|and"
                        + "|or)s?\\b)(?!,)";
    }

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
                if (PicturePart.isIn(part)) {
                    return true;
                }
            }
        }
        return false;
    }
}
