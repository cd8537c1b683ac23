package dev.jong.apiserver.custom.value;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Regular expressions in Go's syntax, in linear time, compiled once. Any thread.
public final class Patterns {
    private static final int MOST_REMEMBERED = 1_000;
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private Patterns() {}

    /// Whether the text holds a match; an expression that cannot be read matches nothing.
    static boolean matches(String regex, String text) {
        try {
            if (PATTERNS.size() >= MOST_REMEMBERED) {
                PATTERNS.clear();
            }
            return PATTERNS.computeIfAbsent(regex, Pattern::compile).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /// Why an expression cannot be read, as Go says it; empty when it can.
    public static String problem(String regex) {
        try {
            var _ = Pattern.compile(regex);
            return "";
        } catch (PatternSyntaxException e) {
            return "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`";
        }
    }
}
