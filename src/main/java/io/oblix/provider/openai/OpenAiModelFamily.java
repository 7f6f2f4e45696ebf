package io.oblix.provider.openai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name says about the parameters that it accepts. OpenAI has no endpoint for that; the rules come from
 * recorded errors of its API and from the Vercel AI SDK's table of capabilities (openai-language-model-capabilities.ts).
 *
 * @param reasoning it thinks before it answers: the o series, and gpt-5 and later except the chat variants
 * @param samplesWithoutReasoning at effort {@code none} it accepts the sampling parameters: gpt-5.1 and later
 * @param refusesToolsWhileReasoning in chat completions it accepts function tools at effort {@code none} only: gpt-5.4
 *     and later, except two that lack this effort and accept tools only through the Responses API
 * @param searches it searches the web for each answer, and takes no sampling parameters; no other model takes {@code
 *     web_search_options}
 * @param hasVerbosity it accepts {@code verbosity}: gpt-5 and later
 * @param callsToolsInTurn it rejects {@code parallel_tool_calls}: the o series
 * @param noInstructions it rejects the roles {@code system} and {@code developer}: the first previews of the o series
 */
record OpenAiModelFamily(
        boolean reasoning,
        boolean samplesWithoutReasoning,
        boolean refusesToolsWhileReasoning,
        boolean searches,
        boolean hasVerbosity,
        boolean callsToolsInTurn,
        boolean noInstructions) {

    private static final Pattern GPT = Pattern.compile("gpt-(\\d{1,3})(?:\\.(\\d{1,3}))?(?:-.*)?");

    /** Names that OpenAI gives its own models for chat; {@code gpt-oss} is open to all servers. */
    private static final Pattern OPENAIS = Pattern.compile("(?:ft:)?(?:gpt-(?!oss)|chatgpt-|o\\d|codex-).*");

    private static final OpenAiModelFamily OTHER =
            new OpenAiModelFamily(false, false, false, false, false, false, false);

    /** Whether the name is that of a model which only OpenAI has, as OpenAI writes it. */
    static boolean isOpenAis(String model) {
        return OPENAIS.matcher(model).matches();
    }

    /** @param model perhaps after the name of its vendor, as in {@code openai/o3} */
    static OpenAiModelFamily of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        if (name.length() > 1 && name.charAt(0) == 'o' && Character.isDigit(name.charAt(1))) {
            boolean preview = name.startsWith("o1-mini") || name.startsWith("o1-preview");
            return new OpenAiModelFamily(true, false, false, false, false, true, preview);
        }
        if (name.contains("-search")) {
            return new OpenAiModelFamily(false, false, false, true, false, false, false);
        }
        if (!name.startsWith("gpt-") || name.contains("-chat")) {
            return OTHER;
        }
        Matcher gpt = GPT.matcher(name);
        if (!gpt.matches()) {
            return OTHER;
        }
        int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
        int version = Integer.parseInt(gpt.group(1)) * 1000 + minor;
        boolean effortNone = !name.startsWith("gpt-6-astra") && !name.startsWith("gpt-6.1-sol");
        return new OpenAiModelFamily(
                version >= 5000,
                version >= 5001 && effortNone,
                version >= 5004 && effortNone,
                false,
                version >= 5000,
                false,
                false);
    }
}
