package io.oblix.dialect.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The client's own request for Claude, without the thinking that Claude would reject: what was signed here, or not at all.
 * It is cut out of the bytes, because Claude binds its own thinking to all that stands before it; and always in the same
 * way, so that what Claude sees stays the same from turn to turn.
 */
public final class NativeBody {

    /** An element of an array in the bytes. */
    private record Element(int start, int end, boolean kept) {}

    /** What is left out of the bytes, from its first byte to the one behind it. */
    private record Cut(int from, int to) {}

    private final List<Cut> cuts = new ArrayList<>();

    private NativeBody() {}

    /** @param body a request; the same array is returned if there is nothing to cut */
    public static byte[] withoutOwnThinking(byte[] body) {
        NativeBody cut = new NativeBody();
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean messages = parser.currentName().equals("messages");
                if (parser.nextToken() == JsonToken.START_ARRAY && messages) {
                    cut.messages(parser);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException impossible) {
            // It has been parsed before.
            return body;
        }
        return cut.cuts.isEmpty() ? body : cut.apply(body);
    }

    private byte[] apply(byte[] body) {
        cuts.sort(Comparator.comparingInt(Cut::from));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        int copied = 0;
        for (Cut cut : cuts) {
            out.write(body, copied, cut.from() - copied);
            copied = cut.to();
        }
        out.write(body, copied, body.length - copied);
        return out.toByteArray();
    }

    private void messages(JsonParser parser) throws IOException {
        List<Element> messages = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = start(parser);
            List<Element> blocks = new ArrayList<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean content = parser.currentName().equals("content");
                if (parser.nextToken() == JsonToken.START_ARRAY && content) {
                    blocks.clear();
                    blocks(parser, blocks);
                } else {
                    parser.skipChildren();
                }
            }
            boolean kept = blocks.isEmpty() || blocks.stream().anyMatch(Element::kept);
            messages.add(new Element(start, end(parser), kept));
            if (kept) {
                cut(blocks);
            }
        }
        // A message of nothing else goes as a whole.
        cut(messages);
    }

    private static void blocks(JsonParser parser, List<Element> blocks) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = start(parser);
            JsonNode block = Json.VALUE.readTree(parser);
            boolean own = "thinking".equals(Json.text(block, "type"))
                    && OwnSignature.isForeignToClaude(Json.text(block, "signature"));
            blocks.add(new Element(start, end(parser), !own));
        }
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser parser) throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Leaves elements out, each with the comma before it, or behind it where it is the first. */
    private void cut(List<Element> elements) {
        int firstKept = 0;
        while (firstKept < elements.size() && !elements.get(firstKept).kept()) {
            firstKept++;
        }
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).kept()) {
                continue;
            }
            boolean leading = i < firstKept;
            int from = leading ? elements.get(i).start() : elements.get(i - 1).end();
            int to = leading && i + 1 < elements.size()
                    ? elements.get(i + 1).start()
                    : elements.get(i).end();
            cuts.add(new Cut(from, to));
        }
    }
}
