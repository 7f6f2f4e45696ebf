package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.problem.UpstreamProblem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The responses that providers keep for their clients, by the ids that they gave them. */
public interface KeptElsewhere {

    /**
     * Deletes one; one that is gone already is as good.
     *
     * @param answeredBy the model that made it, {@code provider:name}
     * @throws UpstreamProblem when it may still be there
     */
    void delete(String answeredBy, String id);

    /**
     * What the provider that has a response of this id says of it; null where none has.
     *
     * @param path below the response; empty for itself
     * @param query its parameters
     * @throws UpstreamProblem when a provider that may have it does not say
     */
    @Nullable ObjectNode read(String id, String path, Map<String, String> query);

    /**
     * Deletes one at whichever provider has it.
     *
     * @return false where none has it
     * @throws UpstreamProblem when it may still be there
     */
    boolean delete(String id);
}
