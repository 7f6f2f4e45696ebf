package io.oblix.telemetry;

import io.micrometer.core.instrument.Tags;

/**
 * The labels of a call upstream, in OpenTelemetry's words.
 *
 * @param requestModel the name that was sent
 * @param responseModel the provider's own name for it; empty where there was no answer
 * @param error empty for a complete answer
 */
record CallLabels(String operation, String provider, String requestModel, String responseModel, String error) {

    Tags tags() {
        return Tags.of("gen_ai.operation.name", operation, "gen_ai.provider.name", provider)
                .and("gen_ai.request.model", requestModel, "gen_ai.response.model", responseModel)
                .and("error.type", error);
    }

    boolean isOf(String model) {
        return requestModel.equals(model) || responseModel.equals(model);
    }
}
