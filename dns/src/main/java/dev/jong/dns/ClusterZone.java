package dev.jong.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Answers questions about the cluster's zone from a [ServiceTable]. Pure: no waiting, no network.
final class ClusterZone {
    /// Version of the DNS specification that `dns-version.<zone>` tells.
    private static final String SPECIFICATION = "1.1.0";

    private static final int SRV_WEIGHT = 100;

    private final Name zone;
    private final long ttl;
    private final ServiceTable table;
    private final Name nameServer;

    /// @param zone such as `cluster.local.`
    /// @param ttl seconds a resolver may keep an answer
    ClusterZone(Name zone, long ttl, ServiceTable table) {
        this.zone = zone;
        this.ttl = ttl;
        this.table = table;
        this.nameServer = below("ns.dns");
    }

    Answer answer(Name question, int type) {
        if (question.labels() >= 3 && isReverse(question)) return reverse(question, type);
        if (!question.subdomain(zone)) return new Answer.Elsewhere();
        String[] labels = labelsBelowZone(question);
        if (labels.length == 0) return apex(question, type);
        return switch (labels[labels.length - 1]) {
            case "svc" -> service(question, type, labels);
            case "pod" -> pod(question, type, labels);
            case "dns-version" ->
                    labels.length == 1 ? version(question, type) : new Answer.Unknown();
            case "dns" -> serversName(question, labels);
            default -> new Answer.Unknown();
        };
    }

    /// The record that says how long a negative answer may be kept.
    SOARecord authority() {
        return new SOARecord(
                zone, DClass.IN, ttl, nameServer, below("hostmaster"), 1, 7200, 1800, 86400, ttl);
    }

    private Answer apex(Name question, int type) {
        return switch (type) {
            case Type.SOA -> found(List.of(authority()));
            case Type.NS -> found(List.of(new NSRecord(question, DClass.IN, ttl, nameServer)));
            default -> found(List.of());
        };
    }

    private Answer serversName(Name question, String[] labels) {
        boolean known = labels.length == 1 || (labels.length == 2 && labels[0].equals("ns"));
        return known && question.subdomain(zone) ? found(List.of()) : new Answer.Unknown();
    }

    private Answer version(Name question, int type) {
        if (type != Type.TXT && type != Type.ANY) return found(List.of());
        return found(List.of(new TXTRecord(question, DClass.IN, ttl, SPECIFICATION)));
    }

    /// `<service>.<namespace>.svc`, with an endpoint's host or `_port._protocol` before it.
    private Answer service(Name question, int type, String[] labels) {
        int count = labels.length;
        if (count == 1) return found(List.of());
        String namespace = labels[count - 2];
        if (count == 2)
            return table.hasNamespace(namespace) ? found(List.of()) : new Answer.Unknown();
        var records = table.find(namespace, labels[count - 3]);
        if (records == null) return new Answer.Unknown();
        if (count == 3) return whole(question, type, records);
        if (count == 4) return host(question, type, records, labels[0]);
        if (count == 5 && labels[0].startsWith("_") && labels[1].startsWith("_")) {
            return port(question, type, records, labels[0].substring(1), labels[1].substring(1));
        }
        return new Answer.Unknown();
    }

    private Answer whole(Name question, int type, ServiceRecords records) {
        if (records.externalName() != null) return alias(question, records.externalName());
        if (type == Type.SRV) return servers(question, records, "", "");
        if (records.headless() && records.hosts().isEmpty()) return new Answer.Unknown();
        return found(addresses(question, type, records.addresses()));
    }

    private Answer alias(Name question, String externalName) {
        try {
            var target = Name.fromString(externalName, Name.root);
            return new Answer.Alias(new CNAMERecord(question, DClass.IN, ttl, target), target);
        } catch (TextParseException e) {
            return new Answer.Unknown();
        }
    }

    private Answer host(Name question, int type, ServiceRecords records, String label) {
        var host = records.hosts().get(label);
        if (host == null) return new Answer.Unknown();
        return found(addresses(question, type, host.addresses()));
    }

    private Answer port(
            Name question, int type, ServiceRecords records, String port, String protocol) {
        var servers = servers(question, records, port, protocol);
        if (servers.answers().isEmpty()) return new Answer.Unknown();
        return type == Type.SRV || type == Type.ANY ? servers : found(List.of());
    }

    /// SRV records of the ports with that name and protocol; "" means any.
    private Answer.Found servers(
            Name question, ServiceRecords records, String port, String protocol) {
        var answers = new ArrayList<Record>();
        var additional = new ArrayList<Record>();
        String service = records.name() + "." + records.namespace() + ".svc";
        for (var each : records.ports()) {
            if (records.headless() || !matches(each, port, protocol)) continue;
            var target = below(service);
            answers.add(server(question, each.number(), target));
            additional.addAll(addresses(target, Type.ANY, records.clusterIps()));
        }
        records.hosts()
                .forEach((label, host) -> {
                    for (var each : host.ports()) {
                        if (!matches(each, port, protocol)) continue;
                        var target = below(label + "." + service);
                        answers.add(server(question, each.number(), target));
                        additional.addAll(addresses(target, Type.ANY, host.addresses()));
                    }
                });
        return new Answer.Found(answers, additional);
    }

    private Record server(Name question, int port, Name target) {
        return new SRVRecord(question, DClass.IN, ttl, 0, SRV_WEIGHT, port, target);
    }

    private static boolean matches(ServiceRecords.Port each, String port, String protocol) {
        if (port.isEmpty()) return true;
        return each.name().equals(port) && each.protocol().equals(protocol);
    }

    /// `10-0-0-1.<namespace>.pod`: answered for every address, as long as the namespace exists.
    private Answer pod(Name question, int type, String[] labels) {
        if (labels.length == 1) return found(List.of());
        String namespace = labels[labels.length - 2];
        if (!table.hasNamespace(namespace)) return new Answer.Unknown();
        if (labels.length == 2) return found(List.of());
        var address = labels.length == 3 ? Addresses.undashed(labels[0]) : null;
        if (address == null) return new Answer.Unknown();
        return found(addresses(question, type, List.of(address)));
    }

    private Answer reverse(Name question, int type) {
        var address = reverseAddress(question);
        String name = address == null ? null : table.nameOf(address);
        if (name == null) return new Answer.Elsewhere();
        if (type != Type.PTR && type != Type.ANY) return found(List.of());
        return found(List.of(new PTRRecord(question, DClass.IN, ttl, below(name + ".svc"))));
    }

    private static boolean isReverse(Name question) {
        String top = question.getLabelString(question.labels() - 3);
        return (top.equalsIgnoreCase("in-addr") || top.equalsIgnoreCase("ip6"))
                && question.getLabelString(question.labels() - 2).equalsIgnoreCase("arpa");
    }

    private static @Nullable InetAddress reverseAddress(Name question) {
        try {
            return ReverseMap.fromName(question);
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }

    private List<Record> addresses(Name name, int type, List<InetAddress> addresses) {
        var records = new ArrayList<Record>(addresses.size());
        for (var address : addresses) {
            if (address instanceof Inet4Address && (type == Type.A || type == Type.ANY)) {
                records.add(new ARecord(name, DClass.IN, ttl, address));
            } else if (address instanceof Inet6Address && (type == Type.AAAA || type == Type.ANY)) {
                records.add(new AAAARecord(name, DClass.IN, ttl, address));
            }
        }
        return records;
    }

    private static Answer.Found found(List<? extends Record> records) {
        return new Answer.Found(List.copyOf(records), List.of());
    }

    private String[] labelsBelowZone(Name question) {
        int count = question.labels() - zone.labels();
        String[] labels = new String[count];
        for (int i = 0; i < count; i++)
            labels[i] = question.getLabelString(i).toLowerCase(Locale.ROOT);
        return labels;
    }

    private Name below(String prefix) {
        try {
            return Name.concatenate(Name.fromString(prefix), zone);
        } catch (TextParseException | NameTooLongException e) {
            throw new IllegalArgumentException("not a DNS name: " + prefix + "." + zone, e);
        }
    }
}
