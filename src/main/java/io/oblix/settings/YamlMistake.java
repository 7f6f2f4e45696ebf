package io.oblix.settings;

import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What is wrong with a text that is not YAML. The parser names two places: where it noticed, and where the part began that it
 * could not read.
 *
 * @param line in the text, from 1; 0 when unknown
 */
public record YamlMistake(String reason, int line) {

    public static YamlMistake of(YamlEngineException malformed) {
        if (!(malformed instanceof MarkedYamlEngineException marked)) {
            return new YamlMistake(oneLine(String.valueOf(malformed.getMessage())), 0);
        }
        String problem = String.valueOf(marked.getProblem());
        Optional<Mark> began = marked.getContextMark();
        Optional<Mark> noticed = marked.getProblemMark();
        // A quote or a bracket that is never closed is noticed at the end.
        boolean atEnd = problem.contains("end of stream") || problem.contains("<stream end>");
        Optional<Mark> place = (atEnd && began.isPresent()) || noticed.isEmpty() ? began : noticed;
        String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
        return new YamlMistake(
                oneLine(context + problem),
                place.map(mark -> mark.getLine() + 1).orElse(0));
    }

    /** A message of a library on one line. */
    public static String oneLine(String message) {
        return message.lines().limit(2).map(String::strip).collect(Collectors.joining(" in "));
    }
}
