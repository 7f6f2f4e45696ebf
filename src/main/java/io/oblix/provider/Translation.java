package io.oblix.provider;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.ClientHeaders;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is spoken to, in four verbs: the request out, then of its response the headers, the body, or the error.
 * Nothing here does I/O.
 */
public interface Translation {

    /**
     * The request in the provider's own format.
     *
     * @throws io.oblix.problem.RequestProblem when something in it would be lost
     */
    UpstreamRequest translate(Question question, Place place);

    /**
     * Whether the model speaks the dialect in which the client sent this request; for a chat never without its
     * {@link ChatRequest#original}, and for vectors and completions wherever it makes them. Then
     * {@link #translate} sends the client's own bytes with another name of the model, {@link #reader} passes each frame on
     * as an {@link io.oblix.chat.AnswerEvent.Frame}, and an error goes to the client as the provider worded it.
     */
    default boolean speaks(ChatRequest request, ModelName model) {
        return false;
    }

    /** A request that counts the tokens of a prompt without a charge; empty where the provider has none. */
    default Optional<UpstreamRequest> count(ChatRequest request, Place place) {
        return Optional.empty();
    }

    /** Where this provider keeps an answer for its client, by its id, without a body; empty where it keeps none. */
    default Optional<UpstreamRequest> kept(String id) {
        return Optional.empty();
    }

    /** Whether it completes texts, but only one in a call. */
    default boolean completesOneByOne() {
        return false;
    }

    /** How much of a request for embeddings goes into one call; more is split. */
    default EmbeddingRequest.Batch batch(EmbeddingRequest request, Place place) {
        return EmbeddingRequest.Batch.ANY;
    }

    /** The same as {@link #headersForClient(UpstreamHead)} for a client of another dialect than OpenAI's. */
    default Map<String, String> headersForClient(ChatRequest request, UpstreamHead head) {
        return headersForClient(head);
    }

    /** The response headers that the client may see, of a good or a bad response, by their names in lower case. */
    default Map<String, String> headersForClient(UpstreamHead head) {
        return ClientHeaders.of(head);
    }

    /**
     * Reads the body of one successful response.
     *
     * @param contentType its media type, without parameters
     */
    AnswerReader reader(ChatRequest request, ModelName model, String contentType);

    /** The same, where it matters whether the model tells more than the client asked for. */
    default AnswerReader reader(Question question, ModelName model, String contentType) {
        return reader(question.request(), model, contentType);
    }

    /** What an unsuccessful response amounts to. */
    UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body);

    /** The same, where it matters which words of the error are the request's own. */
    default UpstreamProblem problem(ChatRequest request, ModelName model, UpstreamHead head, byte[] body) {
        return problem(model, head, body);
    }

    /** An error of the model's, in a response or inside an answer, without a secret of ours that it quotes. */
    default UpstreamProblem withoutSecrets(UpstreamProblem problem) {
        return problem;
    }

    /** Whether a short text, such as a name, holds a secret of ours. */
    default boolean isSecretIn(String text) {
        return false;
    }

    /** Headers of the model's answer that a client may see, without those that quote a secret of ours. */
    default Map<String, String> withoutSecrets(Map<String, String> headers) {
        return headers;
    }

    /**
     * What to ask in place of a question that the model refused, at once and without a pause: the same question where the
     * provider has learned from the refusal and will now translate it in another way, or one with a better estimate.
     * Called for each refusal until one comes for the second time.
     *
     * @return null where asking again would not help
     */
    default @Nullable Question rephrase(Question refused, UpstreamProblem refusal, Place place) {
        return null;
    }

    /** The same after a refusal in the same words as the one before; null where other words did not help. */
    default @Nullable Question rephraseAgain(Question refused, UpstreamProblem refusal, Place place) {
        return null;
    }

    /** Whether the first token takes long by nature: the model thinks before it answers, or must be loaded first. */
    default boolean beginsSlowly(Question question, Place place) {
        return false;
    }
}
