package dev.jong.systemtests.difference;

import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The differences of a run, grouped by what they say, without those that are explained.
final class Report {
    private static final int EXAMPLES = 3;
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");

    private final List<Explained> allowed = Explained.all();
    private final Map<String, List<Difference>> groups = new TreeMap<>();
    private final Map<String, Integer> explained = new TreeMap<>();
    private int asked;

    /// A difference that is meant.
    ///
    /// @param request matches the request's name
    /// @param part matches what differs
    record Explained(Pattern request, Pattern part, String reason) {
        static List<Explained> all() {
            var all = new ArrayList<Explained>();
            for (var document : Yaml.readAll(Example.text("explained.yaml"))) {
                var entry = (JsonObject) document.value();
                all.add(
                        new Explained(
                                Pattern.compile(needed(entry, "request")),
                                Pattern.compile(needed(entry, "part")),
                                needed(entry, "reason")));
            }
            return all;
        }

        private static String needed(JsonObject entry, String name) {
            return Objects.requireNonNull(entry.text(name), name);
        }
    }

    void add(Request request, Answer ours, Answer reference) {
        asked++;
        var left = new ArrayList<String>();
        for (var part : Difference.between(ours, reference)) {
            var why = reason(request, part);
            if (why == null) {
                left.add(part);
            } else {
                explained.merge(why, 1, Integer::sum);
            }
        }
        if (!left.isEmpty()) {
            var difference = new Difference(request, left, ours, reference);
            groups.computeIfAbsent(key(request, left), _ -> new ArrayList<>()).add(difference);
        }
    }

    private @org.jspecify.annotations.Nullable String reason(Request request, String part) {
        for (var entry : allowed) {
            if (entry.request().matcher(request.name()).find()
                    && entry.part().matcher(part).find()) {
                return entry.reason();
            }
        }
        return null;
    }

    private static String key(Request request, List<String> parts) {
        var resource = request.name().replaceFirst("[/ ].*", "");
        var plain = INDEX.matcher(String.join("; ", parts)).replaceAll("[]");
        return resource + ": " + QUOTED.matcher(plain).replaceAll("\"…\"");
    }

    int unexplained() {
        return groups.values().stream().mapToInt(List::size).sum();
    }

    /// Each difference on a line: the request's name, a tab, what differs.
    List<String> parts() {
        var lines = new ArrayList<String>();
        for (var group : groups.values()) {
            for (var difference : group) {
                for (var part : difference.parts()) {
                    lines.add(difference.request().name() + "\t" + part.replace("\n", "\\n"));
                }
            }
        }
        return lines;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        groups.forEach((_, differences) -> {
            var first = differences.getFirst();
            text.append(differences.size()).append(" x ").append(first.request().name());
            text.append("\n");
            first.parts().forEach(part -> text.append("      ").append(part).append("\n"));
            differences.stream()
                    .skip(1)
                    .limit(EXAMPLES)
                    .forEach(difference ->
                            text.append("    also ")
                                    .append(difference.request().name())
                                    .append("\n"));
        });
        explained.forEach(
                (why, count) -> text.append(count).append(" explained: ").append(why).append("\n"));
        return text.append(asked)
                .append(" requests, ")
                .append(unexplained())
                .append(" with unexplained differences in ")
                .append(groups.size())
                .append(" groups\n")
                .toString();
    }
}
