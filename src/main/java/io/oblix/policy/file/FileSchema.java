package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The shape of a file, by the same JSON schema that editors complete and check by. Its {@code title} and
 * {@code errorMessage} go into the messages; a line and what was found there are added here.
 */
final class FileSchema {

    private static final String MESSAGE = "errorMessage";

    /** A class of its own, so that it is not made before it is needed. */
    private static final class Draft7 {

        static final Dialect WITH_MESSAGES = Dialect.builder(Dialects.getDraft7())
                .keyword(new NonValidationKeyword(MESSAGE))
                .build();
    }

    private record Finding(Node at, Error error) {

        int place() {
            return at.getStartMark().map(Mark::getIndex).orElse(0);
        }

        /** In one place, an unknown key says more than what is missing. */
        boolean isUnknownKey() {
            return error.getKeyword().equals("additionalProperties");
        }

        Node marked() {
            return isUnknownKey() ? PolicyYaml.tuple(at, error.getProperty()).getKeyNode() : at;
        }
    }

    private final JsonNode definition;
    private @Nullable Schema schema;

    /** @param definition a schema of draft 7 */
    FileSchema(JsonNode definition) {
        this.definition = definition;
    }

    /** Made when it is first needed: what makes it is large, and a start on the policies of the jar does without it. */
    private synchronized Schema schema() {
        Schema made = schema;
        if (made == null) {
            made = SchemaRegistry.withDialect(Draft7.WITH_MESSAGES).getSchema(definition);
            schema = made;
        }
        return made;
    }

    /** What the whole file must be. */
    String message() {
        return definition.path(MESSAGE).asText();
    }

    /**
     * @param pointer to the schema of an object
     * @return the names that the object may have, in the order of the schema
     */
    List<String> names(String pointer) {
        return definition.at(pointer).path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * @param resolve fills in the placeholders of a text
     * @throws PolicyRejected with what is wrong first
     */
    void check(PolicyYaml yaml, Node document, UnaryOperator<String> resolve) throws PolicyRejected {
        Finding first = errors(yaml, document, resolve).stream()
                .map(error -> new Finding(place(document, error), error))
                .min(Comparator.comparing(Finding::place).thenComparing(finding -> !finding.isUnknownKey()))
                .orElse(null);
        if (first != null) {
            throw yaml.rejected(complaint(first.error()), first.marked());
        }
    }

    /** All but those inside of {@code oneOf}, which itself is one. */
    private List<Error> errors(PolicyYaml yaml, Node document, UnaryOperator<String> resolve) throws PolicyRejected {
        try {
            return schema().validate(yaml.json(document, resolve)).stream()
                    .filter(error ->
                            !error.getSchemaLocation().getFragment().getParent().contains("oneOf"))
                    .toList();
        } catch (StackOverflowError nested) {
            throw yaml.nestedTooDeeply();
        }
    }

    private static Node place(Node document, Error error) {
        NodePath path = error.getInstanceLocation();
        Node at = document;
        for (int i = 0; i < path.getNameCount(); i++) {
            at = PolicyYaml.child(at, path.getElement(i));
        }
        return at;
    }

    private String complaint(Error error) {
        NodePath place = error.getSchemaLocation().getFragment().getParent();
        String pointer = place.toString();
        JsonNode at = definition.at(pointer);
        String title = at.path("title").asText();
        String message = at.path(MESSAGE).asText();
        return switch (error.getKeyword()) {
            case "additionalProperties" ->
                message.isEmpty()
                        ? title + " in a policy has no " + error.getProperty() + "; it may have "
                                + String.join(", ", names(pointer))
                        : message + ", not " + error.getProperty();
            case "required" -> title + " needs " + error.getProperty() + explained(at, error.getProperty());
            case "oneOf" -> title + " needs one expression, in simple or constant";
            case "pattern" -> message + ", not " + value(error);
            case "enum" -> name(error) + " is never '" + value(error) + "'; it is one of " + words(at.path("enum"));
            case "type" -> message.isEmpty() ? name(error) + type(at.path("type")) : message;
            default -> message;
        };
    }

    /** What an absent key would have to be, where the schema says it. */
    private static String explained(JsonNode object, String key) {
        String message = object.path("properties").path(key).path(MESSAGE).asText();
        return message.isEmpty() ? "" : ": " + message;
    }

    private static String value(Error error) {
        return String.valueOf(error.getInstanceNode().asText());
    }

    /** The key of the value that is wrong; "an entry" in a list. */
    private static String name(Error error) {
        NodePath path = error.getInstanceLocation();
        Object last = path.getElement(path.getNameCount() - 1);
        return last instanceof String key ? key : "an entry";
    }

    private static String type(JsonNode type) {
        return switch (type.asText()) {
            case "object" -> " must be a mapping of names to values";
            case "array" -> " must be a list";
            default -> " must be a single value";
        };
    }

    private static String words(JsonNode values) {
        List<String> words = new ArrayList<>();
        values.forEach(value -> words.add(value.asText()));
        return String.join(", ", words);
    }
}
