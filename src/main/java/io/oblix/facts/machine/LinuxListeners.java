package io.oblix.facts.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whose a listening port is, from Linux's own files. OSHI reads all connections and the open files of all processes
 * first; here no process is looked at where nothing listens, and none after the right one.
 */
final class LinuxListeners {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";

    /** A connection that is being made; Linux before 4.4 lists those behind their listener. */
    private static final String BEGINS = "03";

    /** Of a line of {@code /proc/net/tcp} after its head: its number, here, there, the state, and more. */
    private static final int HERE = 1;

    private static final int STATE = 3;
    private static final int INODE = 9;

    private LinuxListeners() {}

    /** 0 when there is none, or the system does not tell whose it is. */
    static int processOn(int port) {
        Set<String> sockets = new HashSet<>();
        collect(PROC.resolve("net/tcp"), port, sockets);
        collect(PROC.resolve("net/tcp6"), port, sockets);
        return sockets.isEmpty() ? 0 : owner(sockets);
    }

    /**
     * Adds what links to the sockets that listen on a port look like. Linux lists those that listen first, so the others,
     * thousands on a busy server, are left unread.
     */
    private static void collect(Path table, int port, Set<String> sockets) {
        String ending = String.format(Locale.ROOT, ":%04X", port);
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split("\\s+");
                String state = fields.length > INODE ? fields[STATE] : "";
                if (!state.equals(LISTENS) && !state.equals(BEGINS)) {
                    break;
                }
                if (state.equals(LISTENS) && fields[HERE].endsWith(ending)) {
                    sockets.add("socket:[" + fields[INODE] + "]");
                }
            }
        } catch (IOException withoutThisProtocol) {
            return;
        }
    }

    private static int owner(Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (owns(process.resolve("fd"), sockets)) {
                    return Integer.parseInt(process.getFileName().toString());
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return 0;
        }
        return 0;
    }

    /** False also where it has ended meanwhile, or is another user's. */
    private static boolean owns(Path openFiles, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(openFiles)) {
            for (Path file : files) {
                if (sockets.contains(target(file))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return false;
        }
        return false;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
