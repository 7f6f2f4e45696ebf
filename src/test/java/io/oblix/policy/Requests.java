package io.oblix.policy;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;

/** Requests and policies for the tests of this package. */
final class Requests {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private Requests() {}

    static ChatRequest request(String id, String... messages) {
        String body = "{\"messages\":[" + String.join(",", messages) + "]}";
        return ChatRequestReader.read(id, body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    static String user(String text) {
        return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
    }

    /** A request in the conversation of this id. */
    static ChatRequest named(String conversation, String... messages) {
        String body = "{\"messages\":[" + String.join(",", messages) + "]}";
        return ChatRequestReader.read(
                new Caller("req", false, conversation, ""), body.getBytes(StandardCharsets.UTF_8), new Cancellation());
    }

    static String answer(String text) {
        return "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
    }

    static String system(String text) {
        return "{\"role\":\"system\",\"content\":\"" + text + "\"}";
    }

    static String toolCall() {
        return "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}";
    }

    static String toolResult() {
        return "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"42\"}";
    }

    /** A policy with these rules, of which the given route chooses one. */
    static Policy policy(String name, List<Rule> rules, Processor route) {
        return new Policy(name, "route-of-" + name, "", rules, false, CONTEXT, route);
    }

    /** A policy of one rule that always decides like this. */
    static Policy policy(String name, Verdict verdict) {
        return policy(
                name,
                List.of(new Rule("the only rule", 5, null, true, verdict)),
                exchange -> exchange.setProperty(DecideEndpoint.VERDICT, verdict));
    }
}
