package io.oblix.simulator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider's HTTP API: which requests it knows, and how it writes answers and errors. */
interface WireFormat {

    Map<String, String> DATES = Map.of("claude-sonnet-4-5", "-20250929", "gpt-4o-mini", "-2024-07-18");

    /** Whether this request asks for an answer. */
    boolean isChat(SimulatedRequest request);

    /** The format of the path of this request. */
    default WireFormat at(SimulatedRequest request) {
        return this;
    }

    /** Whether this request only loads a model. */
    default boolean isLoad(SimulatedRequest request) {
        return false;
    }

    /**
     * The reply to any other request, such as a list of models; null for a 404.
     *
     * @param loaded the models in memory
     */
    @Nullable String other(SimulatedRequest request, List<String> models, List<String> loaded);

    /** The model's name in answers; the cloud providers add a date to some. */
    default String model(SimulatedRequest request) {
        String asked = request.body().path("model").asText();
        return asked + DATES.getOrDefault(asked, "");
    }

    default String wholeContentType() {
        return "application/json";
    }

    default String streamContentType() {
        return "text/event-stream; charset=utf-8";
    }

    default boolean wantsStream(SimulatedRequest request) {
        return request.body().path("stream").asBoolean(false);
    }

    String whole(String model, SimulatedAnswer answer);

    /** The whole answer to a request that is perhaps no chat. */
    default String whole(SimulatedRequest request, SimulatedAnswer answer) {
        return whole(model(request), answer);
    }

    /** What a stream sends before the text; may be empty. */
    List<String> opening(String model, SimulatedAnswer answer);

    String piece(String model, String text);

    /** The same with the log probability of each of its pieces, where the format has a place for it. */
    default String piece(String model, String text, @Nullable Double logprob) {
        return piece(model, text);
    }

    /** What marks the end of a stream. */
    List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request);

    /** The body of an error. */
    String error(int status);

    Fault.Status refusal(Fault.Reason reason);

    /** Whether the model continues an assistant's message at the end of the conversation. */
    default boolean continuesPrefill() {
        return true;
    }

    /** Why the provider rejects this chat even without a fault; null when it accepts it. */
    default Fault.@Nullable Status objection(SimulatedRequest request) {
        return null;
    }

    /** An error inside a stream. */
    String errorEvent();

    String malformed();
}
