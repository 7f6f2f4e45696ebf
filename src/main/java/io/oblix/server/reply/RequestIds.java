package io.oblix.server.reply;

import java.util.concurrent.ThreadLocalRandom;

/** Ids for requests: unique enough to find one in a log, and cheaper than a UUID. */
public final class RequestIds {

    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

    private RequestIds() {}

    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] id = new char[20];
        long bits = 0;
        for (int i = 0; i < id.length; i++) {
            if (i % 10 == 0) {
                bits = random.nextLong();
            }
            id[i] = DIGITS[(int) (bits & 31)];
            bits >>>= 5;
        }
        return "req_" + new String(id);
    }
}
