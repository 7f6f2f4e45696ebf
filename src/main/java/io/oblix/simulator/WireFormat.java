package io.oblix.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a provider puts an answer on the wire. */
interface WireFormat {

    String name();

    /** Whether this request asks for an answer. */
    boolean isChat(SimulatedRequest request);

    /** Whether this request does no more than have a model loaded. */
    default boolean isLoad(SimulatedRequest request) {
        return false;
    }

    /**
     * What any other request is answered with: lists of models and the like; null for a 404.
     *
     * @param loaded the models in memory
     */
    @Nullable String other(SimulatedRequest request, List<String> models, List<String> loaded);

    /** The name under which the model that is asked for answers: the cloud's add a date to it. */
    default String model(SimulatedRequest request) {
        return request.body().path("model").asText();
    }

    String wholeContentType();

    String streamContentType();

    boolean wantsStream(SimulatedRequest request);

    String whole(String model, SimulatedAnswer answer);

    /** What comes before the pieces of text; may be empty. */
    List<String> opening(String model, SimulatedAnswer answer);

    String piece(String model, String text);

    /** What tells that the answer has ended. */
    List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request);

    /** The provider's body for a status. */
    String error(int status);

    /** How the provider refuses. */
    Fault.Status refusal(Fault.Reason reason);

    /** Whether the model goes on with an answer that the conversation ends with. */
    boolean continues();

    /** What the provider has against a request for an answer; null when nothing. */
    default Fault.@Nullable Status objection(SimulatedRequest request) {
        return null;
    }

    /** The provider's error inside a stream. */
    String errorEvent();

    String malformed();
}
