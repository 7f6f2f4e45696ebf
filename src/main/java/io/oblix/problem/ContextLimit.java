package io.oblix.problem;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the words of an error say about a model's window: whether a prompt was too long for it, and how long it is. Most
 * servers have no code for that, only a sentence; and agents look for one of OpenAI's, to shorten the conversation.
 *
 * <p>Sources of the sentences: Anthropic, OpenAI, Azure, Ollama; vLLM ({@code serving_engine.py}, {@code
 * input_processor.py}), SGLang ({@code tokenizer_manager.py}), llama.cpp ({@code server.cpp}) and its Python binding, LM
 * Studio, TGI ({@code validation.rs}), TabbyAPI, MLC, TensorRT-LLM; Mistral, DeepSeek, Groq, Together, Fireworks, Cerebras,
 * xAI, Gemini, Cohere, Bedrock, DashScope, Moonshot, MiniMax, Zhipu, Cloudflare, GitHub, watsonx; LiteLLM's {@code
 * exception_mapping_utils.py}.
 */
public final class ContextLimit {

    /** OpenAI's words, before the number. */
    private static final String PHRASE = "maximum context length is ";

    private static final String UNKNOWN =
            "This model's " + PHRASE + "exceeded; please reduce the length of the messages.";

    /** In lower case. */
    private static final Pattern EXCEEDED = Pattern.compile(String.join(
                    "|",
                    "prompt is too long|prompt too long|input is too long|too many input tokens|input is longer than",
                    "maximum context length|maximum context limit|maximum model length|maximum prompt length",
                    "exceed(s|ed)? (the |this |its )?(model'?s? |model |maximum |available )*context( length| window| size| limit)?",
                    "context[ _](length|window|size|limit)( has been| was| is)? (exceeded|exceeds|full|overflow)",
                    "exceed_context_size|context_length_exceeded|contextwindowexceeded",
                    "longer than the (model'?s? |maximum )*context length|too long to fit into the model",
                    "longer than the maximum model length|model's context length is only",
                    "context the overflows|mid-generation context overflow|loaded with context length of only",
                    "greater than the context length|reached (the )?context length of",
                    "input length.{0,40}exceeds the maximum allowed length|exceeds maximum input length",
                    "`inputs` tokens \\+ `max_new_tokens` must be|`inputs` must have less than",
                    "exceeds the maximum number of tokens allowed|input token count is \\d+ but|input tokens exceed the configured",
                    "too many tokens: (total|size)|cannot exceed the total tokens limit|prompt token count of \\d+ exceeds",
                    "range of input length should be|prompt exceeds max length|exceeded model token limit",
                    "max size: \\d+ tokens|max_seq_len|larger than the model input length limit|should not exceed max_num_tokens",
                    // vLLM, where the prompt leaves no room for an answer.
                    "max_(completion_)?tokens must be at least 1, got -",
                    // OpenAI's limit of characters, where the text is the prompt's.
                    "invalid '(messages\\[\\d+\\]\\.content|input|prompt)([\\[.][\\[\\].\\w]*)?'.{0,20}string too long",
                    "context overflow|exceeds? (the )?max context|max_prompt_len|input is too large to process. increase the physical batch",
                    "(?<![\\w-])(prompt|input|request|messages|input and output)( tokens?| length)*( \\(?#( tokens)?\\)?)? exceeds?"
                            + " (the |your )?(model'?s? |maximum |max |allowed |configured |input |prompt |token |context )*"
                            + "(limit|length|tokens|token size|number of (input )?tokens|of #)",
                    "number of (input )?tokens in the (prompt|input|request|messages) (\\(#\\) )?exceeds",
                    "reduce the length of the (input|prompt|messages|conversation)",
                    "current length is .{0,40}while limit is")
            .replace("#", "[\\d,_.]+k?"));

    /** A value that is too long for its own field, or a limit of a rate. */
    private static final Pattern OTHERWISE = Pattern.compile(
            "(per|/) ?(minute|min|hour|day)\\b|\\btpm\\b|\\brate limit|invalid '\\w+(\\[\\d+\\])?\\.(?!content)\\w+'");

    /** Perhaps in thousands. */
    private static final String NUMBER = "(\\d[\\d,_]{1,12}+(?! ?k\\b)|\\d{1,5}(?:\\.\\d{1,3})? ?k\\b)";

    /** Each has the limit in its group, the surest first. */
    private static final List<Pattern> LIMITS = Stream.of(
                    "maximum context length(?: is|:| of)?:? *\\(?#",
                    "# maximum context length",
                    "max_(?:seq|prompt|model)_len:?(?: is| of)? *[(=]?#|max_num_tokens *\\(#",
                    "context (?:length|window|size)(?: is| of| limit)*(?: only)? *\\(?#",
                    "maximum (?:model|prompt|input) length(?: is| of)? *\\(?#",
                    "\\bn_ctx\\b\\W{0,4}#",
                    "> *#",
                    "must be <=? *#|must have less than #",
                    "allowed(?: length)? *\\(#",
                    "supports? (?:up to|at most|only) #|only supports (?:up to )?#",
                    "\\[ *\\d+ *, *#\\]",
                    "max size: #|cannot exceed (?:the total tokens limit )?#",
                    "limit(?: of| is|:)? +#|model limit \\(#",
                    "exceeds? (?:the |your )?(?:max(?:imum)?|allowed|number|context|token|size|tokens|of| )+ \\(?#")
            .map(limit -> Pattern.compile(limit.replace("#", NUMBER)))
            .toList();

    private static final int LEAST = 128;
    private static final int MOST = 100_000_000;

    private ContextLimit() {}

    /** Whether these are the words for a prompt that is too long for the model. */
    public static boolean isExceeded(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        return EXCEEDED.matcher(text).find() && !OTHERWISE.matcher(text).find();
    }

    /** The window that such words name, in tokens; 0 if they name none. */
    public static int tokens(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        for (Pattern limit : LIMITS) {
            Matcher found = limit.matcher(text);
            if (found.find()) {
                int tokens = number(found);
                if (tokens >= LEAST && tokens <= MOST) {
                    return tokens;
                }
            }
        }
        return 0;
    }

    private static int number(Matcher found) {
        for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                String digits = found.group(group).replaceAll("[,_ k]", "");
                boolean thousands = found.group(group).endsWith("k");
                return (int) Math.min(Double.parseDouble(digits) * (thousands ? 1000 : 1), Integer.MAX_VALUE);
            }
        }
        return 0;
    }

    /** The same words with OpenAI's, "maximum context length is N tokens", behind them where they are not among them. */
    static String worded(String said) {
        int tokens = tokens(said);
        String wanted = tokens == 0 ? "maximum context length" : PHRASE + tokens + " tokens";
        return said.contains(wanted) ? said : with(said, tokens == 0 ? UNKNOWN : phrase(tokens));
    }

    /** The same for words that name no length. */
    static String reworded(String said, int tokens) {
        return said.contains(UNKNOWN) ? said.replace(UNKNOWN, phrase(tokens)) : with(said, phrase(tokens));
    }

    private static String phrase(int tokens) {
        return "This model's " + PHRASE + tokens + " tokens.";
    }

    private static String with(String said, String more) {
        return said + (said.endsWith(".") ? " " : ". ") + more;
    }
}
