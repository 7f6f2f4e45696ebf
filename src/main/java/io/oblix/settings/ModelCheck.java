package io.oblix.settings;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.provider.ollama.OllamaProvider;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a side's model is one that runs on that side: a swap of the two would send private questions away. */
final class ModelCheck {

    private ModelCheck() {}

    static void check(Side side, String setting, @Nullable ModelName model, List<Endpoint> endpoints)
            throws StartFailure {
        if (model == null) {
            return;
        }
        Map<String, Side> sides = new TreeMap<>();
        sides.put(OllamaProvider.NAME, Side.LOCAL);
        endpoints.forEach(endpoint -> sides.put(endpoint.name(), endpoint.side()));
        Side actual = sides.get(model.provider());
        if (actual == null) {
            throw StartFailure.setting(
                    setting,
                    model.toString(),
                    "there is no provider " + model.provider() + "; there are "
                            + sides.keySet().stream().collect(Collectors.joining(", "))
                            + ", and more by oblix.provider.NAME.base-url");
        }
        if (actual != side) {
            throw StartFailure.setting(
                    setting,
                    model.toString(),
                    model.provider() + " is a " + actual.word()
                            + " provider; are --local-model and --cloud-model swapped?");
        }
    }
}
