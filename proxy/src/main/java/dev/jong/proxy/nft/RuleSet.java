package dev.jong.proxy.nft;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// One whole table as data. [#from] writes the nft commands that turn another one into it, few when
/// little differs, so that what the kernel has learnt (session affinity) stays.
///
/// @param family `ip` or `ip6`
/// @param sets name → definition, such as `type ipv4_addr; flags dynamic,timeout; timeout 60s;`
public record RuleSet(
        String family,
        String table,
        Map<String, Chain> chains,
        Map<String, VerdictMap> maps,
        Map<String, String> sets) {
    public RuleSet {
        chains = Map.copyOf(chains);
        maps = Map.copyOf(maps);
        sets = Map.copyOf(sets);
    }

    /// Nothing at all, not even the table.
    public static RuleSet none(String family, String table) {
        return new RuleSet(family, table, Map.of(), Map.of(), Map.of());
    }

    /// The whole table anew, whatever the kernel has under its name.
    public String fromScratch() {
        return remove() + difference(none(family, table), this);
    }

    /// Commands that turn `before` into this; "" when nothing differs.
    public String from(RuleSet before) {
        return equals(before) ? "" : difference(before, this);
    }

    /// Commands that delete the table, also when there is none.
    public String remove() {
        return "add table " + name() + "\ndelete table " + name() + "\n";
    }

    private String name() {
        return family + " " + table;
    }

    private static String difference(RuleSet before, RuleSet after) {
        var script = new StringBuilder("add table " + after.name() + "\n");
        addDefinitions(before, after, script);
        fillChains(before, after, script);
        moveElements(before, after, script);
        removeLeftovers(before, after, script);
        return script.toString();
    }

    private static void addDefinitions(RuleSet before, RuleSet after, StringBuilder script) {
        for (var set : new TreeMap<>(after.sets).entrySet()) {
            if (set.getValue().equals(before.sets.get(set.getKey()))) continue;
            line(script, "add set", after, set.getKey() + " { " + set.getValue() + " }");
        }
        for (var chain : new TreeMap<>(after.chains).entrySet()) {
            if (before.chains.containsKey(chain.getKey())) continue;
            String hook = chain.getValue().hook();
            line(
                    script,
                    "add chain",
                    after,
                    chain.getKey() + (hook.isEmpty() ? "" : " { " + hook + " }"));
        }
        for (var map : new TreeMap<>(after.maps).entrySet()) {
            if (before.maps.containsKey(map.getKey())) continue;
            line(
                    script,
                    "add map",
                    after,
                    map.getKey() + " { type " + map.getValue().keyType() + " : verdict; }");
        }
    }

    private static void fillChains(RuleSet before, RuleSet after, StringBuilder script) {
        for (var chain : new TreeMap<>(after.chains).entrySet()) {
            var old = before.chains.get(chain.getKey());
            if (chain.getValue().equals(old)) continue;
            if (old != null) line(script, "flush chain", after, chain.getKey());
            for (var rule : chain.getValue().rules())
                line(script, "add rule", after, chain.getKey() + " " + rule);
        }
    }

    private static void moveElements(RuleSet before, RuleSet after, StringBuilder script) {
        for (var map : new TreeMap<>(after.maps).entrySet()) {
            var old = before.maps.get(map.getKey());
            Map<String, String> known = old == null ? Map.of() : old.elements();
            var now = map.getValue().elements();
            var gone = new ArrayList<String>();
            new TreeMap<>(known)
                    .forEach((key, verdict) -> {
                        if (!verdict.equals(now.get(key))) gone.add(key);
                    });
            var come = new ArrayList<String>();
            new TreeMap<>(now)
                    .forEach((key, verdict) -> {
                        if (!verdict.equals(known.get(key))) come.add(key + " : " + verdict);
                    });
            if (!gone.isEmpty()) {
                line(
                        script,
                        "delete element",
                        after,
                        map.getKey() + " { " + String.join(", ", gone) + " }");
            }
            if (!come.isEmpty()) {
                line(
                        script,
                        "add element",
                        after,
                        map.getKey() + " { " + String.join(", ", come) + " }");
            }
        }
    }

    private static void removeLeftovers(RuleSet before, RuleSet after, StringBuilder script) {
        var goneChains = new TreeSet<>(before.chains.keySet());
        goneChains.removeAll(after.chains.keySet());
        for (var chain : goneChains) line(script, "flush chain", after, chain);
        for (var chain : goneChains) line(script, "delete chain", after, chain);
        var goneSets = new TreeSet<>(before.sets.keySet());
        goneSets.removeAll(after.sets.keySet());
        for (var set : goneSets) line(script, "delete set", after, set);
    }

    private static void line(StringBuilder script, String command, RuleSet of, String rest) {
        script.append(command).append(' ').append(of.name()).append(' ').append(rest).append('\n');
    }
}
