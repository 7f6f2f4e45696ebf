package io.oblix.settings;

import java.time.Duration;

/**
 * What OpenAI's Responses have beside chats.
 *
 * @param memoryBytes of the last responses, up to 16 GiB; 0 to keep none
 * @param memoryTtl how long after its last use a response is kept, 1 s to 24 h
 * @param thinkingAsText whether thinking is sent as {@code reasoning_text} instead of a summary
 */
public record ResponsesSettings(long memoryBytes, Duration memoryTtl, boolean thinkingAsText) {

    static ResponsesSettings of(SettingsReader read) throws StartFailure {
        return new ResponsesSettings(
                read.bytes("oblix.responses.memory", 0, 16L << 30),
                read.duration("oblix.responses.memory-ttl", "1s", "24h"),
                read.word("oblix.responses.reasoning", "summary", "text").equals("text"));
    }
}
