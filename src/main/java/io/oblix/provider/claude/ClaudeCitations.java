package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;

/**
 * The citations of an answer as OpenAI's {@code url_citation}s. Claude gives each cited passage a text block of its own;
 * OpenAI has one text and says which characters of it (code points, as its Python server counts) cite a source.
 * Citations of documents in the request (by character, page or block) have no counterpart and are dropped.
 */
final class ClaudeCitations {

    private final ArrayNode all = Json.MAPPER.createArrayNode();
    private int length;
    private int blockStart;
    private int blockFirst;

    /** @param citations those that the block begins with, which are all of them in a whole message; may be null */
    void textStarts(JsonNode citations) {
        blockStart = length;
        blockFirst = all.size();
        citations.forEach(this::add);
    }

    void textGrows(String text) {
        for (int i = 0; i < text.length(); i++) {
            // A surrogate pair may be split over two pieces; only its first half is counted.
            length += Character.isLowSurrogate(text.charAt(i)) ? 0 : 1;
        }
    }

    void add(JsonNode citation) {
        String url = Json.text(citation, "url");
        if (url != null && citation.path("type").asText().equals("web_search_result_location")) {
            String title = Json.text(citation, "title");
            ObjectNode annotation = all.addObject().put("type", "url_citation");
            annotation
                    .putObject("url_citation")
                    .put("start_index", blockStart)
                    .put("end_index", length)
                    .put("title", title == null ? "" : title)
                    .put("url", url);
        }
    }

    /** Citations come before, within or after the text of their block, so their end is known only now. */
    void textEnds() {
        for (int i = blockFirst; i < all.size(); i++) {
            ((ObjectNode) all.get(i).path("url_citation")).put("end_index", length);
        }
    }

    ArrayNode all() {
        return all;
    }
}
