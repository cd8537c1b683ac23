package dev.jong.proxy.iptables;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Chains of ours in each table, as data. [#from] writes what `iptables-restore --noflush` reads to
/// turn another set into this one: chains that do not differ are not named, so that they keep what
/// they counted.
///
/// @param tables `nat`, `filter`, `raw` → chain → rules, without the leading `-A chain`
/// @param jumps table → rules in the kernel's own chains that lead into ours, such as `PREROUTING
///   -j JONG-SERVICES`
record ChainSet(Map<String, Map<String, List<String>>> tables, Map<String, List<String>> jumps) {
    static final ChainSet NONE = new ChainSet(Map.of(), Map.of());

    ChainSet {
        tables = Map.copyOf(tables);
        jumps = Map.copyOf(jumps);
    }

    /// Commands that turn `before` into this; "" when nothing differs.
    String from(ChainSet before) {
        var script = new StringBuilder();
        var names = new TreeSet<>(tables.keySet());
        names.addAll(before.tables.keySet());
        for (var table : names) {
            var part = part(table, before);
            if (!part.isEmpty()) {
                script.append('*').append(table).append('\n').append(part).append("COMMIT\n");
            }
        }
        return script.toString();
    }

    private String part(String table, ChainSet before) {
        Map<String, List<String>> now = new TreeMap<>(tables.getOrDefault(table, Map.of()));
        var old = before.tables.getOrDefault(table, Map.of());
        var gone = new TreeSet<>(old.keySet());
        gone.removeAll(now.keySet());
        now.entrySet().removeIf(chain -> chain.getValue().equals(old.get(chain.getKey())));

        var script = new StringBuilder();
        // Naming a chain empties it, in the same transaction in which it is filled again.
        now.keySet().forEach(chain -> script.append(':').append(chain).append(" - [0:0]\n"));
        gone.forEach(chain -> script.append(':').append(chain).append(" - [0:0]\n"));
        var jumpsBefore = before.jumps.getOrDefault(table, List.of());
        var jumpsNow = jumps.getOrDefault(table, List.of());
        jumpsBefore.stream()
                .filter(jump -> !jumpsNow.contains(jump))
                .forEach(jump -> script.append("-D ").append(jump).append('\n'));
        jumpsNow.stream()
                .filter(jump -> !jumpsBefore.contains(jump))
                .forEach(jump -> script.append("-I ").append(jump).append('\n'));
        now.forEach((chain, rules) ->
                rules.forEach(rule ->
                        script.append("-A ").append(chain).append(' ').append(rule).append('\n')));
        gone.forEach(chain -> script.append("-X ").append(chain).append('\n'));
        return script.toString();
    }

    /// What of ours is in the kernel, as far as it is needed to remove it.
    ///
    /// @param saved output of `iptables-save`
    /// @param prefix of the names of our chains
    static ChainSet parse(String saved, String prefix) {
        var tables = new TreeMap<String, Map<String, List<String>>>();
        var jumps = new TreeMap<String, List<String>>();
        var table = "";
        for (var line : saved.split("\n", -1)) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":" + prefix)) {
                tables.computeIfAbsent(table, _ -> new TreeMap<>())
                        .put(line.substring(1, line.indexOf(' ')), List.of());
            } else if (line.startsWith("-A ")
                    && !line.startsWith("-A " + prefix)
                    && line.contains("-j " + prefix)) {
                jumps.merge(table, List.of(line.substring("-A ".length())), ChainSet::joined);
            }
        }
        return new ChainSet(tables, jumps);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
