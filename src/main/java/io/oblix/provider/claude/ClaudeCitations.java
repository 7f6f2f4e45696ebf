package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;

/**
 * What the text cites, in OpenAI's terms. Claude gives each cited passage a text block of its own; OpenAI has one text
 * and tells which characters of it (code points, as its Python server counts) belong to a source. Citations of
 * documents that the caller sent (by character, page or block) have no form there and are dropped.
 */
final class ClaudeCitations {

    private final ArrayNode all = Json.MAPPER.createArrayNode();
    private int length;
    private int blockStart;
    private int blockFirst;

    /** @param citations those that the block begins with: all of them where the message came whole; may be null */
    void textStarts(JsonNode citations) {
        blockStart = length;
        blockFirst = all.size();
        citations.forEach(this::add);
    }

    void textGrows(String text) {
        for (int i = 0; i < text.length(); i++) {
            // A pair may be cut in two by the pieces; its first half counts for both.
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

    /** A citation comes before, amid or behind the text that it is of; now that is known. */
    void textEnds() {
        for (int i = blockFirst; i < all.size(); i++) {
            ((ObjectNode) all.get(i).path("url_citation")).put("end_index", length);
        }
    }

    ArrayNode all() {
        return all;
    }
}
