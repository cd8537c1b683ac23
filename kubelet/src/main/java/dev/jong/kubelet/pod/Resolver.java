package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.PodDNSConfig;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/// The lines of a Pod's resolv.conf, by its `dnsPolicy` and `dnsConfig`.
public final class Resolver {
    private static final int MOST_SERVERS = 3;
    private static final int MOST_SEARCHES = 32;

    private Resolver() {}

    static Dns of(
            PodSpec spec,
            String namespace,
            Dns nodes,
            List<String> clusterDns,
            String clusterDomain) {
        var base =
                switch (PodKey.text(spec.dnsPolicy())) {
                    case "None" -> Dns.EMPTY;
                    case "Default" -> nodes;
                    case "ClusterFirstWithHostNet" ->
                            cluster(namespace, nodes, clusterDns, clusterDomain);
                    default ->
                            Boolean.TRUE.equals(spec.hostNetwork())
                                    ? nodes
                                    : cluster(namespace, nodes, clusterDns, clusterDomain);
                };
        var more = spec.dnsConfig();
        return limited(more == null ? base : merged(base, more));
    }

    private static Dns cluster(
            String namespace, Dns nodes, List<String> clusterDns, String domain) {
        if (clusterDns.isEmpty()) {
            return nodes;
        }
        var searches = new ArrayList<String>();
        if (!domain.isEmpty()) {
            searches.add(namespace + ".svc." + domain);
            searches.add("svc." + domain);
            searches.add(domain);
        }
        searches.addAll(nodes.searches());
        return new Dns(clusterDns, distinct(searches, List.of()), List.of("ndots:5"));
    }

    private static Dns merged(Dns base, PodDNSConfig more) {
        var options = new LinkedHashMap<String, String>();
        for (var option : base.options()) {
            options.put(option.split(":", 2)[0], option);
        }
        for (var option : more.options()) {
            var name = PodKey.text(option.name());
            var value = PodKey.text(option.value());
            options.put(name, value.isEmpty() ? name : name + ":" + value);
        }
        return new Dns(
                distinct(base.servers(), more.nameservers()),
                distinct(base.searches(), more.searches()),
                List.copyOf(options.values()));
    }

    private static List<String> distinct(List<String> some, List<String> more) {
        var all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static Dns limited(Dns dns) {
        return new Dns(
                dns.servers().subList(0, Math.min(MOST_SERVERS, dns.servers().size())),
                dns.searches().subList(0, Math.min(MOST_SEARCHES, dns.searches().size())),
                dns.options());
    }

    /// Reads a resolv.conf.
    public static Dns parse(List<String> lines) {
        var servers = new ArrayList<String>();
        var searches = new ArrayList<String>();
        var options = new LinkedHashMap<String, String>();
        for (var line : lines) {
            var words = line.strip().split("\\s+");
            var rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(rest.subList(0, Math.min(1, rest.size())));
                case "search" -> {
                    searches.clear();
                    rest.stream()
                            .filter(each -> !each.equals("."))
                            .map(each -> each.replaceFirst("\\.$", ""))
                            .forEach(searches::add);
                }
                case "options" -> rest.forEach(each -> options.put(each.split(":", 2)[0], each));
                default -> {}
            }
        }
        return new Dns(servers, searches, List.copyOf(options.values()));
    }
}
