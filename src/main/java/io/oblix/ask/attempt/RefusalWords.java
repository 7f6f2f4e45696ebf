package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.OwnWords;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
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
    private static final Pattern UNABLE = Pattern.compile("(not|n't) (currently |yet )?support"
            + "|(?<![\\w-])unsupported (request )?(param|value|field|argument|option|feature|image|picture|audio|video|file|media"
            + "|content|modality|role|message|part|type|format|mime|response|tool|model|operation|keyword)"
            + "|(is|are) (currently )?unsupported\\b|(?<![\\w-])unsupported:"
            + "|found that support|only supported (by|on|for)\\b"
            + "|not (yet |currently )?(enabled|available|implemented|permitted) (for|in|on|with|by)\\b"
            + "|response_format\\.type'? must be|inputs are not permitted|unavailable now|unrecognized request argument|unknown variant"
            + "|cannot unmarshal .{1,80} into go|invalid image input"
            + "|only (supports?|accepts?) text|only text .{0,30}(is|are) (supported|accepted)"
            + "|at most \\d+ (image|audio|video)|not a multi-?modal|requires --");

    /** Of a chat template, llama.cpp's, vLLM's and LM Studio's, which belongs to the model. */
    private static final Pattern TEMPLATE = Pattern.compile(
            "roles must alternate|conversations? must (start|begin)"
                    + "|jinja|template ?error|raise_exception|chat template|unexpected (message )?role|only .{1,60} roles are (supported|allowed)|parser for this template");

    /** Of a provider's account, load or list of models, which some tell with a 400, and proxies with a 500. */
    private record State(Pattern words, FailureKind kind) {}

    private static final List<State> STATES = List.of(
            new State(
                    Pattern.compile("credit balance is too low|insufficient (account )?(balance|credits?|funds|quota)"
                            + "|exceeded your current quota|billing hard limit|billing_not_active|out of credits"
                            + "|account is not active|payment required"),
                    FailureKind.QUOTA_EXHAUSTED),
            new State(
                    Pattern.compile("too many requests|ratelimiterror|rate limit (reached|exceeded)|rate_limit_exceeded"
                            + "|(error|status)( code)?:? 429\\b"),
                    FailureKind.RATE_LIMITED),
            new State(
                    Pattern.compile("\\b(is|at|currently) (overloaded|at capacity)\\b|server is busy"
                            + "|model is (currently |still )?loading|loading model"),
                    FailureKind.OVERLOADED));

    /** What a sentence with the word "model" may be about, so that no model is missing. */
    private static final String OTHER_THAN_MODEL =
            "(?! ?(param|parameter|argument|option|setting|config|field|property|type|format|state|in|input|output"
                    + "|response|request|message|tool|call|function|file|image|kwarg|key)s?(?![\\w/.-]|:\\w))";

    /** Of a model that is not there; a 500 in such words is one that failed to load. */
    private static final Pattern NO_MODEL =
            Pattern.compile("model[_ ]not[_ ](found|exist)|\\b(invalid|unknown) model\\b" + OTHER_THAN_MODEL
                    + "|not a valid model|no models? (is )?loaded|model (is )?(unloaded|not loaded)|model_decommissioned"
                    + "|\\bmodel\\b(?!')((?: |: ?)" + OTHER_THAN_MODEL
                    + "\\S{1,160}){0,4}? (does not exist|was not found"
                    + "|is not found|not found|has been (decommissioned|deprecated|retired|removed))");

    /** Of a continued answer, which is asked for by this server; it knows what to do about it. */
    private static final Pattern BEGUN_ANSWER = Pattern.compile("prefill|must end with a user message");

    /** A model that writes a malformed call is at fault itself; the sentence quotes what it wrote. */
    private static final Pattern MODELS_OWN = Pattern.compile(
            "(error|failure|failed( to)?|unable to|cannot|could not|problem) (in )?(pars(e|ing)|extract(ing)?) (the )?"
                    + "(model'?s? )?(tool[ _]?calls?|function[ _]?calls?|input at pos|output|response)\\b");

    private RefusalWords() {}

    /** The problem as it is to be treated. */
    static UpstreamProblem meaning(UpstreamProblem problem, ChatRequest request) {
        return switch (problem.kind()) {
            case REQUEST_REJECTED, FAILED, MODEL_NOT_FOUND, NOT_SERVED -> {
                FailureKind kind = kind(problem, request);
                yield kind == problem.kind() ? problem : problem.as(kind);
            }
            default -> problem;
        };
    }

    private static FailureKind kind(UpstreamProblem problem, ChatRequest request) {
        String said = OwnWords.of(problem.detail(), request).toLowerCase(Locale.ROOT);
        FailureKind kind = problem.kind();
        if (BEGUN_ANSWER.matcher(said).find()
                || (kind == FailureKind.FAILED && MODELS_OWN.matcher(said).find())) {
            return kind;
        }
        boolean unspecific = kind == FailureKind.REQUEST_REJECTED || kind == FailureKind.FAILED;
        for (State state : unspecific ? STATES : List.<State>of()) {
            if (state.words.matcher(said).find()) {
                return state.kind;
            }
        }
        boolean byTemplate = unspecific && TEMPLATE.matcher(said).find();
        boolean clients =
                kind == FailureKind.REQUEST_REJECTED || (kind == FailureKind.FAILED && ClientsMaking.isToldBy(said));
        boolean unable = clients && UNABLE.matcher(said).find();
        if (kind == FailureKind.REQUEST_REJECTED && NO_MODEL.matcher(said).find()) {
            return FailureKind.MODEL_NOT_FOUND;
        } else if (unable || byTemplate || Ability.lackingBy(said, request) != null) {
            return FailureKind.LACKS_ABILITY;
        }
        return clients ? FailureKind.REQUEST_REJECTED : kind;
    }
}
