package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random JSON and texts, the same for the same seed. */
public final class RandomJson {

    private static final String[] PIECES = {
        "Hello", " ", "\n\n", "\"quoted\"", "\\", "Grüße", "日本", "😀", "{\"a\":", "\u0001", "</p>", "\u2028", "data: "
    };

    private final Random random;

    public RandomJson(long seed) {
        this.random = new Random(seed);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    String text(int maxPieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxPieces + 1); i > 0; i--) {
            text.append(oneOf(PIECES));
        }
        return text.toString();
    }

    /** The text in pieces of up to five characters; pieces may be empty, and may split surrogate pairs. */
    List<String> cut(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + random.nextInt(6));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    ObjectNode object(int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(text(2), value(depth - 1));
        }
        return object;
    }

    public JsonNode value(int depth) {
        ArrayNode one = Json.MAPPER.createArrayNode();
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> one.addNull();
            case 1 -> one.add(random.nextBoolean());
            case 2 -> one.add(random.nextInt());
            case 3 -> one.add(random.nextDouble());
            case 4, 5 -> one.add(text(3));
            case 6 -> one.addArray().add(value(depth - 1)).add(value(depth - 1));
            default -> one.add(object(depth));
        }
        return one.get(0);
    }
}
