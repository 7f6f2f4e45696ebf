package io.oblix.provider.openai;

import io.oblix.ask.forecast.Memo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name tells of the parameters that it takes. OpenAI has no endpoint that tells; the rules are those of
 * the recorded refusals of its API and of the Vercel AI SDK's table of capabilities.
 *
 * @param reasoning it thinks before it answers: the o series, and gpt-5 and later but for the chat variants
 * @param samplesWithoutReasoning at the effort {@code none} it takes the sampling parameters: gpt-5.1 and later
 * @param refusesToolsWhileReasoning on chat completions it takes function tools at the effort {@code none} only:
 *     gpt-5.4 and later, but for two that have no such effort and take tools by another endpoint alone
 * @param noInstructions it refuses the roles {@code system} and {@code developer}: the first previews of the o series
 */
record OpenAiModelFamily(
        boolean reasoning,
        boolean samplesWithoutReasoning,
        boolean refusesToolsWhileReasoning,
        boolean noInstructions) {

    private static final Pattern GPT = Pattern.compile("gpt-(\\d{1,3})(?:\\.(\\d{1,3}))?(?:-.*)?");
    private static final Pattern O_SERIES = Pattern.compile("o\\d.*");

    private static final Memo<String, OpenAiModelFamily> KNOWN = new Memo<>(OpenAiModelFamily::read);

    /** @param model may stand behind its maker's name, as in {@code openai/o3} */
    static OpenAiModelFamily of(String model) {
        return KNOWN.of(model);
    }

    private static OpenAiModelFamily read(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        if (O_SERIES.matcher(name).matches()) {
            boolean preview = name.startsWith("o1-mini") || name.startsWith("o1-preview");
            return new OpenAiModelFamily(true, false, false, preview);
        }
        Matcher gpt = GPT.matcher(name);
        if (!gpt.matches() || name.contains("-chat")) {
            return new OpenAiModelFamily(false, false, false, false);
        }
        int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
        int version = Integer.parseInt(gpt.group(1)) * 1000 + minor;
        boolean effortNone = !name.startsWith("gpt-6-astra") && !name.startsWith("gpt-6.1-sol");
        return new OpenAiModelFamily(
                version >= 5000, version >= 5001 && effortNone, version >= 5004 && effortNone, false);
    }
}
