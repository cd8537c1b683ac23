package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A named form of strings: `format.dns1123Label()`.
///
/// @param patternSize by which the cost of a validation is reckoned
/// @param wrong what is wrong with a string
record FormatValue(String name, int patternSize, Function<String, List<String>> wrong)
        implements Opaque {
    private static final Pattern UUID =
            Pattern.compile(
                    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");
    private static final Map<String, FormatValue> KNOWN = known();

    private static Map<String, FormatValue> known() {
        var all = new LinkedHashMap<String, FormatValue>();
        all.put("dns1123Label", new FormatValue("DNS1123Label", 30, Names::label));
        all.put("dns1123Subdomain", new FormatValue("DNS1123Subdomain", 60, Names::subdomain));
        all.put("dns1035Label", new FormatValue("DNS1035Label", 30, Names::label1035));
        all.put("qualifiedName", new FormatValue("QualifiedName", 60, Labels::key));
        all.put("dns1123LabelPrefix", prefix("DNS1123LabelPrefix", 30, Names::label));
        all.put("dns1123SubdomainPrefix", prefix("DNS1123SubdomainPrefix", 60, Names::subdomain));
        all.put("dns1035LabelPrefix", prefix("DNS1035LabelPrefix", 30, Names::label1035));
        all.put("labelValue", new FormatValue("LabelValue", 40, Labels::value));
        all.put("uri", new FormatValue("URI", 1_000, FormatValue::uri));
        all.put(
                "uuid",
                checked(
                        "uuid",
                        91,
                        "does not match the UUID format",
                        text -> UUID.matcher(text).matches()));
        all.put("byte", checked("byte", 72, "invalid base64", FormatValue::isBase64));
        all.put("date", checked("date", 115, "invalid date", FormatValue::isDate));
        all.put("datetime", checked("datetime", 115, "invalid datetime", FormatValue::isTime));
        return all;
    }

    static void addTo(Functions functions) {
        KNOWN.forEach((name, format) ->
                functions.global(
                        "format." + name, "format." + name, Body.of(() -> format), FORMAT));
        functions
                .global(
                        "format.named",
                        "format-named",
                        Body.of(String.class, name -> Optional.ofNullable(KNOWN.get(name))),
                        OptionalType.create(FORMAT),
                        STRING)
                .member(
                        "validate",
                        "format-validate",
                        Body.of(FormatValue.class, String.class, FormatValue::validate),
                        OptionalType.create(ListType.create(STRING)),
                        FORMAT,
                        STRING);
    }

    private static FormatValue prefix(String name, int size, Function<String, List<String>> rule) {
        return new FormatValue(name, size, text -> rule.apply(Names.maskTrailingDash(text)));
    }

    private static FormatValue checked(
            String name, int size, String complaint, java.util.function.Predicate<String> fits) {
        return new FormatValue(
                name, size, text -> fits.test(text) ? List.of() : List.of(complaint));
    }

    private static List<String> uri(String text) {
        return UrlValue.isUrl(text)
                ? List.of()
                : List.of("parse " + dev.jong.api.GoText.quote(text) + ": invalid URI for request");
    }

    private static boolean isBase64(String text) {
        try {
            var _ = Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            var _ = LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            var _ = OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Object validate(FormatValue format, String text) {
        var problems = format.wrong.apply(text);
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }

    @Override
    public String type() {
        return FORMAT.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FormatValue format && format.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(name);
    }
}
