package dev.jong.api.names;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Keys and values of labels; annotation keys, finalizers and resource names follow the same rule.
public final class Labels {
    private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + KEY + ")?";
    private static final Pattern KEY_PATTERN = Pattern.compile(KEY);
    private static final Pattern VALUE_PATTERN = Pattern.compile(VALUE);
    private static final String CHARACTERS =
            "alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character";

    private Labels() {}

    /// A qualified name: `name` or `subdomain/name`.
    public static List<String> key(String value) {
        int slash = value.indexOf('/');
        if (slash < 0 && value.length() <= 63 && KEY_PATTERN.matcher(value).matches()) {
            return List.of();
        }
        if (slash != value.lastIndexOf('/')) {
            return List.of(
                    "a valid label key "
                            + wrongCharacters()
                            + " with an optional DNS subdomain prefix and '/' (e.g."
                            + " 'example.com/MyName')");
        }
        var wrong = new ArrayList<String>();
        if (slash == 0) {
            wrong.add("prefix part must be non-empty");
        } else if (slash > 0) {
            checkPrefix(value.substring(0, slash), wrong);
        }
        var name = value.substring(slash + 1);
        if (name.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (name.length() > 63) {
            wrong.add("name part " + Rules.noMoreBytes(63));
        }
        if (!KEY_PATTERN.matcher(name).matches()) {
            wrong.add("name part " + wrongCharacters());
        }
        return wrong;
    }

    private static String wrongCharacters() {
        return Rules.notMatching(
                "must consist of " + CHARACTERS, KEY, "MyName", "my.name", "123-abc");
    }

    public static List<String> value(String value) {
        boolean matches = VALUE_PATTERN.matcher(value).matches();
        if (matches && value.length() <= 63) {
            return List.of();
        }
        var wrong = new ArrayList<String>(2);
        if (value.length() > 63) {
            wrong.add(Rules.noMoreBytes(63));
        }
        if (!matches) {
            var message = "a valid label must be an empty string or consist of " + CHARACTERS;
            wrong.add(Rules.notMatching(message, VALUE, "MyValue", "my_value", "12345"));
        }
        return wrong;
    }

    private static void checkPrefix(String prefix, List<String> wrong) {
        for (var message : Names.subdomain(prefix)) {
            boolean tooLong = message.equals(Rules.noLongerThan(253));
            wrong.add("prefix part " + (tooLong ? Rules.noMoreBytes(253) : message));
        }
    }
}
