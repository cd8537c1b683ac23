package dev.jong.foundation.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Damages bytes: flipped, cut, repeated, spliced, and with words put in that decoders trip over.
public final class Mutation {
    private static final List<String> WORDS =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "-",
                    "-0",
                    "0",
                    "1e999",
                    "-1e-999",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "1.5e308",
                    "18446744073709551616",
                    "0x1F",
                    "1_000",
                    "\\ud800",
                    "\\udc00\\ud800",
                    "\\u0000",
                    "\n",
                    "\t",
                    "  ",
                    "- ",
                    "? ",
                    "&a ",
                    "*a",
                    "<<: *a",
                    "!!int ",
                    "!!map ",
                    "|2\n",
                    ">-\n",
                    "---\n",
                    "...\n",
                    "%YAML 1.1\n",
                    "# ",
                    "'",
                    "~",
                    ".inf",
                    ".nan",
                    "$patch",
                    "replace",
                    "$setElementOrder/x",
                    "=",
                    "!=",
                    " in (",
                    "notin",
                    ")",
                    "é",
                    "\u2028",
                    "\ufeff",
                    "😀");

    private Mutation() {}

    public static byte[] of(byte[] sample, byte[] other, Random random) {
        var bytes = sample;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            bytes = once(bytes, other, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, byte[] other, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(24));
        var out = new ByteArrayOutputStream(bytes.length + 32);
        out.write(bytes, 0, from);
        switch (random.nextInt(7)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> {
                return out.toByteArray();
            }
            case 2 -> {
                for (int times = random.nextInt(20); times > 0; times--) {
                    out.write(bytes, from, to - from);
                }
            }
            case 3 -> {
                int start = random.nextInt(other.length + 1);
                int length = Math.min(random.nextInt(64), other.length - start);
                out.write(other, start, length);
            }
            case 4 -> {
                for (int i = from; i < to; i++) {
                    out.write(bytes[i] ^ (random.nextInt(4) == 0 ? 1 << random.nextInt(8) : 0));
                }
            }
            case 5 -> {} // the range is lost
            default -> {
                var word = WORDS.get(random.nextInt(WORDS.size()));
                out.writeBytes(word.getBytes(StandardCharsets.UTF_8));
                to = from;
            }
        }
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
