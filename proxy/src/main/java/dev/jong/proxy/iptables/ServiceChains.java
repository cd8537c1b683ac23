package dev.jong.proxy.iptables;

import dev.jong.proxy.Backend;
import dev.jong.proxy.Family;
import dev.jong.proxy.ServicePort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Service ports as iptables chains. Pure.
///
/// In table `nat` a packet to a virtual address or node port goes to its Service's chain, which
/// draws one endpoint; the endpoint's chain rewrites the destination. In table `filter` Services
/// without endpoints refuse.
final class ServiceChains {
    private static final String MARK = "0x4000";

    private final Family family;
    private final String prefix;
    private final String podCidr;
    private final Map<String, List<String>> nat = new TreeMap<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> nodePorts = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private ServiceChains(Family family, String prefix, String podCidr) {
        this.family = family;
        this.prefix = prefix;
        this.podCidr = podCidr;
    }

    /// @param prefix of the names of all chains, such as `JONG-`; at most eight characters
    /// @param podCidr range of the Pods' addresses; "" when unknown: then sources are never taken
    ///   for outsiders
    static ChainSet of(Family family, String prefix, String podCidr, List<ServicePort> ports) {
        var building = new ServiceChains(family, prefix, podCidr);
        ports.forEach(building::add);
        return building.build();
    }

    private ChainSet build() {
        services.add("-m addrtype --dst-type LOCAL -j " + prefix + "NODEPORTS");
        nat.put(prefix + "SERVICES", List.copyOf(services));
        nat.put(prefix + "NODEPORTS", List.copyOf(nodePorts));
        nat.put(prefix + "MARK", List.of("-j MARK --or-mark " + MARK));
        nat.put(
                prefix + "POSTROUTING",
                List.of(
                        "-m mark ! --mark " + MARK + "/" + MARK + " -j RETURN",
                        "-j MARK --xor-mark " + MARK,
                        "-j MASQUERADE --random-fully"));
        var tables = new TreeMap<String, Map<String, List<String>>>();
        tables.put("nat", nat);
        tables.put("filter", Map.of(prefix + "REFUSE", List.copyOf(refused)));
        var jumps = new TreeMap<String, List<String>>();
        jumps.put(
                "nat",
                List.of(
                        "PREROUTING -j " + prefix + "SERVICES",
                        "OUTPUT -j " + prefix + "SERVICES",
                        "POSTROUTING -j " + prefix + "POSTROUTING"));
        var refuse = " -m conntrack --ctstate NEW -j " + prefix + "REFUSE";
        jumps.put("filter", List.of("INPUT" + refuse, "FORWARD" + refuse, "OUTPUT" + refuse));
        if (family == Family.IPV4) {
            // Node ports answer on 127.0.0.1 too; nobody from outside may use that door.
            tables.put("raw", Map.of(prefix + "GUARD", List.of("-j DROP")));
            jumps.put("raw", List.of("PREROUTING ! -i lo -d 127.0.0.0/8 -j " + prefix + "GUARD"));
        }
        return new ChainSet(tables, jumps);
    }

    private void add(ServicePort port) {
        if (port.internalBackends().isEmpty()) {
            refuse("-d " + port.clusterIp(), port.port(), port, port.internalLocal());
        } else {
            var chain = chain("SVC-", port);
            var rules = new ArrayList<String>();
            if (!podCidr.isEmpty()) {
                rules.add("! -s " + podCidr + " -j " + prefix + "MARK");
            }
            rules.addAll(draw(port, port.internalBackends()));
            nat.put(chain, rules);
            services.add(match("-d " + port.clusterIp(), port.port(), port) + " -j " + chain);
        }
        if (port.reachableFromOutside()) {
            addOutside(port);
        }
    }

    private void addOutside(ServicePort port) {
        if (port.externalBackends().isEmpty()) {
            var silent = port.externalLocal() && !port.backends().isEmpty();
            if (port.nodePort() != 0) {
                refuse("-m addrtype --dst-type LOCAL", port.nodePort(), port, silent);
            }
            port.externalAddresses()
                    .forEach(address -> refuse("-d " + address, port.port(), port, silent));
            return;
        }
        var chain = chain("EXT-", port);
        nat.put(chain, outside(port));
        if (port.nodePort() != 0) {
            nodePorts.add(match("", port.nodePort(), port) + " -j " + chain);
        }
        port.externalAddresses()
                .forEach(address ->
                        services.add(match("-d " + address, port.port(), port) + " -j " + chain));
    }

    private List<String> outside(ServicePort port) {
        var rules = new ArrayList<String>();
        if (port.externalLocal()) {
            // From this node itself any endpoint will do; from outside only local ones, and the
            // source stays visible.
            var everywhere = chain("ALL-", port);
            nat.put(everywhere, draw(port, port.backends()));
            if (!podCidr.isEmpty()) {
                rules.add("-s " + podCidr + " -g " + everywhere);
            }
            rules.add("-m addrtype --src-type LOCAL -j " + prefix + "MARK");
            rules.add("-m addrtype --src-type LOCAL -g " + everywhere);
        } else {
            rules.add("-j " + prefix + "MARK");
        }
        rules.addAll(draw(port, port.externalBackends()));
        return rules;
    }

    private List<String> draw(ServicePort port, List<Backend> backends) {
        var rules = new ArrayList<String>();
        if (port.affinitySeconds() > 0) {
            for (var backend : backends) {
                var chain = addBackend(port, backend);
                rules.add(
                        "-m recent --name "
                                + chain
                                + " --rcheck --seconds "
                                + port.affinitySeconds()
                                + " --reap -j "
                                + chain);
            }
        }
        for (var i = 0; i < backends.size(); i++) {
            var left = backends.size() - i;
            var chance =
                    left == 1
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "-m statistic --mode random --probability %.10f ",
                                    1.0 / left);
            rules.add(chance + "-j " + addBackend(port, backends.get(i)));
        }
        return rules;
    }

    private String addBackend(ServicePort port, Backend backend) {
        var chain =
                prefix
                        + "SEP-"
                        + hash(port.id() + "/" + port.protocol() + "/" + backend.socketAddress());
        if (!nat.containsKey(chain)) {
            var affinity =
                    port.affinitySeconds() > 0 ? "-m recent --name " + chain + " --set " : "";
            nat.put(
                    chain,
                    List.of(
                            "-s " + backend.address() + " -j " + prefix + "MARK",
                            affinity
                                    + "-p "
                                    + port.protocol()
                                    + " -j DNAT --to-destination "
                                    + backend.socketAddress()));
        }
        return chain;
    }

    private void refuse(String destination, int number, ServicePort port, boolean silent) {
        var refusal = port.protocol().equals("tcp") ? "REJECT --reject-with tcp-reset" : "REJECT";
        var target = silent ? "DROP" : refusal;
        refused.add(match(destination, number, port) + " -j " + target);
    }

    private static String match(String destination, int number, ServicePort port) {
        var start = destination.isEmpty() ? "" : destination + " ";
        return start
                + "-p "
                + port.protocol()
                + " -m "
                + port.protocol()
                + " --dport "
                + number
                + " -m comment --comment \""
                + port.id()
                + "\"";
    }

    private String chain(String kind, ServicePort port) {
        return prefix + kind + hash(port.id() + "/" + port.protocol());
    }

    /// Twelve digits: names of chains have at most 28 characters.
    private static String hash(String text) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
