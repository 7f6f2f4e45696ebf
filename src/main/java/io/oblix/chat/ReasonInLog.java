package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Why a request was refused, in words that may be logged: a provider's sentence may quote the prompt, so each word that
 * the request has too is left out, except for those that such sentences are made of.
 */
final class ReasonInLog {

    /** Longer requests are not searched; their reason is left out. */
    private static final int MAX_REQUEST_CHARS = 256 * 1024;

    private static final int MAX_CHARS = 300;
    private static final String LEFT_OUT = "…";

    private static final Set<String> USUAL = Set.of("""
            a all allowed already also an and any api are argument array as at audio base64 be been between body boolean
            but by call called calls can cannot capability chat choice claude code completion completions content
            context could data decode default deprecated developer did do does each either empty end error exceed
            exceeds executing expected failed failure field fields file first for format found from function functions
            go got grammar had has have high http id image image_url images in index input inputs instead integer into
            invalid is it its json key large last least length less limit list load long low max maximum may medium
            message messages minimum missing model models more most must name no non none not null number object of
            off ollama on one only openai or order out output parameter parameters parse parsing picture pictures
            process prompt properties property provide provided range reasoning_effort rejected request requested
            required response response_format role roles schema see sent sequence server should size specified status
            stop str stream string struct such support supported supports system template text than that the then
            there these think thinking this to token tokens too tool tool_choice tool_calls tools top_p temperature true
            false type unable unexpected unknown unsupported url use used user value values version was were when
            which window with within without you your 400 422 500
            """.split("\\s+"));

    private ReasonInLog() {}

    /** Whether such sentences are made of a word. */
    static boolean isUsual(String word) {
        return USUAL.contains(word);
    }

    /** Empty if it cannot be told from what the client wrote. */
    static String of(String sentence, ChatRequest request) {
        List<String> texts = new ArrayList<>();
        if (request.sizeBytes() > MAX_REQUEST_CHARS) {
            return "";
        }
        collect(request.body(), texts);
        StringBuilder reason = new StringBuilder();
        int end = Math.min(sentence.length(), MAX_CHARS);
        for (int i = 0; i < end; ) {
            int from = i;
            while (i < end && isOfWord(sentence.charAt(i))) {
                i++;
            }
            if (i == from) {
                reason.append(sentence.charAt(i++));
            } else {
                String word = sentence.substring(from, i);
                reason.append(mayBeShown(word.toLowerCase(Locale.ROOT), texts) ? word : LEFT_OUT);
            }
        }
        return reason.toString();
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
    }

    private static boolean mayBeShown(String word, List<String> texts) {
        return isUsual(word) || texts.stream().noneMatch(text -> text.contains(word));
    }

    /** Names too: those of a tool's parameters are the client's. The model's name is in the log anyway. */
    private static void collect(JsonNode json, List<String> texts) {
        if (json.isObject()) {
            json.properties().forEach(field -> {
                texts.add(field.getKey().toLowerCase(Locale.ROOT));
                if (!field.getKey().equals("model")) {
                    collect(field.getValue(), texts);
                }
            });
        } else if (json.isArray()) {
            json.forEach(part -> collect(part, texts));
        } else {
            texts.add(json.asText().toLowerCase(Locale.ROOT));
        }
    }
}
