package dev.jong.api.names;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Whether a text may stand as a name; each question answers with the list of what is wrong.
///
/// Sources: RFC 1123, RFC 1035, RFC 6335 and the API's conventions.
public final class Names {
    static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String WILDCARD = "\\*\\." + SUBDOMAIN;
    private static final String UNDERSCORED_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String UNDERSCORED = UNDERSCORED_LABEL + "(\\." + UNDERSCORED_LABEL + ")*";
    private static final Pattern UNDERSCORED_PATTERN = Pattern.compile(UNDERSCORED);
    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
    private static final Pattern WILDCARD_PATTERN = Pattern.compile(WILDCARD);
    private static final String LOWER = "must consist of lower case alphanumeric characters";
    private static final String EDGES = "must start and end with an alphanumeric character";

    /// Letters of generated names: no vowels, so that no words appear.
    static final String SAFE_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LONGEST_GENERATED_BASE = 58;

    private Names() {}

    /// A DNS label in lower case (RFC 1123), at most 63 characters.
    public static List<String> label(String value) {
        if (LABEL_PATTERN.matcher(value).matches()) {
            return value.length() > 63 ? List.of(Rules.noLongerThan(63)) : List.of();
        }
        var wrong = new ArrayList<String>();
        if (value.length() > 63) {
            wrong.add(Rules.noLongerThan(63));
        }
        if (SUBDOMAIN_PATTERN.matcher(value).matches()) {
            wrong.add("must not contain dots");
        } else {
            var message = "a lowercase RFC 1123 label " + LOWER + " or '-', and " + EDGES;
            wrong.add(Rules.notMatching(message, LABEL, "my-name", "123-abc"));
        }
        return wrong;
    }

    /// A DNS subdomain in lower case (RFC 1123), at most 253 characters.
    public static List<String> subdomain(String value) {
        var message = "a lowercase RFC 1123 subdomain " + LOWER + ", '-' or '.', and " + EDGES;
        return Rules.check(value, 253, SUBDOMAIN_PATTERN, message, SUBDOMAIN, "example.com");
    }

    /// A subdomain whose labels may hold and begin with underscores, as services' do (RFC 2782).
    public static List<String> underscoredSubdomain(String value) {
        var message = "a lowercase RFC 1123 subdomain " + LOWER + ", '_', '-' or '.', and " + EDGES;
        return Rules.check(value, 253, UNDERSCORED_PATTERN, message, UNDERSCORED, "example.com");
    }

    /// A DNS label that begins with a letter (RFC 1035), at most 63 characters.
    public static List<String> label1035(String value) {
        var message =
                "a DNS-1035 label "
                        + LOWER
                        + " or '-', start with an alphabetic character, and end with an"
                        + " alphanumeric character";
        return Rules.check(
                value, 63, LABEL_1035_PATTERN, message, LABEL_1035, "my-name", "abc-123");
    }

    /// `*.` before a subdomain (RFC 1034, 4.3.3).
    public static List<String> wildcardSubdomain(String value) {
        var message =
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                        + " subdomain, which "
                        + LOWER
                        + ", '-' or '.' and end with an alphanumeric character";
        return Rules.check(value, 253, WILDCARD_PATTERN, message, WILDCARD, "*.example.com");
    }

    /// A name that can stand as one segment of a URL's path.
    public static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) {
            return List.of("may not be '" + value + "'");
        }
        return pathSegmentPrefix(value);
    }

    /// The beginning of a name that can stand as one segment of a URL's path.
    public static List<String> pathSegmentPrefix(String value) {
        return value.indexOf('/') < 0 && value.indexOf('%') < 0
                ? List.of()
                : Stream.of("/", "%")
                        .filter(value::contains)
                        .map(illegal -> "may not contain '" + illegal + "'")
                        .toList();
    }

    /// What a `generateName` is checked as: a dash at its end will be followed by a suffix.
    public static String maskTrailingDash(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-")
                ? prefix.substring(0, prefix.length() - 2) + "a"
                : prefix;
    }

    /// A name from a `generateName`: the base, cut to 58 characters, and five random ones.
    public static String generate(String base, RandomGenerator random) {
        var head =
                base.length() > LONGEST_GENERATED_BASE
                        ? base.substring(0, LONGEST_GENERATED_BASE)
                        : base;
        return head + randomSuffix(5, random);
    }

    public static String randomSuffix(int length, RandomGenerator random) {
        var suffix = new char[length];
        for (int i = 0; i < length; i++) {
            suffix[i] = SAFE_LETTERS.charAt(random.nextInt(SAFE_LETTERS.length()));
        }
        return new String(suffix);
    }

    /// Each character replaced by one of those that generated names use.
    public static String safeEncode(String text) {
        var safe = new char[text.length()];
        for (int i = 0; i < safe.length; i++) {
            safe[i] = SAFE_LETTERS.charAt(text.charAt(i) % SAFE_LETTERS.length());
        }
        return new String(safe);
    }
}
