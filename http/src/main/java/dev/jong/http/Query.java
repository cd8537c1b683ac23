package dev.jong.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of a query string, decoded.
public record Query(Map<String, List<String>> parameters) {
    public static final Query EMPTY = new Query(Map.of());

    public Query {
        var copy = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        parameters = Collections.unmodifiableMap(copy);
    }

    /// Reads `a=1&b=2`; a parameter that cannot be decoded is left out, as Go does.
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        var parameters = new LinkedHashMap<String, List<String>>();
        for (var part : raw.split("&", -1)) {
            if (part.isEmpty() || part.indexOf(';') >= 0) {
                continue;
            }
            var equals = part.indexOf('=');
            try {
                var name = decode(equals < 0 ? part : part.substring(0, equals));
                var value = equals < 0 ? "" : decode(part.substring(equals + 1));
                parameters.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            } catch (IllegalArgumentException _) {
                // a broken escape: the parameter is as good as absent
            }
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0
                ? text
                : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    public Optional<String> first(String name) {
        var values = parameters.get(name);
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    /// The first value of `name`, or "".
    public String value(String name) {
        var values = parameters.get(name);
        return values == null ? "" : values.getFirst();
    }

    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /// Whether `name` says yes as Kubernetes reads a boolean parameter: present, and neither "0"
    /// nor "false" in any case.
    public boolean isTrue(String name) {
        var values = parameters.get(name);
        return values != null
                && !values.getFirst().equals("0")
                && !values.getFirst().equalsIgnoreCase("false");
    }
}
