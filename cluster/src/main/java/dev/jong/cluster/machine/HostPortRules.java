package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// NAT rules that the CNI plugin `portmap` made for host ports. It removes them with a Pod, but not
/// when the Pod's containers end with their cluster, and it never removes the chains that all Pods
/// share.
final class HostPortRules {
    /// In the comment of a rule, by which `portmap` tells whose it is.
    private static final String OURS = "name: \\\"jong\\\"";

    private static final String ENTRY = "-A CNI-HOSTPORT-DNAT ";
    private static final List<String> SHARED =
            List.of("CNI-HOSTPORT-DNAT", "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SETMARK");
    private static final List<String> BUILT_IN =
            List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");
    private static final Pattern TARGET = Pattern.compile(" -[jg] (\\S+)");

    private HostPortRules() {}

    /// Whether there is a NAT table of iptables.
    ///
    /// @param family `ip` or `ip6`
    static boolean hasTable(String family) {
        return Program.run(List.of("nft", "list", "tables", family))
                .output()
                .lines()
                .anyMatch(("table " + family + " nat")::equals);
    }

    /// @param tool `iptables` or `ip6tables`
    /// @param keepTable whether the table stays even if nothing is left in it
    static void remove(String family, String tool, boolean keepTable) {
        if (Program.find(tool + "-save").isEmpty() || !hasTable(family)) {
            return;
        }
        var script = removal(saved(tool));
        if (!script.isEmpty()) {
            var result = Program.run(List.of(tool + "-restore", "--noflush"), Map.of(), script);
            if (!result.succeeded()) {
                throw new ClusterException.ProgramFailed(
                        "rules for host ports cannot be removed: " + result.output());
            }
        }
        if (!keepTable && isEmpty(saved(tool))) {
            HostNetwork.packetFilter("delete table " + family + " nat\n");
        }
    }

    private static String saved(String tool) {
        return Program.require(tool + "-save", "-t", "nat");
    }

    /// Input of `iptables-restore` that takes our rules out of what `iptables-save` said, and what
    /// all share when nobody else uses it; "" when there is nothing to do.
    static String removal(String saved) {
        var rules = saved.lines().filter(line -> line.startsWith("-A ")).toList();
        var entries = rules.stream().filter(rule -> rule.startsWith(ENTRY)).toList();
        var ours = entries.stream().filter(rule -> rule.contains(OURS)).toList();
        var chains = new ArrayList<>(ours.stream().map(HostPortRules::target).toList());
        var script = new ArrayList<>(ours.stream().map(HostPortRules::deletion).toList());
        boolean shared = entries.size() > ours.size() || !saved.contains(":CNI-HOSTPORT-DNAT ");
        if (!shared) {
            rules.stream()
                    .filter(rule -> SHARED.contains(target(rule)) && isBuiltIn(rule))
                    .map(HostPortRules::deletion)
                    .forEach(script::add);
            SHARED.stream().filter(chain -> saved.contains(":" + chain + " ")).forEach(chains::add);
        }
        chains.forEach(chain -> script.add("-F " + chain));
        chains.forEach(chain -> script.add("-X " + chain));
        return script.isEmpty() ? "" : "*nat\n" + String.join("\n", script) + "\nCOMMIT\n";
    }

    /// Whether only the chains are left that the table always has, without a rule.
    static boolean isEmpty(String saved) {
        return saved.lines()
                .noneMatch(line ->
                        line.startsWith("-A ")
                                || (line.startsWith(":")
                                        && BUILT_IN.stream()
                                                .noneMatch(chain ->
                                                        line.startsWith(
                                                                ":" + chain + " ACCEPT "))));
    }

    private static boolean isBuiltIn(String rule) {
        return BUILT_IN.stream().anyMatch(chain -> rule.startsWith("-A " + chain + " "));
    }

    private static String target(String rule) {
        var matcher = TARGET.matcher(rule);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String deletion(String rule) {
        return "-D " + rule.substring("-A ".length());
    }
}
