package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.ask.ModelNames;
import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.key.Key;

/** What of the lists of models a key may use, and so sees. */
record VisibleModels(ModelNames names, Key key) {

    /** @param id a policy, or a model by any of its names; one that is not known is visible, and not there */
    boolean has(String dialect, String id) {
        if (key.policies().isEmpty() && key.models().isEmpty()) {
            return true;
        }
        String meant = names.meant(dialect, id);
        String policy = PolicyName.in(meant);
        if (policy != null) {
            return key.mayUsePolicy(policy);
        }
        ModelName model = names.providers().resolve(meant);
        return model == null || key.mayUseModel(model.provider(), model.name());
    }

    /** Takes out of a list of Ollama's what the key may not use. */
    void keepOnly(ArrayNode models, String dialect) {
        for (int i = models.size() - 1; i >= 0; i--) {
            if (!has(dialect, models.path(i).path("name").asText())) {
                models.remove(i);
            }
        }
    }
}
