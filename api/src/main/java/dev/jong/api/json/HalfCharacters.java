package dev.jong.api.json;

/// Escapes such as `\\ud800` that stand for half a character: Go reads them as U+FFFD.
final class HalfCharacters {
    private static final byte[] REPLACEMENT = {'f', 'f', 'f', 'd'};

    private HalfCharacters() {}

    /// The same text of the same length with U+FFFD in their place.
    static byte[] replaced(byte[] json) {
        for (int i = 0; i < json.length - 5; i++) {
            if (json[i] == '\\') {
                if (isHalf(json, i)) {
                    return replacedFrom(json, i);
                }
                i++;
            }
        }
        return json;
    }

    private static byte[] replacedFrom(byte[] json, int from) {
        var text = json.clone();
        for (int i = from; i < text.length - 5; i++) {
            if (text[i] != '\\') {
                continue;
            }
            if (!isHalf(text, i)) {
                i++;
            } else if (isFirst(text, i) && isHalf(text, i + 6) && !isFirst(text, i + 6)) {
                i += 11;
            } else {
                System.arraycopy(REPLACEMENT, 0, text, i + 2, 4);
                i += 5;
            }
        }
        return text;
    }

    private static boolean isHalf(byte[] json, int at) {
        return at + 5 < json.length
                && json[at] == '\\'
                && json[at + 1] == 'u'
                && (json[at + 2] | 0x20) == 'd'
                && digit(json, at + 3) >= 8
                && digit(json, at + 4) >= 0
                && digit(json, at + 5) >= 0;
    }

    private static boolean isFirst(byte[] json, int at) {
        return digit(json, at + 3) < 12;
    }

    private static int digit(byte[] json, int at) {
        return Character.digit(json[at], 16);
    }
}
