package io.oblix.extension;

import io.oblix.settings.StartFailure;
import io.oblix.settings.TextFile;
import io.oblix.settings.YamlMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Why a file of the operator's cannot be used: one line with its place and the reason. */
final class ExtensionFault {

    private static final Pattern LINE = Pattern.compile("line:? (\\d+)");
    private static final Pattern UNKNOWN_KEY = Pattern.compile("Unsupported field: (\\S+)");

    /** How far Camel's line of a step may be from the step itself. */
    private static final int NEAR = 5;

    private ExtensionFault() {}

    /** A file that is no YAML. */
    static StartFailure malformed(Path file, YamlEngineException malformed) {
        YamlMistake mistake = YamlMistake.of(malformed);
        return failure(file.toString(), mistake.line(), "it is not valid YAML: " + mistake.reason());
    }

    /** A file that cannot be read as routes and beans. */
    static StartFailure in(Path file, Exception failure) {
        String reason = reason(failure);
        Matcher line = LINE.matcher(reason);
        Matcher key = UNKNOWN_KEY.matcher(reason);
        int told = line.find() ? Integer.parseInt(line.group(1)) : 0;
        // Camel names the line of the value, which may be the next one.
        return failure(file.toString(), key.find() ? lineOf(key.group(1), file, told, -1) : told, reason);
    }

    /** A route that the context cannot build or start; {@code cause} names it, and perhaps the step. */
    static StartFailure in(RouteDefinition route, Throwable cause, Exception failure) {
        Path file = fileOf(route);
        String message = String.valueOf(cause.getMessage());
        int line = ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .filter(step -> message.contains(">>> " + step + " <<<"))
                .map(step -> lineOf(step.getShortName(), file, step.getLineNumber(), 1))
                .findFirst()
                .orElseGet(() -> lineOf("uri", file, route.getLineNumber(), 1));
        return failure(file.toString(), line, reason(failure));
    }

    static StartFailure of(RouteDefinition route, String reason) {
        return failure(fileOf(route).toString(), route.getLineNumber(), reason);
    }

    private static StartFailure failure(String file, int line, String reason) {
        return StartFailure.settings(file + (line > 0 ? " line " + line : "") + ": " + reason);
    }

    private static Path fileOf(RouteDefinition route) {
        return Path.of(route.getResource().getURI());
    }

    /**
     * The line nearest to one that Camel names that holds this key.
     *
     * @param step 1 to look further down, -1 to look further up
     * @return Camel's own line when there is none
     */
    private static int lineOf(String key, Path file, int told, int step) {
        try {
            List<String> lines = TextFile.read(file).lines().toList();
            Pattern holds = Pattern.compile("(^|[\\s{,-])[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
            for (int i = 0, line = told; i < NEAR; i++, line += step) {
                if (line > 0
                        && line <= lines.size()
                        && holds.matcher(lines.get(line - 1)).find()) {
                    return line;
                }
            }
        } catch (IOException unreadable) {
            return told;
        }
        return told;
    }

    /** Camel wraps the sentence that helps: the innermost message, on one line. */
    static String reason(Throwable failure) {
        String reason = failure.toString();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                reason = at.getMessage();
            }
        }
        return String.join(" ", reason.lines().map(String::strip).toList());
    }
}
