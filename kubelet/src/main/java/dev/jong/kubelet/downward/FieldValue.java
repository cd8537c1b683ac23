package dev.jong.kubelet.downward;

import dev.jong.api.core.v1.Pod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The value of a `fieldRef`.
public record FieldValue(Pod pod, List<String> podAddresses, List<String> nodeAddresses) {
    /// @throws IllegalArgumentException with the text that upstream gives for a path it does not
    ///   know
    public String of(String path) {
        int subscript = path.endsWith("']") ? path.indexOf("['") : -1;
        if (subscript > 0) {
            return entry(
                    path,
                    path.substring(0, subscript),
                    path.substring(subscript + 2, path.length() - 2));
        }
        var metadata = pod.metadata();
        return switch (path) {
            case "metadata.name" -> text(metadata.name());
            case "metadata.namespace" -> text(metadata.namespace());
            case "metadata.uid" -> text(metadata.uid());
            case "metadata.labels" -> lines(metadata.labels());
            case "metadata.annotations" -> lines(metadata.annotations());
            case "spec.nodeName" -> text(pod.spec().nodeName());
            case "spec.serviceAccountName" -> text(pod.spec().serviceAccountName());
            case "status.hostIP" -> nodeAddresses.isEmpty() ? "" : nodeAddresses.getFirst();
            case "status.hostIPs" -> String.join(",", nodeAddresses);
            case "status.podIP" -> podAddresses.isEmpty() ? "" : podAddresses.getFirst();
            case "status.podIPs" -> String.join(",", podAddresses);
            default -> throw new IllegalArgumentException("unsupported fieldPath: " + path);
        };
    }

    private String entry(String path, String map, String key) {
        return switch (map) {
            case "metadata.labels" -> text(pod.metadata().labels().get(key));
            case "metadata.annotations" -> {
                var annotations = pod.metadata().annotations();
                var found = annotations.get(key);
                yield text(found == null ? annotations.get(key.toLowerCase(Locale.ROOT)) : found);
            }
            default ->
                    throw new IllegalArgumentException(
                            "fieldPath \"" + path + "\" does not support subscript");
        };
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /// One `key="value"` a line, by key, quoted as Go quotes.
    static String lines(Map<String, String> entries) {
        return new TreeMap<>(entries)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String quoted(String text) {
        var result = new StringBuilder("\"");
        text.codePoints()
                .forEach(point -> {
                    switch (point) {
                        case '"' -> result.append("\\\"");
                        case '\\' -> result.append("\\\\");
                        case '\n' -> result.append("\\n");
                        case '\t' -> result.append("\\t");
                        case '\r' -> result.append("\\r");
                        case 7 -> result.append("\\a");
                        case '\b' -> result.append("\\b");
                        case '\f' -> result.append("\\f");
                        case 11 -> result.append("\\v");
                        default -> {
                            if (point < 0x20 || point == 0x7f) {
                                result.append(String.format(Locale.ROOT, "\\x%02x", point));
                            } else {
                                result.appendCodePoint(point);
                            }
                        }
                    }
                });
        return result.append('"').toString();
    }
}
