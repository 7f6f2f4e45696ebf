package io.oblix.ask;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.settings.Aliases;
import org.jspecify.annotations.Nullable;

/**
 * What the names in requests stand for: our own names for themselves, then the operator's aliases, then the models of the
 * providers. Clients of Anthropic's API name Claude whatever they are pointed at, so there Claude's names mean the policy
 * {@code auto} where Claude cannot be asked. Vectors of
 * different models cannot be compared, so no policy chooses the model of a request for embeddings: {@code auto} is the one
 * that the operator has set.
 *
 * @param embeddings what {@code auto} means for embeddings; null when none is set
 */
public record ModelNames(
        Providers providers, Aliases aliases, @Nullable ModelName embeddings) {

    private static final String PRIVATE = PolicyName.asModel("private");
    private static final String LATEST = ":latest";
    private static final String CLAUDE = "claude";
    private static final String OLLAMA = "ollama";

    /** The same request by the name that is meant. */
    public ChatRequest resolve(ChatRequest request) {
        String meant = meant(request.dialect(), request.model());
        if (EmbeddingRequest.of(request) != null && PolicyName.in(meant) != null) {
            ChatRequest named = request.withModel(embeddingModel());
            return meant.equals(PRIVATE) ? named.withLocalOnly() : named;
        }
        return meant.equals(request.model()) ? request : request.withModel(meant);
    }

    /** @param asked the name in a request; may be empty */
    public String meant(String dialect, String asked) {
        if (PolicyName.in(asked) != null) {
            return withoutTag(asked);
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
        return claude != null && claude.state(asked).available() ? CLAUDE + ":" + asked : PolicyName.AUTO;
    }

    /** A policy has no tag, but Ollama's clients add one to each name without, whatever they chat by afterwards. */
    public static String withoutTag(String policy) {
        return policy.endsWith(LATEST) ? policy.substring(0, policy.length() - LATEST.length()) : policy;
    }

    private String embeddingModel() {
        if (embeddings == null) {
            throw RequestProblem.noEmbeddings("No embedding model is set for requests that name none"
                    + " (oblix.embedding-model, or OBLIX_EMBEDDING_MODEL).");
        }
        return embeddings.toString();
    }

    /** Whether a request names a policy, or a model that Ollama does not serve; a name that none knows is neither. */
    public boolean isForOthersThanOllama(ChatRequest request) {
        return isForOthers(request, OLLAMA);
    }

    /** The same for Claude. */
    public boolean isForOthersThanClaude(ChatRequest request) {
        return isForOthers(request, CLAUDE);
    }

    private boolean isForOthers(ChatRequest request, String provider) {
        String meant = meant(request.dialect(), request.model());
        ModelName model = PolicyName.in(meant) != null ? null : providers.resolve(meant);
        return PolicyName.in(meant) != null
                || (model != null && !model.provider().equals(provider));
    }
}
