package dev.jong.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static final String ODD =
            "\"\\<>&=?\n\r\t\b\f\0\u001f \u007f\u0080é߿ࠀ\u2028\u2029￿\ud83d\ude00\ud800\udc00";

    @Test
    void escapesWhatStandsAnywhereInAText() {
        for (int i = 0; i < ODD.length(); i++) {
            for (int length = 0; length < 60; length++) {
                for (int at : new int[] {0, length / 2, length}) {
                    var plain = new StringBuilder("x".repeat(length));
                    plain.insert(at, ODD.charAt(i));
                    assertWritten(plain.toString());
                }
            }
        }
    }

    @Test
    void writesTextsOfManyKinds() {
        var random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            int oddity = 1 + random.nextInt(100);
            for (int left = random.nextInt(300); left > 0; left--) {
                text.append(
                        random.nextInt(oddity) == 0
                                ? ODD.charAt(random.nextInt(ODD.length()))
                                : (char) (' ' + random.nextInt(94)));
            }
            assertWritten(text.toString());
        }
    }

    private static void assertWritten(String text) {
        var writer = new JsonWriter(1);
        writer.string(text);
        assertThat(new String(writer.toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo('"' + escaped(text) + '"');
    }

    /// Character by character, as Go's encoder has it.
    private static String escaped(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(code -> {
                    switch (code) {
                        case '"' -> out.append("\\\"");
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\r' -> out.append("\\r");
                        case '\t' -> out.append("\\t");
                        case '\b' -> out.append("\\b");
                        case '\f' -> out.append("\\f");
                        case '<', '>', '&', 0x2028, 0x2029 -> out.append("\\u%04x".formatted(code));
                        default -> {
                            boolean lone = code >= 0xD800 && code < 0xE000;
                            if (code < 0x20) {
                                out.append("\\u%04x".formatted(code));
                            } else {
                                out.appendCodePoint(lone ? 0xFFFD : code);
                            }
                        }
                    }
                });
        return out.toString();
    }
}
