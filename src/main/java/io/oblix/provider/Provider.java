package io.oblix.provider;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.ClientHeaders;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who has models: how to ask, how to read the answer, and how its models are. */
public interface Provider {

    /** As it stands before the colon of a model: {@code ollama}. */
    String name();

    Side side();

    /** Its addresses; several for several hosts. */
    List<String> baseUrls();

    /** Where a model may be asked, in the order of the settings; never empty. */
    default List<Place> places(ModelName model) {
        return baseUrls().stream().map(baseUrl -> new Place(model, baseUrl)).toList();
    }

    /** How many calls each of its addresses is given at a time. */
    default CallLimit limit() {
        return CallLimit.NONE;
    }

    /**
     * The request in the provider's own format.
     *
     * @throws io.oblix.problem.RequestProblem when something in it would be lost
     */
    UpstreamRequest translate(Question question, Place place);

    /**
     * Whether the model goes on with an assistant's turn that the conversation ends with, instead of beginning a new
     * one, and can do so in the way that this request asks for.
     */
    default boolean continues(ChatRequest request, ModelName model) {
        return false;
    }

    /** Whether the first token takes long by nature: the model thinks before it answers, or must be loaded first. */
    default boolean beginsSlowly(Question question, Place place) {
        return false;
    }

    /** @param contentType the media type of a successful answer, without parameters */
    AnswerReader reader(ChatRequest request, ModelName model, String contentType);

    /** What an answer that is none amounts to. */
    UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body);

    /** What of the headers of an answer, good or bad, the caller may see, by their names in lower case. */
    default Map<String, String> headersForCaller(UpstreamHead head) {
        return ClientHeaders.of(head);
    }

    /** How a model is, from the last look; never asks. */
    ModelState state(String model);

    /** The same at one of its addresses. */
    default ModelState state(Place place) {
        return state(place.model().name());
    }

    /** Whether a request would wait for the model to be loaded: it is not in memory, or with too small a window. */
    default boolean mustLoad(Place place, Work work) {
        return false;
    }

    /** What has such a model loaded without asking it anything; null where there is nothing to load. */
    default @Nullable UpstreamRequest load(Place place, Work work) {
        return null;
    }

    /** Where a model would be answered if it were asked at an address, from the last look; by default the side's word. */
    default Locality locality(Place place) {
        return side() == Side.LOCAL ? Locality.LOCAL : Locality.ELSEWHERE;
    }

    /** Whether a first look is in. */
    boolean isProbed();

    /** Models that can be asked, from the last look. */
    List<KnownModel> models();

    /** Names of models that work well, for somebody who has not asked the provider what it has. */
    default List<String> recommended() {
        return ModelTable.recommended(name());
    }

    /** Its own spelling of a model that it has, or null: a name that a caller gave without a provider. */
    default @Nullable String find(String name) {
        return models().stream()
                .map(KnownModel::name)
                .filter(name::equals)
                .findFirst()
                .orElse(null);
    }

    /** A URL that answers without a key, to check the way there; null where {@link #look} is check enough. */
    default @Nullable String checkUrl() {
        return null;
    }

    /**
     * Ways to look again at what there is, each run in the background by a thread of its own, so that a host that does
     * not answer keeps nobody from seeing the others; they may block.
     */
    List<Consumer<ProbeClient>> looks();

    /** Looks again at one address, out of turn, where that is worth it; called in the background, may block. */
    default void look(ProbeClient probe, Place place) {}

    /** All of them, one after the other. */
    default void look(ProbeClient probe) {
        looks().forEach(look -> look.accept(probe));
    }

    /** A call was answered with this status: the provider may learn from it, for example that its key is refused. */
    default void learn(@Nullable UpstreamProblem problem) {}
}
