package dev.jong.api.names;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Names that stand inside objects: ports, environment variables, keys of configuration, headers.
public final class FieldNames {
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
    private static final String HEADER = "[-A-Za-z0-9]+";
    private static final String PERCENT = "[0-9]+%";
    private static final String C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String CONDITION_REASON = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
    private static final Pattern CONDITION_REASON_PATTERN = Pattern.compile(CONDITION_REASON);
    private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
    private static final Pattern HEADER_PATTERN = Pattern.compile(HEADER);
    private static final Pattern PERCENT_PATTERN = Pattern.compile(PERCENT);
    private static final Pattern C_IDENTIFIER_PATTERN = Pattern.compile(C_IDENTIFIER);
    private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]+");

    private FieldNames() {}

    public static List<String> portNumber(long port) {
        return within(port, 1, 65535);
    }

    public static List<String> within(long value, long low, long high) {
        return value >= low && value <= high ? List.of() : List.of(Rules.within(low, high));
    }

    /// A service name of RFC 6335 in lower case.
    public static List<String> portName(String port) {
        var wrong = new ArrayList<String>();
        if (port.length() > 15) {
            wrong.add(Rules.noLongerThan(15));
        }
        if (!PORT_CHARACTERS.matcher(port).matches()) {
            wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (port.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            wrong.add("must contain at least one letter (a-z)");
        }
        if (port.contains("--")) {
            wrong.add("must not contain consecutive hyphens");
        }
        if (port.startsWith("-") || port.endsWith("-")) {
            wrong.add("must not begin or end with a hyphen");
        }
        return wrong;
    }

    /// The name of an environment variable: any printable ASCII but `=`.
    public static List<String> envName(String value) {
        if (value.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '=')
                ? List.of()
                : List.of(
                        "a valid environment variable name must consist only of printable ASCII"
                                + " characters other than '='");
    }

    /// A key of a ConfigMap or a Secret.
    public static List<String> configKey(String value) {
        var wrong =
                new ArrayList<>(
                        Rules.check(
                                value,
                                253,
                                CONFIG_KEY_PATTERN,
                                "a valid config key must consist of alphanumeric characters, '-',"
                                        + " '_' or '.'",
                                CONFIG_KEY,
                                "key.name",
                                "KEY_NAME",
                                "key-name"));
        Rules.refuseParentFolder(value, wrong);
        return wrong;
    }

    public static List<String> httpHeader(String value) {
        return Rules.check(
                value,
                Integer.MAX_VALUE,
                HEADER_PATTERN,
                "a valid HTTP header must consist of alphanumeric characters or '-'",
                HEADER,
                "X-Header-Name");
    }

    public static List<String> percent(String value) {
        return Rules.check(
                value,
                Integer.MAX_VALUE,
                PERCENT_PATTERN,
                "a valid percent string must be a numeric string followed by an ending '%'",
                PERCENT,
                "1%",
                "93%");
    }

    public static List<String> cIdentifier(String value) {
        return Rules.check(
                value,
                Integer.MAX_VALUE,
                C_IDENTIFIER_PATTERN,
                "a valid C identifier must start with alphabetic character or '_', followed by a"
                        + " string of alphanumeric characters or '_'",
                C_IDENTIFIER,
                "my_name",
                "MY_NAME",
                "MyName");
    }

    /// The reason of a condition, in one word.
    public static List<String> conditionReason(String value) {
        return Rules.check(
                value,
                Integer.MAX_VALUE,
                CONDITION_REASON_PATTERN,
                "a condition reason must start with alphabetic character, optionally followed by a"
                        + " string of alphanumeric characters or '_,:', and must end with an"
                        + " alphanumeric character or '_'",
                CONDITION_REASON,
                "my_name",
                "MY_NAME",
                "MyName",
                "ReasonA,ReasonB",
                "ReasonA:ReasonB");
    }
}
