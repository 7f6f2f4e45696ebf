package io.oblix.key;

/** One request of a key's. */
public final class KeyUse {

    /** Where no key is asked for. */
    public static final KeyUse NONE = new KeyUse(Key.NONE);

    private final Key key;

    public KeyUse(Key key) {
        this.key = key;
    }

    public Key key() {
        return key;
    }
}
