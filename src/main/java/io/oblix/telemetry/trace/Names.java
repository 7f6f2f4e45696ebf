package io.oblix.telemetry.trace;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Names of attributes: OpenTelemetry's of November 2026, OpenInference's, and ours, which begin with {@code oblix}. */
final class Names {

    static final AttributeKey<String> METHOD = stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = stringKey("http.route");
    static final AttributeKey<String> PATH = stringKey("url.path");
    static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = longKey("server.port");

    static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
    static final AttributeKey<Boolean> STREAM = booleanKey("gen_ai.request.stream");
    static final AttributeKey<Long> MAX_TOKENS = longKey("gen_ai.request.max_tokens");
    static final AttributeKey<Double> TEMPERATURE = doubleKey("gen_ai.request.temperature");
    static final AttributeKey<String> CONVERSATION = stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
    static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
    static final AttributeKey<List<String>> FINISH_REASONS = stringArrayKey("gen_ai.response.finish_reasons");

    /** In seconds. */
    static final AttributeKey<Double> FIRST_CHUNK = doubleKey("gen_ai.response.time_to_first_chunk");

    static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS = longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_WRITE_TOKENS = longKey("gen_ai.usage.cache_write.input_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");

    static final AttributeKey<String> OPENINFERENCE_KIND = stringKey("openinference.span.kind");
    static final AttributeKey<String> LLM_MODEL = stringKey("llm.model_name");
    static final AttributeKey<String> EMBEDDING_MODEL = stringKey("embedding.model_name");
    static final AttributeKey<Long> LLM_PROMPT_TOKENS = longKey("llm.token_count.prompt");
    static final AttributeKey<Long> LLM_COMPLETION_TOKENS = longKey("llm.token_count.completion");
    static final AttributeKey<String> INPUT_VALUE = stringKey("input.value");
    static final AttributeKey<String> OUTPUT_VALUE = stringKey("output.value");

    static final AttributeKey<String> REQUEST_ID = stringKey("oblix.request_id");
    static final AttributeKey<String> KEY = stringKey("oblix.key");
    static final AttributeKey<String> CLIENT = stringKey("oblix.client");
    static final AttributeKey<String> POLICY = stringKey("oblix.policy");
    static final AttributeKey<String> RULE = stringKey("oblix.rule");
    static final AttributeKey<String> REASON = stringKey("oblix.reason");
    static final AttributeKey<String> TARGET = stringKey("oblix.target");
    static final AttributeKey<Boolean> FALLBACK = booleanKey("oblix.fallback");
    static final AttributeKey<Long> ATTEMPTS = longKey("oblix.attempts");
    static final AttributeKey<Double> CONFIDENCE = doubleKey("oblix.confidence");
    static final AttributeKey<Double> COST_USD = doubleKey("oblix.cost_usd");

    /** Of an event of a decision: the side that answers where the target does not. */
    static final AttributeKey<String> DECIDED_FALLBACK = stringKey("oblix.decision.fallback");

    static final AttributeKey<String> OUTCOME = stringKey("oblix.outcome");

    /** What became of a call whose answer the client did not get. */
    static final AttributeKey<Boolean> DISCARDED = booleanKey("oblix.discarded");

    /** Begins the name of a fact of a decision, {@code oblix.fact.OblixMachine.cpuPercent}. */
    static final String FACT = "oblix.fact.";

    private Names() {}
}
