package io.oblix.provider;

import io.oblix.chat.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The model that a name was meant for, where no model has it: one of the same name at another provider, in other letters,
 * or with a date or a tag behind it. Clients write {@code openai/gpt-4o} too, and name the wrong provider.
 */
final class SimilarModel {

    /** From the surest to the least sure. */
    private static final List<BiPredicate<String, String>> LIKENESSES = List.of(
            String::equals,
            String::equalsIgnoreCase,
            (known, asked) -> known.length() > asked.length()
                    && known.startsWith(asked)
                    && "-:@".indexOf(known.charAt(asked.length())) >= 0);

    private SimilarModel() {}

    /** Null if there is none. */
    static @Nullable ModelName of(String asked, Providers providers) {
        List<ModelName> known = known(providers);
        for (BiPredicate<String, String> likeness : LIKENESSES) {
            for (String name : readings(asked)) {
                for (ModelName model : known) {
                    if (likeness.test(model.name(), name) && !model.toString().equals(asked)) {
                        return model;
                    }
                }
            }
        }
        return null;
    }

    private static List<ModelName> known(Providers providers) {
        List<ModelName> known = new ArrayList<>();
        for (ModelName configured : new ModelName[] {providers.localModel(), providers.cloudModel()}) {
            if (configured != null) {
                known.add(configured);
            }
        }
        providers
                .byName()
                .values()
                .forEach(provider -> provider.models().stream()
                        .filter(KnownModel::chats)
                        .forEach(model -> known.add(new ModelName(provider.name(), model.name()))));
        return known;
    }

    /** The whole text, and what stands behind its first colon or slash. */
    private static List<String> readings(String asked) {
        List<String> readings = new ArrayList<>(List.of(asked));
        for (char separator : new char[] {':', '/'}) {
            String behind = asked.substring(asked.indexOf(separator) + 1);
            if (!behind.isEmpty() && !readings.contains(behind)) {
                readings.add(behind);
            }
        }
        return readings;
    }
}
