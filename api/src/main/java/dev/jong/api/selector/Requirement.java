package dev.jong.api.selector;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// One condition on the labels of an object.
///
/// @param values sorted, each once
public record Requirement(String key, Operator operator, List<String> values) {
    /// How a label's value is compared; the sign is that of the text form.
    public enum Operator {
        IN("in"),
        NOT_IN("notin"),
        EQUALS("="),
        DOUBLE_EQUALS("=="),
        NOT_EQUALS("!="),
        EXISTS("exists"),
        DOES_NOT_EXIST("!"),
        GREATER_THAN("gt"),
        LESS_THAN("lt");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    public Requirement {
        values = values.stream().sorted().distinct().toList();
    }

    public static Requirement equal(String key, String value) {
        return new Requirement(key, Operator.EQUALS, List.of(value));
    }

    public boolean matches(Map<String, String> labels) {
        var value = labels.get(key);
        return switch (operator) {
            case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
            case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> value != null && compare(value, values) > 0;
            case LESS_THAN -> value != null && compare(value, values) < 0;
        };
    }

    /// The order of the value against the only limit; 0, which never matches, unless both are whole
    /// numbers.
    private static int compare(String value, List<String> limits) {
        var number = wholeNumber(value);
        var limit = limits.size() == 1 ? wholeNumber(limits.getFirst()) : OptionalLong.empty();
        return number.isPresent() && limit.isPresent()
                ? Long.compare(number.getAsLong(), limit.getAsLong())
                : 0;
    }

    static OptionalLong wholeNumber(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }

    @Override
    public String toString() {
        var list = values.stream().sorted().collect(Collectors.joining(","));
        return switch (operator) {
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.sign + list;
            case IN, NOT_IN -> key + " " + operator.sign + " (" + list + ")";
            case GREATER_THAN -> key + ">" + list;
            case LESS_THAN -> key + "<" + list;
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
        };
    }
}
