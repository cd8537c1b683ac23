package dev.jong.systemtests.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Families of metrics as a page in Prometheus' text format tells them.
final class MetricsText {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private MetricsText() {}

    /// @param stability as HELP says, empty when it does not
    /// @param bounds of buckets, without the last
    record Family(String stability, String type, Set<String> labels, List<String> bounds) {}

    /// Families that have a sample, by name.
    static Map<String, Family> read(String text) {
        var types = new LinkedHashMap<String, String>();
        var stabilities = new LinkedHashMap<String, String>();
        var labels = new LinkedHashMap<String, Set<String>>();
        var bounds = new LinkedHashMap<String, Set<String>>();
        for (var line : text.lines().toList()) {
            var words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                var help = words.length > 3 ? words[3] : "";
                stabilities.put(
                        words[2], help.startsWith("[") ? help.substring(1, help.indexOf(']')) : "");
            } else if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                sample(line, types, labels, bounds);
            }
        }
        var families = new LinkedHashMap<String, Family>();
        labels.forEach((name, keys) ->
                families.put(
                        name,
                        new Family(
                                stabilities.getOrDefault(name, ""),
                                types.getOrDefault(name, ""),
                                keys,
                                List.copyOf(
                                        new ArrayList<>(bounds.getOrDefault(name, Set.of()))))));
        return families;
    }

    private static void sample(
            String line,
            Map<String, String> types,
            Map<String, Set<String>> labels,
            Map<String, Set<String>> bounds) {
        var sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        var name = family(sample.group(1), types);
        var own = labels.computeIfAbsent(name, _ -> new TreeSet<>());
        var each = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (each.find()) {
            if (!each.group(1).equals("le")) {
                own.add(each.group(1));
            } else if (!each.group(2).equals("+Inf")) {
                bounds.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(each.group(2));
            }
        }
    }

    private static String family(String sample, Map<String, String> types) {
        for (var end : List.of("_bucket", "_sum", "_count")) {
            var name =
                    sample.endsWith(end)
                            ? sample.substring(0, sample.length() - end.length())
                            : sample;
            if (types.getOrDefault(name, "").equals("histogram")) {
                return name;
            }
        }
        return sample;
    }
}
