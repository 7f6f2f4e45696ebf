package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Ability;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a refusal means, by its words, where its status says too little. Servers report with the same 400 that the client
 * erred and that the model cannot do something, which another one may; and some report a client's mistake with a 500,
 * which must neither be retried nor open the circuit for all other clients.
 */
final class RefusalWords {

    /**
     * Of a model or a server that cannot do what others can: a field, a value, a role, a picture's type. Also Go's JSON
     * reader in Ollama, Rust's in DeepSeek and TGI, and pydantic in Mistral and vLLM, at something that OpenAI's API has.
     */
    private static final Pattern UNABLE =
            Pattern.compile("(not|n't) (currently |yet )?support|unsupported|that support|only supported"
                    + "|not (yet |currently )?(enabled|available|implemented|permitted) (for|in|on|with|by)\\b"
                    + "|response_format\\.type'? must be|inputs are not permitted|unavailable now|unrecognized request argument|unknown variant"
                    + "|cannot unmarshal .{1,80} into go|invalid image input"
                    + "|at most \\d+ (image|audio|video)|not a multi-?modal|requires --");

    /** Of a chat template, llama.cpp's, vLLM's and LM Studio's, which belongs to the model. */
    private static final Pattern TEMPLATE = Pattern.compile(
            "roles must alternate|conversations? must (start|begin)"
                    + "|jinja|template ?error|raise_exception|chat template|unexpected (message )?role|parser for this template");

    /** Of a provider's account, load or list of models, which some tell with a 400, and proxies with a 500. */
    private record State(Pattern words, Kind kind) {}

    private static final List<State> STATES = List.of(
            new State(
                    Pattern.compile("credit balance is too low|insufficient (account )?(balance|credits?|funds|quota)"
                            + "|exceeded your current quota|billing hard limit|billing_not_active|out of credits"
                            + "|account is not active|payment required"),
                    Kind.QUOTA_EXHAUSTED),
            new State(
                    Pattern.compile("too many requests|ratelimiterror|rate limit (reached|exceeded)|rate_limit_exceeded"
                            + "|(error|status)( code)?:? 429\\b"),
                    Kind.RATE_LIMITED),
            new State(
                    Pattern.compile("\\b(is|at|currently) (overloaded|at capacity)\\b|server is busy"
                            + "|model is (currently |still )?loading|loading model"),
                    Kind.OVERLOADED));

    /** Of a model that is not there; a 500 in such words is one that failed to load. */
    private static final Pattern NO_MODEL =
            Pattern.compile("model[_ ]not[_ ](found|exist)|\\b(invalid|unknown) model\\b"
                    + "|not a valid model|no models? (is )?loaded|model (is )?(unloaded|not loaded)|model_decommissioned"
                    + "|\\bmodel\\b.{0,80} (does not exist|was not found|is not found|not found"
                    + "|has been (decommissioned|deprecated|retired|removed))");

    /** Of a continued answer, which is asked for by this server; it knows what to do about it. */
    private static final Pattern BEGUN_ANSWER = Pattern.compile("prefill|must end with a user message");

    /** A client's mistake that llama.cpp, vLLM, SGLang, TGI or a proxy before them reports with a 500. */
    private static final Pattern CLIENTS_MAKING = Pattern.compile(
            "(invalid|failed to (parse|compile|convert)|error parsing|cannot parse|unrecogni[sz]ed|malformed)"
                    + " .{0,60}\\b(json schema|schema|grammar|regex|regular expression|messages|tools|tool_choice)\\b"
                    + "|(schema|grammar|regex) (conversion|compilation|error|is invalid|cannot be)"
                    + "|failed to initialize samplers"
                    + "|cannot identify image|failed to (load|decode) (the )?(image|audio)|image file is truncated"
                    + "|incorrect padding|invalid base64|invalid image|illegal base64"
                    + "|missing '?(role|content)'?|(temperature|top_p|top_k|max_tokens|max_new_tokens|stop|logprobs|seed"
                    + "|penalty)[`'\"]? must be|validation errors? for|badrequesterror|invalid_request_error"
                    + "|(error|status)( code)?:? 400\\b|400 bad request");

    private RefusalWords() {}

    /** The problem as it is to be treated. */
    static UpstreamProblem meaning(UpstreamProblem problem, ChatRequest request) {
        return switch (problem.kind()) {
            case REQUEST_REJECTED, FAILED, MODEL_NOT_FOUND, NOT_SERVED -> {
                Kind kind = kind(problem, request);
                yield kind == problem.kind() ? problem : problem.as(kind);
            }
            default -> problem;
        };
    }

    private static Kind kind(UpstreamProblem problem, ChatRequest request) {
        String said = problem.detail().toLowerCase(Locale.ROOT);
        Kind kind = problem.kind();
        if (BEGUN_ANSWER.matcher(said).find()) {
            return kind;
        }
        boolean unspecific = kind == Kind.REQUEST_REJECTED || kind == Kind.FAILED;
        for (State state : unspecific ? STATES : List.<State>of()) {
            if (state.words.matcher(said).find()) {
                return state.kind;
            }
        }
        boolean byTemplate = unspecific && TEMPLATE.matcher(said).find();
        boolean unable = kind == Kind.REQUEST_REJECTED && UNABLE.matcher(said).find();
        if (kind == Kind.REQUEST_REJECTED && NO_MODEL.matcher(said).find()) {
            return Kind.MODEL_NOT_FOUND;
        } else if (unable || byTemplate || Ability.lacking(said, request) != null) {
            return Kind.LACKS_ABILITY;
        } else if (kind == Kind.FAILED && CLIENTS_MAKING.matcher(said).find()) {
            return Kind.REQUEST_REJECTED;
        }
        return kind;
    }
}
