package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** The bytes of a request. */
final class OpenAiBody {

    private OpenAiBody() {}

    /** The conversation goes on as the client's own bytes, unless something in it has changed. */
    static byte[] bytes(ObjectNode body, ChatRequest request) {
        RawJson conversation = request.rawMessages();
        if (conversation == null || !body.path("messages").equals(request.messages())) {
            return Json.bytes(body);
        }
        ByteArrayOutputStream others = new ByteArrayOutputStream(512);
        int place = 0;
        try (JsonGenerator out = Json.MAPPER.createGenerator(others)) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> field : body.properties()) {
                out.writeFieldName(field.getKey());
                if (field.getKey().equals("messages")) {
                    out.writeRawValue("");
                    out.flush();
                    place = others.size();
                } else {
                    out.writeTree(field.getValue());
                }
            }
            out.writeEndObject();
        } catch (IOException loneSurrogate) {
            return Json.bytes(body);
        }
        byte[] around = others.toByteArray();
        return ByteBuffer.allocate(around.length + conversation.length())
                .put(around, 0, place)
                .put(conversation.bytes(), conversation.start(), conversation.length())
                .put(around, place, around.length - place)
                .array();
    }
}
