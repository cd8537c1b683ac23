package dev.jong.api.names;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The sentences in which a name is refused.
final class Rules {
    private Rules() {}

    static List<String> check(
            String value,
            int longest,
            Pattern pattern,
            String message,
            String regex,
            String... examples) {
        boolean matches = pattern.matcher(value).matches();
        if (matches && value.length() <= longest) {
            return List.of();
        }
        var wrong = new ArrayList<String>(2);
        if (value.length() > longest) {
            wrong.add(noLongerThan(longest));
        }
        if (!matches) {
            wrong.add(notMatching(message, regex, examples));
        }
        return wrong;
    }

    static String noLongerThan(int length) {
        return "must be no more than " + length + " characters";
    }

    /// Labels count in other words than names do.
    static String noMoreBytes(int length) {
        return "must be no more than " + length + " bytes";
    }

    static String within(long low, long high) {
        return "must be between " + low + " and " + high + ", inclusive";
    }

    static String notMatching(String message, String regex, String... examples) {
        if (examples.length == 0) {
            return message + " (regex used for validation is '" + regex + "')";
        }
        return message
                + " (e.g. '"
                + String.join("',  or '", examples)
                + "', regex used for validation is '"
                + regex
                + "')";
    }

    /// Refuses `.`, `..` and what begins with `..`, which would leave a folder.
    static void refuseParentFolder(String value, List<String> wrong) {
        if (value.equals(".") || value.equals("..")) {
            wrong.add("must not be '" + value + "'");
        } else if (value.startsWith("..")) {
            wrong.add("must not start with '..'");
        }
    }
}
