package io.oblix.dialect.ollama;

/** The two requests of Ollama's API that a chat model answers. */
public enum OllamaForm {
    CHAT("/api/chat"),

    /** A prompt instead of a conversation. */
    GENERATE("/api/generate");

    private final String path;

    OllamaForm(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
