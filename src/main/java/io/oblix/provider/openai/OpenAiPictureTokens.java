package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.facts.PictureTokens;
import io.oblix.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * What pictures cost at most, by https://developers.openai.com/api/docs/guides/images-vision (November 2026): the resource
 * {@code openai-pictures.json}. Older models count tiles, of which a picture has at most eight: gpt-4o-mini 2,833 tokens
 * and 5,667 for each, gpt-4o 85 and 170. Newer ones count patches of 32 by 32 pixels, at most 1,536 with 1.2, 1.62, 1.72 or
 * 2.46 tokens for each; from gpt-5.4 on 2,500 for high detail and 10,000 for the original, from gpt-5.6 on 30,000. Where
 * the guide leaves something open, the larger figure stands.
 */
final class OpenAiPictureTokens {

    /** @param prefix of the models' names */
    private record Row(String prefix, PictureTokens tokens) {

        static Row of(JsonNode row) {
            return new Row(
                    row.required("prefix").textValue(),
                    new PictureTokens(
                            row.required("low").intValue(),
                            row.required("high").intValue(),
                            row.required("other").intValue()));
        }
    }

    /** The most that any of them counts. */
    private static final PictureTokens OF_UNKNOWN_MODEL = new PictureTokens(3_779, 48_169, 48_169);

    private static final String FINE_TUNED = "ft:";

    private static final List<Row> ROWS =
            Json.rows(Json.resource(OpenAiPictureTokens.class, "openai-pictures.json"), Row::of);

    private OpenAiPictureTokens() {}

    /**
     * By the name that a server may take it for: in whichever case, after the name of its vendor, as in {@code
     * openai/gpt-4o-mini}.
     *
     * @param openAis whether the server is OpenAI's, so that an unknown model is one of theirs
     */
    static PictureTokens of(String model, boolean openAis) {
        String name = model.substring(model.lastIndexOf('/') + 1).strip().toLowerCase(Locale.ROOT);
        String base = name.startsWith(FINE_TUNED) ? name.substring(FINE_TUNED.length()) : name;
        for (Row row : ROWS) {
            if (base.startsWith(row.prefix())) {
                return row.tokens();
            }
        }
        return openAis ? OF_UNKNOWN_MODEL : PictureTokens.OF_UNKNOWN_MODEL;
    }
}
