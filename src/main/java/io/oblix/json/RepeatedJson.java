package io.oblix.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON that comes again and again and differs in a text only, as the chunks of a stream do. One that has the same bytes
 * around its text as one that was parsed before means the same but for that text, and is changed in the same way: it need
 * not be parsed. For one thread at a time.
 */
public final class RepeatedJson {

    /** What servers put at the top of a chunk to hide the length of its text: it says nothing. */
    private static final Set<String> PADDING = Set.of("obfuscation", "p");

    /** So often in a row nothing comes of learning before it ends: the chunks of some servers all differ. */
    private static final int MOST_IN_VAIN = 8;

    /** The bytes around the texts: one part more than there are texts. */
    private record Parts(List<byte[]> bytes, int text) {

        byte[] get(int place) {
            return bytes.get(place);
        }

        int texts() {
            return bytes.size() - 1;
        }
    }

    private final TextBytes found = new TextBytes();
    private final int[] starts = new int[PADDING.size() + 1];
    private final int[] ends = new int[PADDING.size() + 1];
    private @Nullable Parts read;

    /** Of what is made of it; the same object where that is the same JSON. */
    private @Nullable Parts made;

    private String name = "";
    private String text = "";
    private int inVain;

    /**
     * What is made of this JSON, if it repeats what was learned last with another text, which is not empty.
     *
     * @param json shared, must not be changed
     * @return null if it must be parsed
     */
    @SuppressWarnings("ReferenceEquality") // The same parts are what is meant.
    public byte @Nullable [] next(byte[] json) {
        Parts around = read;
        Parts out = made;
        if (around == null || out == null || !repeats(json, around)) {
            return null;
        }
        inVain = 0;
        return out == around ? json : filled(json, out);
    }

    /** The text of the last one. */
    public String text() {
        return text;
    }

    /** The name of the field with the text. */
    public String name() {
        return name;
    }

    /** Something else has come, after which the same JSON may mean something else. */
    public void forget() {
        read = null;
        made = null;
    }

    /**
     * Learns from JSON that was parsed.
     *
     * @param field of its text; it is learned only if no other text has that name
     * @param becomes what was made of it: the same JSON with changes that the text and its length have no part in
     */
    public void learn(byte[] json, String field, byte[] becomes) {
        forget();
        if (inVain == MOST_IN_VAIN) {
            return;
        }
        inVain++;
        Parts around = parts(json, field);
        Parts out = json == becomes ? around : parts(becomes, field);
        boolean learned = around != null
                && out != null
                && around.texts() == out.texts()
                && repeats(json, around)
                && Arrays.equals(filled(json, out), becomes);
        if (learned) {
            name = field;
            read = around;
            made = out;
        }
    }

    private boolean repeats(byte[] json, Parts around) {
        int at = 0;
        for (int i = 0; i < around.texts(); i++) {
            byte[] before = around.get(i);
            int start = at + before.length;
            boolean same = start <= json.length && Arrays.equals(json, at, start, before, 0, before.length);
            // Jackson has words for broken UTF-8, and decodes what has escapes of code points.
            if (!same
                    || !found.find(json, start, json.length)
                    || !found.isDecodable()
                    || found.length(json, start) < 0) {
                return false;
            }
            at = found.end();
            starts[i] = start;
            ends[i] = at;
            if (i == around.text()) {
                text = TextBytes.decoded(json, start, at, found.isEscaped(), found.isAscii());
            }
        }
        byte[] after = around.get(around.texts());
        return !text.isEmpty() && Arrays.equals(json, at, json.length, after, 0, after.length);
    }

    private byte[] filled(byte[] json, Parts out) {
        int length = 0;
        for (byte[] part : out.bytes()) {
            length += part.length;
        }
        for (int i = 0; i < out.texts(); i++) {
            length += ends[i] - starts[i];
        }
        byte[] filled = Arrays.copyOf(out.get(0), length);
        int at = out.get(0).length;
        for (int i = 0; i < out.texts(); i++) {
            byte[] next = out.get(i + 1);
            System.arraycopy(json, starts[i], filled, at, ends[i] - starts[i]);
            at += ends[i] - starts[i];
            System.arraycopy(next, 0, filled, at, next.length);
            at += next.length;
        }
        return filled;
    }

    /** Null if there is no such text, or more than one. */
    private static @Nullable Parts parts(byte[] json, String field) {
        List<byte[]> parts = new ArrayList<>(3);
        int text = -1;
        int from = 0;
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                boolean isText = token == JsonToken.VALUE_STRING && field.equals(parser.currentName());
                if (isText && text >= 0) {
                    return null;
                }
                if (isText || (token == JsonToken.VALUE_STRING && isPadding(parser))) {
                    text = isText ? parts.size() : text;
                    int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
                    parser.finishToken();
                    parts.add(Arrays.copyOfRange(json, from, start));
                    from = (int) parser.currentLocation().getByteOffset() - 1;
                }
            }
        } catch (IOException noJson) {
            return null;
        }
        parts.add(Arrays.copyOfRange(json, from, json.length));
        return text < 0 || parts.size() > PADDING.size() + 2 ? null : new Parts(parts, text);
    }

    private static boolean isPadding(JsonParser parser) throws IOException {
        String name = parser.currentName();
        return name != null
                && PADDING.contains(name)
                && parser.getParsingContext().getParent().inRoot();
    }
}
