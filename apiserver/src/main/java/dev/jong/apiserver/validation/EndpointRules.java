package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.EndpointAddress;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointHints;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.discovery.v1.ForNode;
import dev.jong.api.discovery.v1.ForZone;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Endpoints and EndpointSlices.
public final class EndpointRules {
    private static final FieldPath ENDPOINTS = FieldPath.of("endpoints");
    private static final FieldPath PORTS = FieldPath.of("ports");
    private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");

    private static final int MOST_HINTS = 8;

    private EndpointRules() {}

    /// Why nobody could be reached at the address.
    public static List<String> unreachable(String text) {
        var ip = IpAddress.of(text);
        if (ip.isUnspecified()) {
            return List.of("may not be unspecified (" + text + ")");
        }
        if (ip.isLoopback()) {
            return List.of("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (ip.isLinkLocalUnicast()) {
            return List.of("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        return ip.isLinkLocalMulticast()
                ? List.of("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
                : List.of();
    }

    static List<FieldError> endpoints(Endpoints endpoints) {
        var errors = new FieldErrors();
        for (int i = 0; i < endpoints.subsets().size(); i++) {
            var subset = endpoints.subsets().get(i);
            var at = FieldPath.of("subsets").index(i);
            if (subset.addresses().isEmpty() && subset.notReadyAddresses().isEmpty()) {
                errors.required(at, "must specify `addresses` or `notReadyAddresses`");
            }
            addresses(subset.addresses(), at.child("addresses"), errors);
            addresses(subset.notReadyAddresses(), at.child("notReadyAddresses"), errors);
            for (int j = 0; j < subset.ports().size(); j++) {
                var port = subset.ports().get(j);
                var where = at.child("ports").index(j);
                var name = port.name();
                if (name != null) {
                    errors.invalidEach(where.child("name"), name, Names.label(name));
                } else if (subset.ports().size() > 1) {
                    errors.required(where.child("name"), "");
                }
                errors.invalidEach(
                        where.child("port"), port.port(), FieldNames.portNumber(port.port()));
                errors.oneOf(where.child("protocol"), port.protocol(), ContainerRules.PROTOCOLS);
                application(port.appProtocol(), where, errors);
            }
        }
        return errors.list();
    }

    private static void addresses(
            List<EndpointAddress> addresses, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < addresses.size(); i++) {
            var at = path.index(i).child("ip");
            ip(addresses.get(i).ip(), at, errors);
            if (IpAddress.parse(addresses.get(i).ip()).isEmpty()) {
                errors.invalid(at, addresses.get(i).ip(), "must be a valid IP address");
            }
            var node = addresses.get(i).nodeName();
            if (node != null) {
                errors.invalidEach(path.index(i).child("nodeName"), node, Names.subdomain(node));
            }
            var hostname = addresses.get(i).hostname();
            if (hostname != null && !hostname.isEmpty()) {
                errors.invalidEach(
                        path.index(i).child("hostname"), hostname, Names.label(hostname));
            }
        }
    }

    private static void ip(String ip, FieldPath path, FieldErrors errors) {
        var wrong = IpAddress.strictly(ip);
        errors.invalidEach(path, ip, wrong.isEmpty() ? unreachable(ip) : wrong);
    }

    private static void application(@Nullable String protocol, FieldPath port, FieldErrors errors) {
        if (protocol != null) {
            errors.invalidEach(port.child("appProtocol"), protocol, Labels.key(protocol));
        }
    }

    static List<FieldError> slice(EndpointSlice slice) {
        var errors = new FieldErrors();
        errors.oneOf(FieldPath.of("addressType"), slice.addressType(), TYPES);
        var names = new HashSet<String>();
        for (int i = 0; i < slice.ports().size(); i++) {
            var port = slice.ports().get(i);
            var at = PORTS.index(i);
            var name = port.name() == null ? "" : port.name();
            if (!name.isEmpty()) {
                errors.invalidEach(at.child("name"), name, Names.label(name));
            }
            if (!names.add(name)) {
                errors.duplicate(at.child("name"), name);
            }
            errors.known(at.child("protocol"), port.protocol(), ContainerRules.PROTOCOLS);
            application(port.appProtocol(), at, errors);
        }
        if (slice.endpoints().size() > 1000) {
            errors.add(FieldError.tooMany(ENDPOINTS, slice.endpoints().size(), 1000));
        }
        for (int i = 0; i < slice.endpoints().size(); i++) {
            endpoint(slice.endpoints().get(i), slice.addressType(), ENDPOINTS.index(i), errors);
        }
        return errors.list();
    }

    private static void endpoint(Endpoint endpoint, String type, FieldPath at, FieldErrors errors) {
        if (endpoint.addresses().isEmpty()) {
            errors.required(at.child("addresses"), "must contain at least 1 address");
        }
        if (endpoint.addresses().size() > 100) {
            errors.add(FieldError.tooMany(at.child("addresses"), endpoint.addresses().size(), 100));
        }
        for (int i = 0; i < endpoint.addresses().size(); i++) {
            var address = endpoint.addresses().get(i);
            var path = at.child("addresses").index(i);
            if (type.equals("FQDN")) {
                errors.invalidEach(path, address, Names.subdomain(address));
            } else {
                ip(address, path, errors);
                var family = IpAddress.parse(address).map(IpAddress::family).orElse(type);
                if (!family.equals(type) && TYPES.contains(type)) {
                    errors.invalid(path, address, "must be an " + type + " address");
                }
            }
        }
        var node = endpoint.nodeName();
        if (node != null) {
            errors.invalidEach(at.child("nodeName"), node, Names.subdomain(node));
        }
        var hostname = endpoint.hostname();
        if (hostname != null) {
            errors.invalidEach(at.child("hostname"), hostname, Names.label(hostname));
        }
        var hints = endpoint.hints();
        if (hints != null) {
            hints(hints, at.child("hints"), errors);
        }
    }

    private static void hints(EndpointHints hints, FieldPath at, FieldErrors errors) {
        var zones = hints.forZones().stream().map(ForZone::name).toList();
        var nodes = hints.forNodes().stream().map(ForNode::name).toList();
        if (zones.size() > MOST_HINTS) {
            errors.add(FieldError.tooMany(at.child("forZones"), zones.size(), MOST_HINTS));
            return;
        }
        names(zones, at.child("forZones"), errors, Labels::value);
        if (nodes.size() > MOST_HINTS) {
            errors.add(FieldError.tooMany(at.child("forNodes"), nodes.size(), MOST_HINTS));
            return;
        }
        names(nodes, at.child("forNodes"), errors, Names::subdomain);
    }

    private static void names(
            List<String> names,
            FieldPath path,
            FieldErrors errors,
            Function<String, List<String>> rule) {
        var seen = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            var at = path.index(i).child("name");
            if (!seen.add(names.get(i))) {
                errors.duplicate(at, names.get(i));
            }
            errors.invalidEach(at, names.get(i), rule.apply(names.get(i)));
        }
    }

    static List<FieldError> sliceUpdate(EndpointSlice now, EndpointSlice old) {
        return new FieldErrors()
                .immutable(FieldPath.of("addressType"), now.addressType(), old.addressType())
                .list();
    }
}
