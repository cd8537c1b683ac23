package dev.jong.apiserver.validation;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.TypedLocalObjectReference;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Names;
import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import dev.jong.api.networking.v1.HTTPIngressPath;
import dev.jong.api.networking.v1.IPBlock;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressBackend;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.networking.v1.NetworkPolicyPeer;
import dev.jong.api.networking.v1.NetworkPolicyPort;
import java.util.List;

/// Ingresses and NetworkPolicies.
public final class NetworkingRules {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private NetworkingRules() {}

    static List<FieldError> ingress(Ingress ingress) {
        var errors = new FieldErrors();
        var spec = ingress.spec();
        var standard = spec.defaultBackend();
        if (spec.rules().isEmpty() && standard == null) {
            errors.invalid(SPEC, null, "either `defaultBackend` or `rules` must be specified");
        }
        if (standard != null) {
            backend(standard, SPEC.child("defaultBackend"), errors);
        }
        for (int i = 0; i < spec.rules().size(); i++) {
            var rule = spec.rules().get(i);
            var at = SPEC.child("rules").index(i);
            var host = rule.host();
            if (host != null) {
                host(host, at.child("host"), errors);
            }
            var http = rule.http();
            if (http != null) {
                if (http.paths().isEmpty()) {
                    errors.required(at.child("http").child("paths"), "");
                }
                for (int j = 0; j < http.paths().size(); j++) {
                    path(http.paths().get(j), at.child("http").child("paths").index(j), errors);
                }
            }
        }
        for (int i = 0; i < spec.tls().size(); i++) {
            var tls = spec.tls().get(i);
            var at = SPEC.child("tls").index(i);
            for (int j = 0; j < tls.hosts().size(); j++) {
                var host = tls.hosts().get(j);
                errors.invalidEach(
                        at.child("hosts").index(j),
                        host,
                        host.contains("*") ? Names.wildcardSubdomain(host) : Names.subdomain(host));
            }
            var secret = tls.secretName();
            if (secret != null && !secret.isEmpty()) {
                errors.invalidEach(at.child("secretName"), secret, Names.subdomain(secret));
            }
        }
        var name = spec.ingressClassName();
        if (name != null) {
            errors.invalidEach(SPEC.child("ingressClassName"), name, Names.subdomain(name));
        }
        return errors.list();
    }

    private static void host(String host, FieldPath path, FieldErrors errors) {
        if (IpAddress.parse(host).isPresent()) {
            errors.invalid(path, host, "must be a DNS name, not an IP address");
        }
        errors.invalidEach(
                path,
                host,
                host.contains("*") ? Names.wildcardSubdomain(host) : Names.subdomain(host));
    }

    private static void path(HTTPIngressPath path, FieldPath at, FieldErrors errors) {
        var type = path.pathType();
        var text = path.path() == null ? "" : path.path();
        if (type == null) {
            errors.required(at.child("pathType"), "pathType must be specified");
            return;
        }
        switch (type) {
            case "Exact", "Prefix" -> {
                if (!text.startsWith("/")) {
                    errors.invalid(at.child("path"), text, "must be an absolute path");
                }
                for (var part : List.of("//", "/./", "/../", "%2f", "%2F")) {
                    if (text.contains(part)) {
                        errors.invalid(at.child("path"), text, "must not contain '" + part + "'");
                    }
                }
                for (var end : List.of("/..", "/.")) {
                    if (text.endsWith(end)) {
                        errors.invalid(at.child("path"), text, "cannot end with '" + end + "'");
                    }
                }
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty() && !text.startsWith("/")) {
                    errors.invalid(at.child("path"), text, "must be an absolute path");
                }
            }
            default ->
                    errors.notSupported(
                            at.child("pathType"),
                            type,
                            List.of("Exact", "ImplementationSpecific", "Prefix"));
        }
        backend(path.backend(), at.child("backend"), errors);
    }

    private static void resource(
            TypedLocalObjectReference resource, FieldPath at, FieldErrors errors) {
        var group = resource.apiGroup();
        if (group != null) {
            errors.invalidEach(at.child("apiGroup"), group, Names.subdomain(group));
        }
        segment(resource.kind(), at.child("kind"), errors);
        segment(resource.name(), at.child("name"), errors);
    }

    private static void segment(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
        } else {
            errors.invalidEach(path, name, Names.pathSegment(name));
        }
    }

    private static void backend(IngressBackend backend, FieldPath at, FieldErrors errors) {
        var service = backend.service();
        var resource = backend.resource();
        if (service == null && resource == null) {
            errors.invalid(at, "", "resource or service backend is required");
            return;
        }
        if (service != null && resource != null) {
            errors.invalid(at, "", "cannot set both resource and service backends");
            return;
        }
        if (service == null) {
            if (resource != null) {
                resource(resource, at.child("resource"), errors);
            }
            return;
        }
        if (service.name().isEmpty()) {
            errors.required(at.child("service", "name"), "");
        } else {
            errors.invalidEach(
                    at.child("service", "name"), service.name(), Names.label(service.name()));
        }
        var name = service.port().name();
        int number = service.port().number();
        if (name != null && number != 0) {
            errors.invalid(at, "", "cannot set both port name & port number");
        } else if (name != null) {
            errors.invalidEach(
                    at.child("service", "port", "name"), name, FieldNames.portName(name));
        } else if (number != 0) {
            errors.invalidEach(
                    at.child("service", "port", "number"), number, FieldNames.portNumber(number));
        } else {
            errors.required(at, "port name or number is required");
        }
    }

    static List<FieldError> policy(NetworkPolicy policy) {
        var errors = new FieldErrors();
        var spec = policy.spec();
        SelectorRules.check(spec.podSelector(), SPEC.child("podSelector"), errors);
        for (int i = 0; i < spec.ingress().size(); i++) {
            var at = SPEC.child("ingress").index(i);
            ports(spec.ingress().get(i).ports(), at.child("ports"), errors);
            peers(spec.ingress().get(i).from(), at.child("from"), errors);
        }
        for (int i = 0; i < spec.egress().size(); i++) {
            var at = SPEC.child("egress").index(i);
            ports(spec.egress().get(i).ports(), at.child("ports"), errors);
            peers(spec.egress().get(i).to(), at.child("to"), errors);
        }
        if (spec.policyTypes().size() > 2) {
            errors.invalid(
                    SPEC.child("policyTypes"),
                    spec.policyTypes(),
                    "may not specify more than two policyTypes");
            return errors.list();
        }
        for (int i = 0; i < spec.policyTypes().size(); i++) {
            errors.known(
                    SPEC.child("policyTypes").index(i),
                    spec.policyTypes().get(i),
                    List.of("Ingress", "Egress"));
        }
        return errors.list();
    }

    /// What is wrong with where an Ingress is reached.
    public static List<FieldError> status(Ingress ingress) {
        var errors = new FieldErrors();
        var places = ingress.status().loadBalancer().ingress();
        for (int i = 0; i < places.size(); i++) {
            var at = FieldPath.of("status", "loadBalancer", "ingress").index(i);
            var ip = places.get(i).ip();
            if (ip != null && !ip.isEmpty()) {
                errors.invalidEach(at.child("ip"), ip, IpAddress.strictly(ip));
            }
            var host = places.get(i).hostname();
            if (host != null && !host.isEmpty()) {
                errors.invalidEach(at.child("hostname"), host, Names.subdomain(host));
                if (IpAddress.parse(host).isPresent()) {
                    errors.invalid(
                            at.child("hostname"), host, "must be a DNS name, not an IP address");
                }
            }
        }
        return errors.list();
    }

    private static void ports(List<NetworkPolicyPort> ports, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var at = path.index(i);
            var protocol = port.protocol();
            errors.known(at.child("protocol"), protocol, List.of("TCP", "UDP", "SCTP"));
            var number = port.port();
            var end = port.endPort();
            if (number != null) {
                ProbeRules.port(number, at.child("port"), errors);
            }
            if (end == null) {
                continue;
            }
            switch (number) {
                case null ->
                        errors.invalid(
                                at.child("endPort"),
                                end,
                                "may not be specified when `port` is not specified");
                case IntOrString.OfString _ ->
                        errors.invalid(
                                at.child("endPort"),
                                end,
                                "may not be specified when `port` is non-numeric");
                case IntOrString.OfInt(var first) -> {
                    if (end < first) {
                        errors.invalid(
                                at.child("endPort"),
                                first,
                                "must be greater than or equal to `port`");
                    }
                    errors.invalidEach(at.child("endPort"), end, FieldNames.portNumber(end));
                }
            }
        }
    }

    private static void peers(List<NetworkPolicyPeer> peers, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < peers.size(); i++) {
            var peer = peers.get(i);
            var at = path.index(i);
            SelectorRules.check(peer.podSelector(), at.child("podSelector"), errors);
            SelectorRules.check(peer.namespaceSelector(), at.child("namespaceSelector"), errors);
            var block = peer.ipBlock();
            boolean selects = peer.podSelector() != null || peer.namespaceSelector() != null;
            if (block != null) {
                block(block, at.child("ipBlock"), errors);
                if (selects) {
                    errors.forbidden(at, "may not specify both ipBlock and another peer");
                }
            } else if (!selects) {
                errors.required(at, "must specify a peer");
            }
        }
    }

    private static void block(IPBlock block, FieldPath at, FieldErrors errors) {
        if (block.cidr().isEmpty()) {
            errors.required(at.child("cidr"), "");
            return;
        }
        errors.invalidEach(at.child("cidr"), block.cidr(), Cidr.strictly(block.cidr()));
        var whole = Cidr.parse(block.cidr());
        for (int i = 0; i < block.except().size(); i++) {
            var text = block.except().get(i);
            var path = at.child("except").index(i);
            errors.invalidEach(path, text, Cidr.strictly(text));
            var part = Cidr.parse(text);
            boolean inside =
                    whole.isEmpty()
                            || part.isEmpty()
                            || (whole.get().contains(part.get())
                                    && part.get().prefix() > whole.get().prefix());
            if (!inside) {
                errors.invalid(path, text, "must be a strict subset of `cidr`");
            }
        }
    }
}
