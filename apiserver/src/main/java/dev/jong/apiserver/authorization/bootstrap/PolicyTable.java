package dev.jong.apiserver.authorization.bootstrap;

import dev.jong.api.rbac.v1.PolicyRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Reads the policy's tables: a line for each role or binding, and indented below it what belongs
/// to it.
final class PolicyTable {
    private PolicyTable() {}

    record Entry(List<String> words, List<String> lines) {
        List<PolicyRule> rules() {
            return lines.stream().map(PolicyTable::rule).toList();
        }
    }

    static List<Entry> read(String file) {
        var entries = new ArrayList<Entry>();
        for (var line : text(file).split("\n", -1)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("  ")) {
                entries.getLast().lines().add(line.strip());
            } else {
                entries.add(new Entry(List.of(line.strip().split(" ", -1)), new ArrayList<>()));
            }
        }
        return entries;
    }

    private static String text(String file) {
        try (var in = PolicyTable.class.getResourceAsStream(file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `VERBS of RESOURCES in GROUPS [named NAMES]` or `VERBS at PATHS`.
    static PolicyRule rule(String line) {
        var words = line.split(" ", -1);
        var rule = PolicyRule.EMPTY.withVerbs(list(words[0]));
        for (var i = 1; i + 1 < words.length; i += 2) {
            var values = list(words[i + 1]);
            rule =
                    switch (words[i]) {
                        case "of" -> rule.withResources(values);
                        case "in" ->
                                rule.withApiGroups(
                                        values.stream()
                                                .map(group -> group.equals("core") ? "" : group)
                                                .toList());
                        case "named" -> rule.withResourceNames(values);
                        case "at" -> rule.withNonResourceUrls(values);
                        default -> throw new IllegalStateException("not a rule: " + line);
                    };
        }
        return rule;
    }

    private static List<String> list(String word) {
        return Arrays.asList(word.split(",", -1));
    }
}
