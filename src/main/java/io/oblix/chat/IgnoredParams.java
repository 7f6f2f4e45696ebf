package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a request that were dropped or approximated, for the header {@code x-oblix-ignored-params}. */
public final class IgnoredParams {

    /** Bounds the header for a request with a thousand unknown fields. */
    private static final int MAX = 32;

    private static final int MAX_NAME = 64;

    private final Set<String> names = new TreeSet<>();

    public void add(String field) {
        if (names.size() < MAX) {
            names.add(isHeaderText(field) ? field : "unprintable");
        }
    }

    /** Adds the fields that ask for something and are not known. */
    public void addOthers(ObjectNode source, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            if (!known.contains(field.getKey()) && means(field.getKey(), field.getValue())) {
                add(field.getKey());
            }
        }
    }

    /** In alphabetical order. */
    public List<String> list() {
        return List.copyOf(names);
    }

    /** Null, false, 0 and empty values ask for nothing, except {@code web_search_options}, which asks for a search. */
    private static boolean means(String field, JsonNode value) {
        if (value.isNull() || (value.isContainerNode() && value.isEmpty() && !field.equals("web_search_options"))) {
            return false;
        }
        return !(value.isBoolean() && !value.booleanValue()) && !(value.isNumber() && value.doubleValue() == 0);
    }

    /** The names come from the client and go into a header, so they must not break its line or its list. */
    private static boolean isHeaderText(String field) {
        return !field.isEmpty()
                && field.length() <= MAX_NAME
                && field.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ',');
    }
}
