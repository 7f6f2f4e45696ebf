package io.oblix;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A caller who writes HTTP by hand, as wrong as he likes, one byte per character. */
public final class RawCaller implements AutoCloseable {

    public static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n";
    public static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    private final Socket socket = new Socket();
    private final InputStream in;

    /** @param body as bytes, one to a character */
    public record Answer(String version, int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            JsonNode json = Json.objectOrNull(body.getBytes(StandardCharsets.ISO_8859_1));
            if (json == null) {
                throw new AssertionError("no JSON: " + this);
            }
            return json;
        }

        public JsonNode error() {
            return json().path("error");
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public RawCaller(int port) throws IOException {
        // A small window: what this caller does not read stays with the server.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = socket.getInputStream();
    }

    /** A whole request. */
    public static String post(String body, String... headers) {
        StringBuilder request =
                new StringBuilder(HEAD).append("Content-Length: ").append(body.length());
        for (String header : headers) {
            request.append("\r\n").append(header);
        }
        return request.append("\r\n\r\n").append(body).toString();
    }

    public static String get(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    public static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    public RawCaller send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Says that nothing more comes. */
    public void sendsNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** The next answer on this connection. */
    public Answer answer() throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return new Answer(status[0], Integer.parseInt(status[1]), headers, body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            StringBuilder body = new StringBuilder();
            int length;
            while ((length = Integer.parseInt(line(), 16)) > 0) {
                body.append(bytes(length));
                line();
            }
            line();
            return body.toString();
        }
        return bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private String bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new AssertionError("the connection ended within a body");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read;
        while ((read = in.read()) != '\n') {
            if (read < 0) {
                throw new AssertionError("the connection ended after: " + line);
            }
            line.write(read);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** What comes until the server closes, or breaks off. */
    public String rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("the connection stays open after: " + rest, open);
        } catch (IOException broken) {
            // As good as closed.
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a little more, until an answer comes; true when one has. */
    public boolean trickle(String text) {
        try {
            if (in.available() == 0) {
                send(text);
            }
            return in.available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Whether anything has come that was not read. */
    public boolean hasAnswer() {
        try {
            return in.available() > 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Whether the server has given the connection up, found without reading. */
    public boolean isGivenUp() {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException givenUp) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
