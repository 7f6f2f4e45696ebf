package io.oblix.key.file;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a file of keys may name.
 *
 * @param isPolicy whether there is a policy of this name
 * @param provider the provider's own name for one of its names; null when there is none
 */
public record KnownNames(Predicate<String> isPolicy, UnaryOperator<@Nullable String> provider) {

    /** Where nothing is known, everything may be named. */
    public static final KnownNames ANY = new KnownNames(name -> true, name -> name);
}
