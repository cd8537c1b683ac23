package dev.jong.apiserver.custom.value;

import com.google.re2j.Pattern;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.cel.UrlValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The formats of strings that are checked. Names may have dashes anywhere; unknown ones are as if
/// nothing were said.
public final class ValueFormats {
    private static final Set<String> WHOLE = Set.of("int32", "int64");
    private static final Set<String> REAL = Set.of("float", "double");

    private static final String SHORT_NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final int SHORTEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_HOST = 255;
    private static final String UUID_END = "-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}";
    private static final Pattern HOSTNAME =
            Pattern.compile(
                    "[a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)"
                            + "|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}"
                            + "[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63}");
    private static final Pattern TIME =
            Pattern.compile(
                    "([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))");
    private static final Pattern LONG_DURATION =
            Pattern.compile(
                    "(?i)\\d+\\s*(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)");

    private static final Map<String, Predicate<String>> KNOWN =
            Map.ofEntries(
                    Map.entry("bsonobjectid", pattern("(?i)[0-9a-f]{24}")),
                    Map.entry("uri", UrlValue::isUrl),
                    Map.entry("email", MailAddress::isValid),
                    Map.entry("hostname", ValueFormats::isHostname),
                    Map.entry(
                            "ipv4",
                            text -> text.contains(".") && IpAddress.parse(text).isPresent()),
                    Map.entry(
                            "ipv6",
                            text -> text.contains(":") && IpAddress.parse(text).isPresent()),
                    Map.entry("cidr", text -> Cidr.parse(text).isPresent()),
                    Map.entry("mac", ValueFormats::isMac),
                    Map.entry(
                            "uuid",
                            pattern(
                                    "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}"
                                            + "-?[0-9a-f]{12}")),
                    Map.entry(
                            "uuid3",
                            pattern(
                                    "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}"
                                            + "-?[0-9a-f]{12}")),
                    Map.entry(
                            "uuid4",
                            pattern("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}" + UUID_END)),
                    Map.entry(
                            "uuid5",
                            pattern("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}" + UUID_END)),
                    Map.entry("isbn", text -> Numerals.isIsbn10(text) || Numerals.isIsbn13(text)),
                    Map.entry("isbn10", Numerals::isIsbn10),
                    Map.entry("isbn13", Numerals::isIsbn13),
                    Map.entry("creditcard", Numerals::isCreditCard),
                    Map.entry("ssn", pattern("\\d{3}[- ]?\\d{2}[- ]?\\d{4}", 11)),
                    Map.entry("hexcolor", pattern("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
                    Map.entry(
                            "rgbcolor",
                            pattern(
                                    "rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,"
                                            + "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,"
                                            + "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)")),
                    Map.entry(
                            "byte",
                            pattern(
                                    "(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|"
                                            + "[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})")),
                    Map.entry("password", _ -> true),
                    Map.entry("date", ValueFormats::isDate),
                    Map.entry("duration", ValueFormats::isDuration),
                    Map.entry("datetime", ValueFormats::isDateTime),
                    Map.entry("k8sshortname", name(SHORT_NAME, SHORTEST_LABEL)),
                    Map.entry(
                            "k8slongname",
                            name(SHORT_NAME + "(\\." + SHORT_NAME + ")*", LONGEST_NAME)));

    private ValueFormats() {}

    /// The schema's format when it is one that its type may have; else empty.
    static String known(JSONSchemaProps schema) {
        var format = schema.format();
        return format == null || !isKnown(schema) ? "" : format;
    }

    /// Whether a schema's format is one that its type may have, which one that says nothing is.
    public static boolean isKnown(JSONSchemaProps schema) {
        var format = schema.format();
        if (format == null) {
            return true;
        }
        var type = schema.xKubernetesIntOrString() ? null : schema.type();
        return switch (type) {
            case null -> KNOWN.containsKey(normal(format));
            case "string" -> KNOWN.containsKey(normal(format));
            case "integer" -> WHOLE.contains(format);
            case "number" -> REAL.contains(format);
            default -> false;
        };
    }

    static boolean fits(String format, String text) {
        var known = KNOWN.get(normal(format));
        return known == null || known.test(text);
    }

    private static String normal(String format) {
        return format.replace("-", "");
    }

    private static Predicate<String> pattern(String regex) {
        return Pattern.compile(regex)::matches;
    }

    private static Predicate<String> pattern(String regex, int length) {
        var pattern = pattern(regex);
        return text -> text.length() == length && pattern.test(text);
    }

    private static Predicate<String> name(String regex, int longest) {
        var pattern = Pattern.compile(regex);
        return text -> text.length() <= longest && pattern.matches(text);
    }

    private static boolean isHostname(String text) {
        if (text.length() > LONGEST_HOST || !HOSTNAME.matches(text)) {
            return false;
        }
        for (var label : text.split("\\.", -1)) {
            if (label.length() > SHORTEST_LABEL) {
                return false;
            }
        }
        return true;
    }

    /// 6, 8 or 20 bytes, in pairs of digits after `:` or `-`, or in fours after dots.
    private static boolean isMac(String text) {
        var pairs = "[0-9a-fA-F]{2}";
        for (int bytes : new int[] {6, 8, 20}) {
            var rest = "{" + (bytes - 1) + "}";
            if (text.matches(pairs + "(:" + pairs + ")" + rest)
                    || text.matches(pairs + "(-" + pairs + ")" + rest)
                    || text.matches("[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4}){" + (bytes / 2 - 1) + "}")
                    || text.matches("(" + pairs + "){" + bytes + "}")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDate(String text) {
        try {
            var _ = LocalDate.parse(text);
            return text.length() == "2006-01-02".length();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        var parts = text.toLowerCase(Locale.ROOT).split("t", -1);
        if (parts.length < 2 || !isDate(parts[0])) {
            return false;
        }
        var time = TIME.matcher(parts[1]);
        return time.matches()
                && time.group(1).compareTo("23") <= 0
                && time.group(2).compareTo("59") <= 0
                && time.group(3).compareTo("59") <= 0;
    }

    /// As Go writes durations, or a text with an amount and a unit somewhere: `3 days`.
    private static boolean isDuration(String text) {
        try {
            var _ = GoDuration.parse(text);
            return true;
        } catch (JsonException e) {
            return LONG_DURATION.matcher(text).find();
        }
    }
}
