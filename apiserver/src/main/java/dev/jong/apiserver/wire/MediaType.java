package dev.jong.apiserver.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A media type with its parameters (RFC 9110), names in lower case.
public record MediaType(String name, Map<String, String> parameters) {
    public static MediaType parse(String text) {
        var parts = text.split(";", -1);
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        unquoted(parts[i].substring(equals + 1).strip()));
            }
        }
        return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    /// What an Accept header asks for, the most wanted first.
    public static List<MediaType> parseAll(String accept) {
        var all = new ArrayList<MediaType>();
        for (var part : accept.split(",", -1)) {
            if (!part.isBlank()) {
                all.add(parse(part));
            }
        }
        all.sort(Comparator.comparingDouble(MediaType::quality).reversed());
        return all;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    private double quality() {
        try {
            return parameters.containsKey("q") ? Double.parseDouble(parameter("q")) : 1;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
