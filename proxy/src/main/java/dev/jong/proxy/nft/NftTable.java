package dev.jong.proxy.nft;

import dev.jong.proxy.Backend;
import dev.jong.proxy.Family;
import dev.jong.proxy.ServicePort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Service ports as one nftables table. Pure.
///
/// A packet to a virtual address or node port finds its chain in a verdict map, the chain draws one
/// endpoint, the endpoint's chain rewrites the destination. Services without endpoints answer with
/// a reset or an ICMP error.
public final class NftTable {
    /// Set on packets whose source must become this node's; cleared in postrouting.
    private static final String MARK = "0x4000";

    private static final String KEEP_OTHER_MARKS = "0xffffbfff";

    private final Family family;
    private final String table;
    private final String podCidr;
    private final Map<String, Chain> chains = new TreeMap<>();
    private final Map<String, String> sets = new TreeMap<>();
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<String, String> nodePorts = new TreeMap<>();
    private final Map<String, String> deadAddresses = new TreeMap<>();
    private final Map<String, String> deadNodePorts = new TreeMap<>();

    private NftTable(Family family, String table, String podCidr) {
        this.family = family;
        this.table = table;
        this.podCidr = podCidr;
    }

    /// The table that makes exactly these ports reachable.
    ///
    /// @param podCidr range of the Pods' addresses; "" when unknown: then sources are never taken
    ///   for outsiders
    public static RuleSet of(Family family, String table, String podCidr, List<ServicePort> ports) {
        var building = new NftTable(family, table, podCidr);
        building.addFrame();
        ports.forEach(building::add);
        return building.build();
    }

    private RuleSet build() {
        String address = family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
        String byAddress = address + " . inet_proto . inet_service";
        String byPort = "inet_proto . inet_service";
        return new RuleSet(
                ip(),
                table,
                chains,
                Map.of(
                        "service-addresses", new VerdictMap(byAddress, addresses),
                        "service-node-ports", new VerdictMap(byPort, nodePorts),
                        "dead-addresses", new VerdictMap(byAddress, deadAddresses),
                        "dead-node-ports", new VerdictMap(byPort, deadNodePorts)),
                sets);
    }

    private String ip() {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    private void addFrame() {
        String address = ip() + " daddr . meta l4proto . th dport vmap ";
        String port = "fib daddr type local meta l4proto . th dport vmap ";
        chains.put(
                "services", Chain.of(address + "@service-addresses", port + "@service-node-ports"));
        chains.put(
                "dead-services", Chain.of(address + "@dead-addresses", port + "@dead-node-ports"));
        chains.put(
                "prerouting",
                Chain.hooked("type nat hook prerouting priority -100;", "jump services"));
        chains.put("output", Chain.hooked("type nat hook output priority -100;", "jump services"));
        chains.put(
                "postrouting",
                Chain.hooked(
                        "type nat hook postrouting priority 100;",
                        "meta mark & " + MARK + " == 0 return",
                        "meta mark set meta mark & " + KEEP_OTHER_MARKS,
                        "masquerade fully-random"));
        if (family == Family.IPV4) {
            // Node ports answer on 127.0.0.1 too, where the machine has `route_localnet` set;
            // nobody from outside may use that door.
            chains.put(
                    "loopback-guard",
                    Chain.hooked(
                            "type filter hook prerouting priority -300;",
                            "iifname != \"lo\" ip daddr 127.0.0.0/8 drop"));
        }
        chains.put("mark-for-masquerade", Chain.of("meta mark set meta mark | " + MARK));
        chains.put("refuse", Chain.of("meta l4proto tcp reject with tcp reset", "reject"));
        for (var hook : List.of("input", "forward", "output")) {
            chains.put(
                    "filter-" + hook,
                    Chain.hooked(
                            "type filter hook " + hook + " priority -110;",
                            "ct state new jump dead-services"));
        }
    }

    private void add(ServicePort port) {
        String internal = chainOf("service", port);
        if (port.internalBackends().isEmpty()) {
            deadAddresses.put(
                    key(port.clusterIp(), port), port.internalLocal() ? "drop" : "goto refuse");
        } else {
            var rules = new ArrayList<String>();
            if (!podCidr.isEmpty())
                rules.add(ip() + " saddr != " + podCidr + " jump mark-for-masquerade");
            rules.addAll(draw(port, port.internalBackends()));
            chains.put(internal, new Chain("", rules));
            addresses.put(key(port.clusterIp(), port), "goto " + internal);
        }
        if (port.reachableFromOutside()) addOutside(port);
    }

    private void addOutside(ServicePort port) {
        String external = chainOf("external", port);
        boolean dead = port.externalBackends().isEmpty();
        if (!dead) chains.put(external, new Chain("", outside(port)));
        // a Service without an endpoint on this node is somebody else's to answer: silence, so that
        // clients try again
        String verdict =
                port.externalLocal() && !port.backends().isEmpty() ? "drop" : "goto refuse";
        if (port.nodePort() != 0) {
            String key = port.protocol() + " . " + port.nodePort();
            if (dead) deadNodePorts.put(key, verdict);
            else nodePorts.put(key, "goto " + external);
        }
        for (var address : port.externalAddresses()) {
            if (dead) deadAddresses.put(key(address, port), verdict);
            else addresses.put(key(address, port), "goto " + external);
        }
    }

    private List<String> outside(ServicePort port) {
        var rules = new ArrayList<String>();
        if (port.externalLocal()) {
            // from this node itself any endpoint will do; from outside only local ones, and the
            // source stays visible
            String everywhere = chainOf("anywhere", port);
            chains.put(everywhere, new Chain("", draw(port, port.backends())));
            if (!podCidr.isEmpty()) rules.add(ip() + " saddr " + podCidr + " goto " + everywhere);
            rules.add("fib saddr type local jump mark-for-masquerade");
            rules.add("fib saddr type local goto " + everywhere);
        } else {
            rules.add("jump mark-for-masquerade");
        }
        rules.addAll(draw(port, port.externalBackends()));
        return rules;
    }

    /// Rules that send a connection to one of `backends`, and those backends' chains.
    private List<String> draw(ServicePort port, List<Backend> backends) {
        var rules = new ArrayList<String>();
        var verdicts = new ArrayList<String>();
        for (var backend : backends) {
            String chain = addBackend(port, backend);
            if (port.affinitySeconds() > 0) {
                rules.add(ip() + " saddr @" + affinitySet(chain) + " goto " + chain);
            }
            verdicts.add(verdicts.size() + " : goto " + chain);
        }
        if (verdicts.size() == 1) {
            rules.add("goto " + addBackend(port, backends.getFirst()));
        } else {
            rules.add(
                    "numgen random mod "
                            + verdicts.size()
                            + " vmap { "
                            + String.join(", ", verdicts)
                            + " }");
        }
        return rules;
    }

    private String addBackend(ServicePort port, Backend backend) {
        String chain =
                "endpoint-"
                        + hash(port.id() + "/" + port.protocol() + "/" + backend.socketAddress());
        if (chains.containsKey(chain)) return chain;
        var rules = new ArrayList<String>();
        rules.add(ip() + " saddr " + backend.address() + " jump mark-for-masquerade");
        if (port.affinitySeconds() > 0) {
            String type = family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
            sets.put(
                    affinitySet(chain),
                    "type "
                            + type
                            + "; flags dynamic,timeout; timeout "
                            + port.affinitySeconds()
                            + "s;");
            rules.add("update @" + affinitySet(chain) + " { " + ip() + " saddr }");
        }
        rules.add("meta l4proto " + port.protocol() + " dnat to " + backend.socketAddress());
        chains.put(chain, new Chain("", rules));
        return chain;
    }

    private static String affinitySet(String chain) {
        return chain.replace("endpoint-", "affinity-");
    }

    private static String key(String address, ServicePort port) {
        return address + " . " + port.protocol() + " . " + port.port();
    }

    private static String chainOf(String kind, ServicePort port) {
        return kind + "-" + hash(port.id() + "/" + port.protocol());
    }

    /// Sixteen hexadecimal digits, so that names stay short and apart.
    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
