package io.oblix.ask;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.settings.Aliases;

/**
 * What the names in requests stand for: our own names for themselves, then the operator's aliases, then the models of the
 * providers. Clients of Anthropic's API name Claude whatever they are pointed at, so there Claude's names mean the policy
 * {@code auto} where Claude cannot be asked.
 */
public record ModelNames(Providers providers, Aliases aliases) {

    private static final String AUTO = "auto";
    private static final String CLAUDE = "claude";

    /** The same request by the name that is meant. */
    public ChatRequest resolve(ChatRequest request) {
        String meant = meant(request.dialect(), request.model());
        return meant.equals(request.model()) ? request : request.withModel(meant);
    }

    /** @param asked the name in a request; may be empty */
    public String meant(String dialect, String asked) {
        if (asked.isEmpty() || asked.equals(AUTO) || asked.startsWith(AUTO + ":")) {
            return asked;
        }
        ModelName named = providers.canonical(asked);
        if (named != null && providers.get(named.provider()) != null) {
            return asked;
        }
        String alias = aliases.of(asked);
        if (alias != null) {
            return alias;
        }
        boolean claudes = dialect.equals(MessagesDialect.NAME) && asked.startsWith(CLAUDE + "-");
        if (!claudes || providers.resolve(asked) != null) {
            return asked;
        }
        Provider claude = providers.get(CLAUDE);
        return claude != null && claude.state(asked).available() ? CLAUDE + ":" + asked : AUTO;
    }
}
