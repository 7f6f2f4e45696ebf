package io.oblix.dialect.messages;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Rendering;
import java.util.Map;

/**
 * What the reader of a request leaves for the writer of its answer, and for a provider that gets the request as it was
 * sent.
 *
 * @param showsThinking whether the client asked for thinking; else it is not sent
 * @param omitsThinking whether only its signature is sent, with the text inside it
 * @param longNames the client's own names of tools whose names were shortened, by the shortened one
 * @param hasOwnThinking whether the conversation holds thinking that Claude would reject: signed here, or not at all
 * @param hasSystemTurns whether instructions stand between its turns, which older models of Claude's reject
 * @param writesNothing whether the prompt is to be read into Claude's cache, and no answer is wanted
 */
public record MessagesMemo(
        boolean showsThinking,
        boolean omitsThinking,
        Map<String, String> longNames,
        boolean hasOwnThinking,
        boolean hasSystemTurns,
        boolean writesNothing)
        implements Rendering.Memo {

    static final MessagesMemo NOTHING = new MessagesMemo(false, false, Map.of(), false, false, false);

    /** That of the request, which is always there for one of this dialect. */
    public static MessagesMemo of(ChatRequest request) {
        return request.rendering().memo() instanceof MessagesMemo memo ? memo : NOTHING;
    }

    String toolName(String sent) {
        return longNames.getOrDefault(sent, sent);
    }
}
