package dev.jong.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Which values fields of an object must have; all terms hold.
public record FieldSelector(List<Term> terms) {
    /// One comparison.
    ///
    /// @param equal false for `!=`
    public record Term(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escape(value);
        }
    }

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    public static FieldSelector equal(String field, String value) {
        return new FieldSelector(List.of(new Term(field, true, value)));
    }

    /// Reads the form of the `fieldSelector` query parameter. A term without a field and a value
    /// says nothing.
    ///
    /// @throws InvalidSelector in upstream's words
    public static FieldSelector parse(String text) {
        var parts = splitTerms(text);
        parts.sort(null);
        var terms = new ArrayList<Term>();
        for (var part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            var term = term(text, part);
            if (!term.field.isEmpty() || !term.value.isEmpty()) {
                terms.add(term);
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    /// Whether all terms hold.
    ///
    /// @param fieldValue a field's value by its path; the empty text when it has none
    public boolean matches(UnaryOperator<String> fieldValue) {
        for (var term : terms) {
            if (fieldValue.apply(term.field).equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /// The only value that the field may have, if the selector says so.
    public Optional<String> exactMatch(String field) {
        return terms.stream()
                .filter(term -> term.equal && term.field.equals(field))
                .map(Term::value)
                .findFirst();
    }

    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }

    public static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    private static List<String> splitTerms(String text) {
        var parts = new ArrayList<String>();
        boolean escaped = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String all, String part) {
        for (int i = 0; i < part.length(); i++) {
            for (var sign : List.of("!=", "==", "=")) {
                if (part.startsWith(sign, i)) {
                    var value = unescape(part.substring(i + sign.length()));
                    return new Term(part.substring(0, i), !sign.equals("!="), value);
                }
            }
        }
        throw new InvalidSelector(
                "invalid selector: '" + all + "'; can't understand '" + part + "'");
    }

    private static String unescape(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '=') {
                throw new InvalidSelector(
                        "invalid field selector: unescaped character in value: " + (int) c);
            }
            if (c == '\\') {
                i++;
                if (i == text.length() || "\\,=".indexOf(text.charAt(i)) < 0) {
                    var sequence = i == text.length() ? "\\" : "\\" + text.charAt(i);
                    throw new InvalidSelector(
                            "invalid field selector: invalid escape sequence: " + sequence);
                }
                c = text.charAt(i);
            }
            out.append(c);
        }
        return out.toString();
    }
}
