package dev.jong.api.yaml;

import dev.jong.api.GoText;
import dev.jong.api.json.JsonText;

/// How a string is written so that it is read back as the same string.
final class YamlText {
    private YamlText() {}

    static boolean fitsBlock(String text) {
        return text.indexOf('\n') >= 0
                && text.codePoints().allMatch(c -> c == '\n' || c == '\t' || isPrintable(c))
                && !text.contains(" \n");
    }

    static String inline(String text) {
        if (isPlain(text)) {
            return text;
        }
        boolean printable = text.codePoints().allMatch(YamlText::isPrintable);
        return printable && (text.indexOf('"') >= 0 || !reads(text) && !looksLikeTime(text))
                ? "'" + text.replace("'", "''") + "'"
                : GoText.quote(text);
    }

    /// True when the text without quotes would be a number, a boolean or null.
    private static boolean reads(String text) {
        return !(GoScalars.resolve(text) instanceof JsonText);
    }

    private static boolean isPlain(String text) {
        if (text.isEmpty() || reads(text) || text.equals("<<") || text.equals("=")) {
            return false;
        }
        char first = text.charAt(0);
        if ("!&*{}[]#|>@`\"'%,".indexOf(first) >= 0) {
            return false;
        }
        if ((first == '-' || first == '?' || first == ':')
                && (text.length() == 1 || text.charAt(1) == ' ')) {
            return false;
        }
        return !text.startsWith(" ")
                && !text.endsWith(" ")
                && !text.endsWith(":")
                && !text.contains(": ")
                && !text.contains(" #")
                && !text.startsWith("---")
                && !text.startsWith("...")
                && !looksLikeTime(text)
                && text.codePoints().allMatch(YamlText::isPrintable);
    }

    /// Go quotes what older readers take for a date or a number to the base of 60.
    private static boolean looksLikeTime(String text) {
        return text.matches("\\d{4}-\\d\\d?-\\d\\d?([Tt ].*)?")
                || text.matches("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    }

    private static boolean isPrintable(int c) {
        return c >= ' ' && c != 0x7f && c != 0xFEFF && !(c >= 0x80 && c < 0xA0);
    }
}
