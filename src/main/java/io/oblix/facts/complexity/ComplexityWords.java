package io.oblix.facts.complexity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The words that tell what is asked for, each with the number of its class. Words are known by a hash that is made
 * while a prompt is read, so that looking one up makes no string.
 */
final class ComplexityWords {

    static final int NONE = -1;

    /** FNV's. */
    static final int BASIS = 0x811C9DC5;

    private static final int PRIME = 0x01000193;
    private static final int SLOTS = 8192;

    private final int[] hashes = new int[SLOTS];
    private final byte[] classes = new byte[SLOTS];
    private int count;

    private ComplexityWords() {}

    static ComplexityWords read(InputStream file) throws IOException {
        ComplexityWords words = new ComplexityWords();
        BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("[")) {
                words.count++;
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

    /** A hash that {@link #extend} made, with its bits spread. */
    static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    /** Of two words that follow one another. */
    static int pair(int first, int second) {
        return mix(first * 31 + second);
    }

    /** How many classes there are. */
    int count() {
        return count;
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

    private void add(String entry) {
        if (entry.isEmpty()) {
            return;
        }
        int first = 0;
        int second = 0;
        int hash = BASIS;
        for (int i = 0; i <= entry.length(); i++) {
            char c = i < entry.length() ? entry.charAt(i) : ' ';
            boolean wide = CharKind.of(c) == CharKind.WIDE;
            if (c != ' ') {
                hash = extend(hash, CharKind.lower(c));
            }
            if ((c == ' ' || wide) && hash != BASIS) {
                first = first == 0 ? hash : first;
                second = first == hash ? 0 : hash;
                hash = BASIS;
            }
        }
        put(second == 0 ? mix(first) : pair(first, second));
    }

    /** A word that is in two classes counts for the later one. */
    private void put(int mixed) {
        int slot = slot(mixed);
        hashes[slot] = mixed;
        classes[slot] = (byte) (count - 1);
    }
}
