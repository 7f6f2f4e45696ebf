package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.AnswerAssembly;
import io.oblix.dialect.chat.AnswerOptions;
import io.oblix.dialect.chat.ChunkWriter;
import io.oblix.json.TopLevelFields;
import io.oblix.problem.Problem;
import io.oblix.server.reply.ErrorReply;
import io.oblix.server.reply.EventFraming;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that a reader makes of a provider's bytes, and what a client would get.
 *
 * @param problem how the reading ended; null if it ended well
 */
public record ReadAnswer(List<AnswerEvent> events, @Nullable Problem problem) {

    private static final String ID = "chatcmpl-golden";

    /** Reads to the end of the body, or to the problem. */
    public static ReadAnswer of(AnswerReader reader, byte[]... pieces) {
        List<AnswerEvent> events = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                reader.read(piece, events::add);
            }
            reader.end(events::add);
        } catch (Problem problem) {
            return new ReadAnswer(events, problem);
        }
        return new ReadAnswer(events, null);
    }

    public static byte[][] byteByByte(byte[] bytes) {
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = new byte[] {bytes[i]};
        }
        return pieces;
    }

    public static byte[][] splitAt(byte[] bytes, int position) {
        return new byte[][] {Arrays.copyOfRange(bytes, 0, position), Arrays.copyOfRange(bytes, position, bytes.length)};
    }

    /** The events as texts, because arrays of bytes cannot be compared. */
    public List<String> eventTexts() {
        List<String> texts = new ArrayList<>(events.stream()
                .map(event -> text(event) + " " + event.isContent())
                .toList());
        if (problem != null) {
            texts.add(problem.getClass().getSimpleName() + ": " + problem.text());
        }
        return texts;
    }

    /** Only the events that a client shows. */
    List<String> contentTexts() {
        return events.stream()
                .filter(AnswerEvent::isContent)
                .map(ReadAnswer::text)
                .toList();
    }

    private static String text(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk) {
            return utf8(chunk.json());
        } else if (event instanceof AnswerEvent.Whole whole) {
            return utf8(whole.json());
        }
        return event.toString();
    }

    /** The event stream for a client that wants one. */
    public String stream(String model, boolean usageWanted) {
        return stream(model, usageWanted, false);
    }

    /** @param functions whether the client offers its tools in the deprecated field {@code functions} */
    public String stream(String model, boolean usageWanted, boolean functions) {
        ChunkWriter chunks = new ChunkWriter(ID, 0, model, new AnswerOptions(usageWanted, functions, false));
        StringBuilder out = new StringBuilder();
        Usage usage = Usage.NONE;
        boolean opened = false;
        boolean finished = false;
        for (AnswerEvent event : events) {
            if (event instanceof AnswerEvent.Counted counted) {
                usage = counted.usage();
            }
            byte[] chunk = chunks.of(
                    event instanceof AnswerEvent.Chunk passed
                            ? new AnswerEvent.Chunk(named(model, passed.json()), passed.isContent(), null)
                            : event);
            if (chunk == null) {
                continue;
            }
            if (!opened && !(event instanceof AnswerEvent.Chunk)) {
                out.append(utf8(chunks.role()));
            }
            opened = true;
            finished |= event instanceof AnswerEvent.Finish;
            out.append(utf8(chunk));
        }
        if (problem != null) {
            return out.append(utf8(EventFraming.data(ErrorReply.body(problem)))).toString();
        }
        if (finished && usageWanted) {
            out.append(utf8(chunks.usage(usage)));
        }
        return out.append(utf8(ChunkWriter.done())).toString();
    }

    /** The body for a client that wants a whole answer. */
    public String whole(String model) {
        return whole(model, false);
    }

    /** @param functions whether the client offers its tools in the deprecated field {@code functions} */
    public String whole(String model, boolean functions) {
        if (problem != null) {
            return utf8(ErrorReply.body(problem));
        }
        AnswerAssembly assembly = new AnswerAssembly(new AnswerOptions(false, functions, false));
        for (AnswerEvent event : events) {
            if (event instanceof AnswerEvent.Whole whole) {
                return utf8(named(model, whole.json()));
            }
            assembly.add(event);
        }
        return utf8(assembly.toJson(ID, 0, model));
    }

    /** Under the name that the test asks for, as {@code oblix.answer.model=qualified} does it. */
    private static byte[] named(String model, byte[] json) {
        return TopLevelFields.changed(json, Map.of("model", TopLevelFields.quoted(model)));
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
