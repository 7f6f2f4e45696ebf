package io.oblix.facts.complexity;

import io.oblix.facts.text.CharKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words, and pairs of words, that show what is wanted, each with the number of its class. They are looked up by a
 * hash that is computed while a prompt is read, so that a look-up makes no string. The file has its own head.
 */
final class ComplexityWords {

    static final int NONE = -1;

    /** The hash (FNV-1a) of no character. */
    static final int BASIS = 0x811C9DC5;

    private static final int PRIME = 0x01000193;
    private static final int SLOTS = 8192;

    private final int[] hashes = new int[SLOTS];
    private final byte[] classes = new byte[SLOTS];
    private final List<String> names = new ArrayList<>();

    private ComplexityWords() {}

    static ComplexityWords read(InputStream file) throws IOException {
        ComplexityWords words = new ComplexityWords();
        BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("[")) {
                words.names.add(line.substring(1, line.indexOf(']')));
            } else if (!line.startsWith("#")) {
                for (String entry : line.split(",", -1)) {
                    words.add(entry.strip());
                }
            }
        }
        return words;
    }

    static int extend(int hash, int c) {
        return (hash ^ c) * PRIME;
    }

    /** Spreads the bits of a hash that {@link #extend} made; this is what {@link #classOf} expects. */
    static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    /** The mixed hash of two consecutive words. */
    static int pair(int first, int second) {
        return mix(first * 31 + second);
    }

    /** The classes in the order of their numbers. */
    List<String> names() {
        return names;
    }

    /** The class of a word or pair by its mixed hash, or {@link #NONE}. */
    int classOf(int mixed) {
        int slot = slot(mixed);
        return hashes[slot] == mixed ? classes[slot] : NONE;
    }

    private int slot(int mixed) {
        int slot = mixed & (SLOTS - 1);
        while (hashes[slot] != 0 && hashes[slot] != mixed) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    /** Adds a word, or a pair of them; each character of a script without spaces is a word. */
    private void add(String entry) {
        int mixed = 0;
        int previous = 0;
        int hash = BASIS;
        for (int i = 0; i <= entry.length(); i++) {
            char c = i < entry.length() ? entry.charAt(i) : ' ';
            if (c != ' ') {
                hash = extend(hash, CharKind.lower(c));
            }
            if (hash != BASIS && (c == ' ' || CharKind.of(c) == CharKind.WIDE)) {
                mixed = previous == 0 ? mix(hash) : pair(previous, hash);
                previous = hash;
                hash = BASIS;
            }
        }
        if (previous != 0) {
            put(mixed);
        }
    }

    /** A word in two classes belongs to the later one. */
    private void put(int mixed) {
        int slot = slot(mixed);
        hashes[slot] = mixed;
        classes[slot] = (byte) (names.size() - 1);
    }
}
