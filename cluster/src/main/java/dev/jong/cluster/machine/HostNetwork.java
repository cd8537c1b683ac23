package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What this machine's network must have for Pods: forwarding, and the bridge with the node's
/// addresses. Settings that are changed are remembered in a file and given back by [#restore].
public final class HostNetwork {
    /// Name of the packet filter's tables in which the proxy keeps Services.
    public static final String SERVICES = "jong";

    private static final Path SYSCTL = Path.of("/proc/sys");
    private static final Path INTERFACES = Path.of("/proc/self/net/dev");

    /// Forwarding between Pods and the world; node ports that answer on 127.0.0.1 too; and packets
    /// between two Pods on one bridge must pass the rules, or an answer would not find its way back
    /// through a Service address.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "net/ipv4/ip_forward", "1",
                    "net/ipv4/conf/all/route_localnet", "1",
                    "net/bridge/bridge-nf-call-iptables", "1");

    /// Who made a route (`ip route ... proto`): a number that nobody has claimed.
    private static final String ROUTES_OF_OURS = "106";

    private static final Pattern ALIAS = Pattern.compile("\\balias (\\S.*)");
    private static final Pattern ADDRESS = Pattern.compile("\\binet (\\S+)");
    private static final Pattern GATEWAY = Pattern.compile("\\bvia (\\S+)");

    /// In [#memory]: whether iptables had NAT rules before, which host ports make.
    private static final String HAD_NAT_TABLE = "iptables.nat";

    private static final String HAD_NAT_TABLE_6 = "ip6tables.nat";

    /// In [#memory]: an address of `lo` that was not there before.
    private static final String DNS_ADDRESS = "lo.address";

    private final String bridge;
    private final Path owner;
    private final Path memory;

    /// @param bridge that carries Pods; the packet filter's table of outgoing connections is named
    ///   after it
    /// @param owner home of the cluster; the kernel keeps it with the bridge, so that no cluster
    ///   takes another's away
    /// @param memory where former settings are kept
    public HostNetwork(String bridge, Path owner, Path memory) {
        this.bridge = bridge;
        this.owner = owner;
        this.memory = memory;
    }

    /// Home of the cluster that made the bridge; empty when there is none, or nobody's.
    public Optional<Path> owner() {
        if (!exists()) {
            return Optional.empty();
        }
        var alias = ALIAS.matcher(Program.require("ip", "link", "show", "dev", bridge));
        return alias.find() ? Optional.of(Path.of(alias.group(1).strip())) : Optional.empty();
    }

    /// Sets up what is missing. A bridge that another cluster left is replaced.
    ///
    /// @param dns address of cluster DNS, which each node has
    /// @param podCidr addresses whose connections to elsewhere leave with this machine's address
    public void prepare(String dns, String podCidr) {
        Program.find("modprobe")
                .ifPresent(program -> Program.run(List.of(program.toString(), "br_netfilter")));
        var former = remembered();
        SETTINGS.forEach((setting, wanted) -> {
            var file = SYSCTL.resolve(setting);
            if (Files.exists(file)) {
                var before = set(file, wanted);
                if (!before.equals(wanted)) {
                    former.putIfAbsent(setting, before);
                }
            }
        });
        former.putIfAbsent(HAD_NAT_TABLE, Boolean.toString(HostPortRules.hasTable("ip")));
        former.putIfAbsent(HAD_NAT_TABLE_6, Boolean.toString(HostPortRules.hasTable("ip6")));
        remember(former);
        if (exists() && !owner().equals(Optional.of(owner))) {
            Program.require("ip", "link", "delete", bridge);
        }
        if (!exists()) {
            Program.require("ip", "link", "add", bridge, "type", "bridge");
            Program.require("ip", "link", "set", bridge, "alias", owner.toString());
        }
        Program.require("ip", "link", "set", bridge, "up");
        // Not on the bridge: its plugin accepts no address there but the one it wants.
        Program.require("ip", "address", "replace", dns + "/32", "dev", "lo");
        former.put(DNS_ADDRESS, dns + "/32");
        remember(former);
        packetFilter(masquerading(podCidr));
    }

    /// Gives the bridge the address that Pods of this node send to, instead of a former one.
    ///
    /// @param address with prefix length
    public void gateway(String address) {
        var has = ADDRESS.matcher(Program.require("ip", "-o", "-4", "address", "show", bridge));
        while (has.find()) {
            if (!has.group(1).equals(address)) {
                Program.require("ip", "address", "delete", has.group(1), "dev", bridge);
            }
        }
        Program.require("ip", "address", "replace", address, "dev", bridge);
    }

    /// Replaces routes to the Pods of other nodes.
    ///
    /// @param before address of a node, by the range of its Pods
    /// @param now the same, as it shall be
    public void route(Map<String, String> before, Map<String, String> now) {
        for (var gone : before.keySet()) {
            if (!now.containsKey(gone)) {
                Program.run(List.of("ip", "route", "delete", gone, "proto", ROUTES_OF_OURS));
            }
        }
        now.forEach((cidr, node) -> {
            if (!node.equals(before.get(cidr))) {
                Program.require(
                        "ip", "route", "replace", cidr, "via", hop(node), "proto", ROUTES_OF_OURS);
            }
        });
    }

    /// The node itself when it is a neighbour, else whoever leads to it: that one must know the
    /// way.
    private static String hop(String node) {
        var gateway = GATEWAY.matcher(Program.require("ip", "route", "get", node));
        return gateway.find() ? gateway.group(1) : node;
    }

    /// The outside does not know the Pods' addresses, so it is shown the machine's.
    private String masquerading(String podCidr) {
        return remove("ip", bridge)
                + """
                table ip %s {
                  chain outgoing {
                    type nat hook postrouting priority 110;
                    ip saddr %s ip daddr != { %s, 224.0.0.0/4 } masquerade
                  }
                }
                """
                        .formatted(bridge, podCidr, podCidr);
    }

    /// Also right when there is no such table.
    static String remove(String family, String table) {
        return "add table %1$s %2$s\ndelete table %1$s %2$s\n".formatted(family, table);
    }

    static void packetFilter(String script) {
        var result = Program.run(List.of("nft", "-f", "-"), Map.of(), script);
        if (!result.succeeded()) {
            throw new ClusterException.ProgramFailed(
                    "the packet filter cannot be set: " + result.output());
        }
    }

    /// Removes the bridge and gives the settings back, unless they are another cluster's now.
    public void restore() {
        if (!Files.exists(memory)) {
            return;
        }
        if (!exists() || owner().equals(Optional.of(owner))) {
            removeAll();
        }
        try {
            Files.deleteIfExists(memory);
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot delete " + memory + ": " + e.getMessage(), e);
        }
    }

    private void removeAll() {
        if (exists()) {
            Program.require("ip", "link", "delete", bridge);
        }
        var former = remembered();
        var hadNat = !"false".equals(former.remove(HAD_NAT_TABLE));
        var hadNat6 = !"false".equals(former.remove(HAD_NAT_TABLE_6));
        var dns = former.remove(DNS_ADDRESS);
        if (dns != null) {
            Program.run(List.of("ip", "address", "delete", dns, "dev", "lo"));
        }
        if (Program.find("ip").isPresent()) {
            Program.run(List.of("ip", "route", "flush", "proto", ROUTES_OF_OURS));
        }
        if (Program.find("nft").isPresent()) {
            packetFilter(remove("ip", bridge) + remove("ip", SERVICES) + remove("ip6", SERVICES));
            HostPortRules.remove("ip", "iptables", hadNat);
            HostPortRules.remove("ip6", "ip6tables", hadNat6);
        }
        former.forEach((setting, before) -> set(SYSCTL.resolve(setting), before));
    }

    /// Asked of this process' own network namespace; `/sys` may show another one.
    private boolean exists() {
        try (var lines = Files.lines(INTERFACES)) {
            return lines.anyMatch(line -> line.strip().startsWith(bridge + ":"));
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot read " + INTERFACES + ": " + e.getMessage(), e);
        }
    }

    private static String set(Path file, String value) {
        try {
            var before = Files.readString(file).strip();
            if (!before.equals(value)) {
                Files.writeString(file, value);
            }
            return before;
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot set "
                            + SYSCTL.relativize(file)
                            + " to "
                            + value
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Map<String, String> remembered() {
        var settings = new TreeMap<String, String>();
        if (Files.exists(memory)) {
            try {
                var properties = new Properties();
                properties.load(new StringReader(Files.readString(memory)));
                properties
                        .stringPropertyNames()
                        .forEach(name -> settings.put(name, properties.getProperty(name)));
            } catch (IOException e) {
                throw new ClusterException.Refused(
                        "cannot read " + memory + ": " + e.getMessage(), e);
            }
        }
        return settings;
    }

    private void remember(Map<String, String> settings) {
        try {
            var properties = new Properties();
            properties.putAll(settings);
            var text = new StringWriter();
            properties.store(text, null);
            Files.writeString(memory, text.toString());
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot write " + memory + ": " + e.getMessage(), e);
        }
    }
}
