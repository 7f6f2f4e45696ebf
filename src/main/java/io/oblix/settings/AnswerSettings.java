package io.oblix.settings;

import io.oblix.chat.Answer;
import io.oblix.json.TopLevelFields;
import java.util.Map;

/**
 * How an answer is worded where clients differ in what they read.
 *
 * @param reasoningTwice whether a model's thinking is in {@code reasoning} too, beside {@code reasoning_content}
 * @param qualifiedModel whether {@code model} is {@code openai:gpt-4o-mini}, instead of the provider's own name of the
 *     model that answered, {@code gpt-4o-mini-2024-07-18}, by which clients look up prices and tokenizers
 */
public record AnswerSettings(boolean reasoningTwice, boolean qualifiedModel) {

    static AnswerSettings of(SettingsReader read) throws StartFailure {
        return new AnswerSettings(
                read.word("oblix.answer.reasoning-field", "reasoning_content", "both")
                        .equals("both"),
                read.word("oblix.answer.model", "name", "qualified").equals("qualified"));
    }

    /** The name that an answer gives the model it is of. */
    public String model(Answer answer) {
        return qualifiedModel ? answer.by().model() : answer.model();
    }

    /** A whole answer as OpenAI's API sent it, under that name. */
    public byte[] named(byte[] asSent, Answer answer) {
        return qualifiedModel
                ? TopLevelFields.changed(asSent, Map.of("model", TopLevelFields.quoted(model(answer))))
                : asSent;
    }
}
