package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

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

    private final String bridge;
    private final Path memory;

    /// @param bridge that carries Pods; the packet filter's table of outgoing connections is named
    ///   after it
    /// @param memory where former settings are kept
    public HostNetwork(String bridge, Path memory) {
        this.bridge = bridge;
        this.memory = memory;
    }

    /// Sets up what is missing.
    ///
    /// @param addresses of the bridge, with prefix length
    /// @param podCidr addresses whose connections to elsewhere leave with this machine's address
    public void prepare(List<String> addresses, String podCidr) {
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
        remember(former);
        if (!exists()) {
            Program.require("ip", "link", "add", bridge, "type", "bridge");
        }
        Program.require("ip", "link", "set", bridge, "up");
        for (var address : addresses) {
            Program.require("ip", "address", "replace", address, "dev", bridge);
        }
        packetFilter(masquerading(podCidr));
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
    private static String remove(String family, String table) {
        return "add table %1$s %2$s\ndelete table %1$s %2$s\n".formatted(family, table);
    }

    private static void packetFilter(String script) {
        var result = Program.run(List.of("nft", "-f", "-"), Map.of(), script);
        if (!result.succeeded()) {
            throw new ClusterException.ProgramFailed(
                    "the packet filter cannot be set: " + result.output());
        }
    }

    /// Removes the bridge and gives the settings back.
    public void restore() {
        if (exists()) {
            Program.require("ip", "link", "delete", bridge);
        }
        if (Program.find("nft").isPresent()) {
            packetFilter(remove("ip", bridge) + remove("ip", SERVICES) + remove("ip6", SERVICES));
        }
        remembered().forEach((setting, before) -> set(SYSCTL.resolve(setting), before));
        try {
            Files.deleteIfExists(memory);
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot delete " + memory + ": " + e.getMessage(), e);
        }
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
