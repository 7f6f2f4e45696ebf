package io.oblix.dialect.responses.tools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tools of one request by the names under which models see them, which are the names of functions. */
public final class ToolBook {

    /** Members of this one are known by their bare names. */
    private static final String DEFAULT_NAMESPACE = "functions";

    private static final int MAX_LENGTH = 64;
    private static final int KEPT = 55;
    private static final int HASH_BYTES = 4;

    public enum Kind {
        FUNCTION("function_call", "fc_"),
        CUSTOM("custom_tool_call", "ctc_"),
        TOOL_SEARCH("tool_search_call", "tsc_"),
        LOCAL_SHELL("local_shell_call", "lsh_"),
        SHELL("shell_call", "sh_"),
        APPLY_PATCH("apply_patch_call", "apc_");

        private final String item;
        private final String prefix;

        Kind(String item, String prefix) {
            this.item = item;
            this.prefix = prefix;
        }

        /** The type of the item of a call. */
        public String item() {
            return item;
        }

        /** Of the ids of such items. */
        public String prefix() {
            return prefix;
        }
    }

    /** @param namespace null for a tool that stands alone */
    public record Tool(Kind kind, @Nullable String namespace, String name) {}

    private record Name(@Nullable String namespace, String name) {}

    private final Map<Name, String> shown = new HashMap<>();
    private final Map<String, Tool> tools = new HashMap<>();

    /** The next number to try behind a name that is taken. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The name under which models see this tool; of two tools with the same names the later one counts. */
    public String show(Kind kind, @Nullable String namespace, String name) {
        String as = shown.computeIfAbsent(new Name(namespace, name), this::free);
        tools.put(as, new Tool(kind, namespace, name));
        return as;
    }

    /** The name of a tool that was called earlier, which may no longer be offered. */
    public String shown(Kind kind, @Nullable String namespace, String name) {
        String as = shown.get(new Name(namespace, name));
        return as == null ? show(kind, namespace, name) : as;
    }

    /** Null if no such tool is offered. */
    public @Nullable String offered(@Nullable String namespace, String name) {
        return shown.get(new Name(namespace, name));
    }

    /** What a model calls by this name; a function of that name if it made the name up. */
    public Tool called(String as) {
        Tool tool = tools.get(as);
        return tool == null ? new Tool(Kind.FUNCTION, null, as) : tool;
    }

    private String free(Name name) {
        boolean bare = name.namespace == null || name.namespace.equals(DEFAULT_NAMESPACE);
        String wanted = fitting(bare ? name.name : name.namespace + "__" + name.name);
        if (!tools.containsKey(wanted)) {
            return wanted;
        }
        if (bare && name.namespace != null) {
            wanted = fitting(name.namespace + "__" + name.name);
        }
        String as = wanted;
        int number = numbers.getOrDefault(wanted, 2);
        for (; tools.containsKey(as); number++) {
            String end = "_" + number;
            as = wanted.substring(0, Math.min(wanted.length(), MAX_LENGTH - end.length())) + end;
        }
        numbers.put(wanted, number);
        return as;
    }

    private static String fitting(String name) {
        StringBuilder fits = new StringBuilder(name);
        for (int i = 0; i < fits.length(); i++) {
            char c = fits.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (!allowed) {
                fits.setCharAt(i, '_');
            }
        }
        return fits.length() <= MAX_LENGTH ? fits.toString() : fits.substring(0, KEPT) + "_" + hash(name);
    }

    private static String hash(String name) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
