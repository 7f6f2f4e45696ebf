package io.oblix.provider.openai;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which models complete texts themselves. Of OpenAI's only a few old ones do; other servers take completions for all their
 * models, or for none, which they say when they are asked.
 */
final class CompletionModels {

    private static final Pattern OPENAIS = Pattern.compile(".*(instruct|babbage-002|davinci-002).*");

    /** What OpenAI says of a chat model, and other servers of a path that they do not serve. */
    private static final Pattern REFUSAL = Pattern.compile(
            "chat model|v1/chat/completions|not support(ed)? .{0,40}completions?|completions? .{0,40}not (yet )?"
                    + "(supported|available|enabled)|invalid url|not found$|no route|unknown (path|url|endpoint)");

    private final Cache<ModelName, Boolean> onlyChats = Caffeine.newBuilder()
            .maximumSize(500)
            .expireAfterWrite(Duration.ofDays(1))
            .executor(Runnable::run)
            .build();

    boolean isMadeBy(ModelName model) {
        boolean isOpenAis = model.provider().equals(OpenAiProvider.NAME)
                && !OpenAiModels.of(model.name()).prefix().isEmpty();
        boolean chats = isOpenAis && !OPENAIS.matcher(model.name()).matches();
        return !chats && onlyChats.getIfPresent(model) == null;
    }

    /** Whether a refusal says that this model only chats, which is remembered for a day. */
    boolean learn(ModelName model, UpstreamProblem refusal) {
        boolean is =
                switch (refusal.kind()) {
                    case NOT_SERVED -> true;
                    case MODEL_NOT_FOUND, REQUEST_REJECTED, LACKS_ABILITY ->
                        REFUSAL.matcher(refusal.detail().toLowerCase(Locale.ROOT))
                                        .find()
                                || refusal.detail().equals("HTTP 404");
                    default -> false;
                };
        if (is) {
            onlyChats.put(model, true);
        }
        return is;
    }
}
