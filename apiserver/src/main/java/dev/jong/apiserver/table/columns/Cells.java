package dev.jong.apiserver.table.columns;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.selector.LabelSelectors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Texts that cells of several kinds share.
final class Cells {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    private Cells() {}

    static String orNone(@Nullable String text) {
        return text == null || text.isEmpty() ? NONE : text;
    }

    static String orUnset(@Nullable Object value) {
        return value == null ? UNSET : value.toString();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String names(PodSpec spec) {
        return join(spec, Container::name);
    }

    static String images(PodSpec spec) {
        return join(spec, Container::image);
    }

    private static String join(PodSpec spec, Function<Container, @Nullable String> part) {
        return spec.containers().stream()
                .map(container -> orEmpty(part.apply(container)))
                .collect(Collectors.joining(","));
    }

    static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) return NONE;
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }

    static String selector(@Nullable LabelSelector selector) {
        if (selector == null) return NONE;
        return orNone(LabelSelectors.of(selector).toString());
    }

    static String yesNo(boolean value) {
        return value ? "True" : "False";
    }

    /// The first three, and how many more there are.
    static String firstThree(List<String> all, String whenEmpty) {
        if (all.isEmpty()) return whenEmpty;
        String shown = String.join(",", all.subList(0, Math.min(3, all.size())));
        return all.size() <= 3 ? shown : shown + " + " + (all.size() - 3) + " more...";
    }
}
