package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.PictureTokens;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.ProbeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source of models. {@link Translation} is how they are spoken to; the rest is where they are and how they were at the
 * last look. Only the looks do I/O, in the background; everything else is called while a client waits and must return at
 * once. A provider whose models must be loaded first is {@link Loading} too.
 */
public interface Provider extends Translation {

    /** Of a provider whose first look is not in. */
    String NOT_ASKED_YET = "it has not been asked yet";

    /** What stands before the colon of a model: {@code ollama}. */
    String name();

    Side side();

    /** Its addresses; several for several hosts. */
    List<String> baseUrls();

    /** Where a model may be asked, in the order of the settings; never empty. */
    default List<Place> places(ModelName model) {
        List<String> addresses = baseUrls();
        List<Place> places = new ArrayList<>(addresses.size());
        for (String address : addresses) {
            places.add(new Place(model, address));
        }
        return places;
    }

    /** How many calls each of its addresses is given at a time. */
    default CallLimit limit() {
        return CallLimit.NONE;
    }

    /**
     * Whether the window in a model's state is known, and not assumed. One that is not known counts as perhaps larger than
     * any other.
     */
    default boolean knowsWindow(String model) {
        return true;
    }

    /** The longest answer that a model gives, in tokens; 0 where it is not known. */
    default int mostOutputTokens(String model) {
        return 0;
    }

    /** How many tokens a model counts for a picture at most. */
    default PictureTokens pictureTokens(String model) {
        return PictureTokens.OF_UNKNOWN_MODEL;
    }

    /** The window that a question gets, in tokens of its prompt and its answer. */
    default int windowTokens(Question question, Place place) {
        return state(place).contextTokens();
    }

    /** A model as it was at the last look, at the address where it is best. */
    ModelState state(String model);

    /** A model as it was at the last look, at one address. */
    default ModelState state(Place place) {
        return state(place.model().name());
    }

    /** Where a model would run if it were asked there, from the last look; by default as the side says. */
    default Locality locality(Place place) {
        return side() == Side.LOCAL ? Locality.LOCAL : Locality.ELSEWHERE;
    }

    /** Whether the result of a first look is in. */
    boolean isProbed();

    /**
     * Why it is not known which models it has, in words for users; null when it is known, also from an earlier list, and
     * where there is no list to be had.
     */
    default @Nullable String whyUnlisted() {
        return isProbed() ? null : NOT_ASKED_YET;
    }

    /** The models that it lists, from the last look. */
    List<KnownModel> models();

    /** Names of models that work well, for users of a provider that was not asked what it has. */
    default List<String> recommended() {
        return List.of();
    }

    /** Its own spelling of a model that it has, or null: for a name that a client gave without a provider. */
    default @Nullable String find(String name) {
        return models().stream()
                .map(KnownModel::name)
                .filter(name::equals)
                .findFirst()
                .orElse(null);
    }

    /** A URL that answers without a key, to check the line to the provider; null where the looks are check enough. */
    default @Nullable String checkUrl() {
        return null;
    }

    /**
     * Ways to look again at what there is. Each is run in the background on a thread of its own, so that a host that does
     * not answer delays no other; they may block.
     */
    List<Consumer<ProbeClient>> looks();

    /** Runs all looks, one after the other. */
    default void look(ProbeClient probe) {
        looks().forEach(look -> look.accept(probe));
    }

    /** Reports how a call ended, null when it was answered: the provider may learn from it that its key is refused. */
    default void learn(@Nullable UpstreamProblem problem) {}

    /** Reports how a whole answer of a model went by its own clock, where it has one. */
    default void answered(Place place, Timing timing) {}
}
