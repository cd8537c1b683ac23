package dev.jong.cluster.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A network namespace in which a further node of a cluster lives on this machine as on a machine
/// of its own: with one interface, an address, and a default route to the first node.
///
/// @param name of the namespace, unique on this machine
/// @param number of the node: 2, 3 and on; the last part of its address
public record NodeNamespace(String name, int number) {
    /// The bridge that connects the nodes.
    public static final String BRIDGE = "jong-nodes";

    /// By which further nodes reach the first one.
    public static final String FIRST_NODE = "10.243.0.1";

    public static final int MOST_NODES = 250;

    private static final String NETWORK = "10.243.0.0/24";
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Pattern ALIAS = Pattern.compile("\\balias (\\S.*)");

    /// @param home of the cluster
    public static NodeNamespace of(Path home, int number) {
        return new NodeNamespace(
                "jong-" + Integer.toHexString(home.toString().hashCode()) + "-" + number, number);
    }

    public String address() {
        return NETWORK.substring(0, NETWORK.lastIndexOf('.') + 1) + number;
    }

    /// Words that run a command in it.
    public List<String> prefix() {
        return List.of("nsenter", "--net=" + NAMESPACES.resolve(name));
    }

    private String outside() {
        return "jong-node-" + number;
    }

    /// Makes the bridge between nodes, and lets them out of this machine.
    ///
    /// @param home of the cluster
    /// @param podCidr addresses that must be seen as they are
    public static void connect(Path home, String podCidr) {
        if (!bridgeExists()) {
            Program.require("ip", "link", "add", BRIDGE, "type", "bridge");
        }
        // Also of one that a crashed cluster left: that one's `down` must not take it away any
        // more.
        Program.require("ip", "link", "set", BRIDGE, "alias", home.toString());
        Program.require("ip", "address", "replace", FIRST_NODE + "/24", "dev", BRIDGE);
        Program.require("ip", "link", "set", BRIDGE, "up");
        HostNetwork.packetFilter(
                HostNetwork.remove("ip", BRIDGE)
                        + """
                        table ip %s {
                          chain outgoing {
                            type nat hook postrouting priority 110;
                            ip saddr %s ip daddr != { %s, %s, 224.0.0.0/4 } masquerade
                          }
                        }
                        """
                                .formatted(BRIDGE, NETWORK, NETWORK, podCidr));
    }

    /// Takes away what [#connect] made for this cluster.
    public static void disconnect(Path home) {
        if (bridgeExists() && bridgeOwner().equals(Optional.of(home.toString()))) {
            Program.require("ip", "link", "delete", BRIDGE);
            HostNetwork.packetFilter(HostNetwork.remove("ip", BRIDGE));
        }
    }

    private static boolean bridgeExists() {
        return Program.run(List.of("ip", "link", "show", "dev", BRIDGE)).succeeded();
    }

    private static Optional<String> bridgeOwner() {
        var alias = ALIAS.matcher(Program.require("ip", "link", "show", "dev", BRIDGE));
        return alias.find() ? Optional.of(alias.group(1).strip()) : Optional.empty();
    }

    /// Makes what is missing.
    public void create() {
        if (!Files.exists(NAMESPACES.resolve(name))) {
            Program.require("ip", "netns", "add", name);
        }
        Program.require("ip", "-n", name, "link", "set", "lo", "up");
        if (!inside("link", "show", "dev", "eth0").succeeded()) {
            // A crashed cluster may have left its node of this number.
            Program.run(List.of("ip", "link", "delete", outside()));
            Program.require(
                    "ip", "link", "add", outside(), "type", "veth", "peer", "name", "eth0", "netns",
                    name);
        }
        Program.require("ip", "link", "set", outside(), "master", BRIDGE, "up");
        // What a node asks of this machine's node port may be answered by a Pod of that same node:
        // it has to leave by the door it came in.
        Program.require("ip", "link", "set", outside(), "type", "bridge_slave", "hairpin", "on");
        Program.require("ip", "-n", name, "address", "replace", address() + "/24", "dev", "eth0");
        Program.require("ip", "-n", name, "link", "set", "eth0", "up");
        Program.require("ip", "-n", name, "route", "replace", "default", "via", FIRST_NODE);
    }

    private Program.Result inside(String... words) {
        var command = new java.util.ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words));
        return Program.run(command);
    }

    /// Interfaces, rules and settings in it go with it.
    public void delete() {
        if (Files.exists(NAMESPACES.resolve(name))) {
            Program.require("ip", "netns", "delete", name);
        }
    }
}
