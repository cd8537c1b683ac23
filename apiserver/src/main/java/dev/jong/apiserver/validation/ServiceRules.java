package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.LoadBalancerIngress;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Services.
final class ServiceRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath IPS = SPEC.child("clusterIPs");
    private static final List<String> TYPES =
            List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");

    private ServiceRules() {}

    static List<FieldError> check(Service service) {
        var errors = new FieldErrors();
        clusterIps(service.spec(), errors);
        // Addresses are given out before the rest is looked at.
        if (!errors.isEmpty()) {
            return errors.list();
        }
        var spec = service.spec();
        boolean headless =
                !spec.clusterIps().isEmpty() && spec.clusterIps().getFirst().equals("None");
        var type = spec.type() == null ? "" : spec.type();
        if (spec.ports().isEmpty() && !headless && !type.equals("ExternalName")) {
            errors.required(SPEC.child("ports"), "");
        }
        switch (type) {
            case "LoadBalancer", "NodePort" -> {
                if (headless) {
                    errors.invalid(
                            IPS.index(0),
                            "None",
                            "may not be set to 'None' for " + type + " services");
                }
            }
            case "ExternalName" -> externalName(service, errors);
            default -> errors.oneOf(SPEC.child("type"), spec.type(), TYPES);
        }
        ports(service, errors);
        SelectorRules.labels(spec.selector(), SPEC.child("selector"), errors);
        affinity(service, errors);
        addresses(service, errors);
        traffic(service, type, errors);
        return errors.list();
    }

    private static void externalName(Service service, FieldErrors errors) {
        var spec = service.spec();
        var not = "may not be set for ExternalName services";
        if (!spec.clusterIps().isEmpty()) {
            errors.forbidden(IPS, not);
        }
        if (!spec.ipFamilies().isEmpty()) {
            errors.forbidden(SPEC.child("ipFamilies"), not);
        }
        if (spec.ipFamilyPolicy() != null) {
            errors.forbidden(SPEC.child("ipFamilyPolicy"), not);
        }
        var name = spec.externalName();
        if (name == null) {
            errors.required(SPEC.child("externalName"), "");
            return;
        }
        var plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        errors.invalidEach(SPEC.child("externalName"), plain, Names.subdomain(plain));
    }

    private static void ports(Service service, FieldErrors errors) {
        var ports = service.spec().ports();
        var names = new HashSet<String>();
        var numbers = new HashSet<String>();
        var nodePorts = new HashSet<String>();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var at = SPEC.child("ports").index(i);
            port(port, ports.size() > 1, names, at, errors);
            if (port.nodePort() != 0) {
                if ("ClusterIP".equals(service.spec().type())) {
                    errors.forbidden(
                            at.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
                }
                if (!nodePorts.add(port.protocol() + "/" + port.nodePort())) {
                    errors.duplicate(at.child("nodePort"), port.nodePort());
                }
            }
            if (!numbers.add(port.protocol() + "/" + port.port())) {
                errors.duplicate(
                        at,
                        new FieldError.Written(
                                "{\"Name\":\"\",\"Protocol\":\""
                                        + port.protocol()
                                        + "\",\"AppProtocol\":null,\"Port\":"
                                        + port.port()
                                        + ",\"TargetPort\":0,\"NodePort\":0}"));
            }
        }
    }

    private static void port(
            ServicePort port, boolean named, Set<String> names, FieldPath at, FieldErrors errors) {
        var name = port.name();
        if (name == null) {
            if (named) {
                errors.required(at.child("name"), "");
            }
        } else {
            errors.invalidEach(at.child("name"), name, Names.label(name));
            if (!names.add(name)) {
                errors.duplicate(at.child("name"), name);
            }
        }
        errors.invalidEach(at.child("port"), port.port(), FieldNames.portNumber(port.port()));
        errors.oneOf(at.child("protocol"), port.protocol(), ContainerRules.PROTOCOLS);
        ProbeRules.port(port.targetPort(), at.child("targetPort"), errors);
        var application = port.appProtocol();
        if (application != null) {
            errors.invalidEach(at.child("appProtocol"), application, Labels.key(application));
        }
    }

    private static void affinity(Service service, FieldErrors errors) {
        var spec = service.spec();
        errors.oneOf(
                SPEC.child("sessionAffinity"), spec.sessionAffinity(), List.of("ClientIP", "None"));
        var config = spec.sessionAffinityConfig();
        var client = config == null ? null : config.clientIp();
        var seconds = client == null ? null : client.timeoutSeconds();
        if (seconds != null && (seconds <= 0 || seconds > 86_400)) {
            errors.invalid(
                    SPEC.child("sessionAffinityConfig", "clientIP", "timeoutSeconds"),
                    seconds,
                    "must be greater than 0 and less than 86400");
        }
    }

    private static void addresses(Service service, FieldErrors errors) {
        var spec = service.spec();
        for (int i = 0; i < spec.externalIps().size(); i++) {
            var ip = spec.externalIps().get(i);
            var at = SPEC.child("externalIPs").index(i);
            var wrong = IpAddress.strictly(ip);
            errors.invalidEach(at, ip, wrong.isEmpty() ? EndpointRules.unreachable(ip) : wrong);
        }
    }

    private static void clusterIps(ServiceSpec spec, FieldErrors errors) {
        if ("ExternalName".equals(spec.type())) {
            return;
        }
        var first = Objects.requireNonNullElse(spec.clusterIp(), "");
        var ips = spec.clusterIps();
        if (first.isEmpty() && !ips.isEmpty()) {
            errors.invalid(IPS, ips, "must be empty when `clusterIP` is not specified");
        } else if (!ips.isEmpty() && !ips.getFirst().equals(first)) {
            errors.invalid(IPS, ips, "first value must match `clusterIP`");
        }
        var families = new HashSet<String>();
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            var family = spec.ipFamilies().get(i);
            errors.known(SPEC.child("ipFamilies").index(i), family, List.of("IPv4", "IPv6"));
            if (!families.add(family)) {
                errors.duplicate(SPEC.child("ipFamilies").index(i), family);
            }
        }
        errors.known(
                SPEC.child("ipFamilyPolicy"),
                spec.ipFamilyPolicy(),
                List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
        boolean sound = true;
        for (int i = 0; i < ips.size(); i++) {
            if (i == 0 && ips.getFirst().equals("None")) {
                if (ips.size() > 1) {
                    sound = false;
                    errors.invalid(IPS, ips, "'None' must be the first and only value");
                }
                continue;
            }
            var wrong = IpAddress.strictly(ips.get(i));
            sound &= wrong.isEmpty();
            errors.invalidEach(IPS.index(i), ips.get(i), wrong);
        }
        if (ips.size() > 2) {
            errors.invalid(IPS, ips, "may only hold up to 2 values");
        }
        if (sound) {
            matchFamilies(spec, errors);
        }
    }

    private static void matchFamilies(ServiceSpec spec, FieldErrors errors) {
        var ips = spec.clusterIps();
        if (ips.isEmpty() || ips.getFirst().equals("None")) {
            return;
        }
        if (ips.size() > 1 && ips.stream().map(ServiceRules::isSix).distinct().count() < 2) {
            errors.invalid(IPS, ips, "may specify no more than one IP for each IP family");
        }
        for (int i = 0; i < Math.min(ips.size(), spec.ipFamilies().size()); i++) {
            var family = spec.ipFamilies().get(i);
            boolean six = isSix(ips.get(i));
            if (family.equals("IPv4") && six || family.equals("IPv6") && !six) {
                errors.invalid(
                        IPS.index(i),
                        ips.get(i),
                        "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
    }

    private static boolean isSix(String ip) {
        return ip.indexOf(':') >= 0;
    }

    private static void traffic(Service service, String type, FieldErrors errors) {
        var spec = service.spec();
        boolean balanced = type.equals("LoadBalancer");
        var balancerOnly = "may only be used when `type` is 'LoadBalancer'";
        var ranges = spec.loadBalancerSourceRanges();
        var path = SPEC.child("LoadBalancerSourceRanges");
        if (!ranges.isEmpty() && !balanced) {
            errors.forbidden(path, balancerOnly);
        }
        for (int i = 0; i < ranges.size(); i++) {
            var range = ranges.get(i).strip();
            errors.invalidEach(path.index(i), range, Cidr.strictly(range));
        }
        if (spec.allocateLoadBalancerNodePorts() != null && !balanced) {
            errors.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), balancerOnly);
        }
        var balancer = spec.loadBalancerClass();
        if (balancer != null && balanced) {
            errors.invalidEach(SPEC.child("loadBalancerClass"), balancer, Labels.key(balancer));
        } else if (balancer != null) {
            errors.forbidden(SPEC.child("loadBalancerClass"), balancerOnly);
        }
        boolean outside =
                balanced
                        || type.equals("NodePort")
                        || (type.equals("ClusterIP") && !spec.externalIps().isEmpty());
        var external = spec.externalTrafficPolicy();
        if (!outside && external != null) {
            errors.invalid(
                    SPEC.child("externalTrafficPolicy"),
                    external,
                    "may only be set for externally-accessible services");
        } else if (outside) {
            errors.oneOf(
                    SPEC.child("externalTrafficPolicy"), external, List.of("Cluster", "Local"));
        }
        errors.known(
                SPEC.child("internalTrafficPolicy"),
                spec.internalTrafficPolicy(),
                List.of("Cluster", "Local"));
        errors.known(
                SPEC.child("trafficDistribution"),
                spec.trafficDistribution(),
                List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
        int health = spec.healthCheckNodePort();
        var at = SPEC.child("healthCheckNodePort");
        if (health != 0 && !isChecked(service)) {
            errors.invalid(
                    at,
                    health,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                            + " 'Local'");
        } else if (health != 0) {
            errors.invalidEach(at, health, FieldNames.portNumber(health));
        }
    }

    private static boolean isChecked(Service service) {
        return "LoadBalancer".equals(service.spec().type())
                && "Local".equals(service.spec().externalTrafficPolicy());
    }

    static List<FieldError> status(Service now, Service old) {
        var errors = new FieldErrors();
        var path = FieldPath.of("status", "loadBalancer", "ingress");
        var ingress = now.status().loadBalancer().ingress();
        if (!"LoadBalancer".equals(now.spec().type()) && !ingress.isEmpty()) {
            errors.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
            return errors.list();
        }
        for (int i = 0; i < ingress.size(); i++) {
            ingress(ingress.get(i), path.index(i), errors);
        }
        return errors.list();
    }

    private static void ingress(LoadBalancerIngress ingress, FieldPath path, FieldErrors errors) {
        var ip = Objects.requireNonNullElse(ingress.ip(), "");
        var mode = ingress.ipMode();
        if (!ip.isEmpty()) {
            errors.invalidEach(path.child("ip"), ip, IpAddress.strictly(ip));
        }
        if (mode == null && !ip.isEmpty()) {
            errors.required(path.child("ipMode"), "must be specified when `ip` is set");
        } else if (mode != null && ip.isEmpty()) {
            errors.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
        } else {
            errors.known(path.child("ipMode"), mode, List.of("Proxy", "VIP"));
        }
        var name = Objects.requireNonNullElse(ingress.hostname(), "");
        if (!name.isEmpty()) {
            errors.invalidEach(path.child("hostname"), name, Names.subdomain(name));
            if (IpAddress.strictly(name).isEmpty()) {
                errors.invalid(
                        path.child("hostname"), name, "must be a DNS name, not an IP address");
            }
        }
    }

    static List<FieldError> update(Service now, Service old) {
        var errors = new FieldErrors();
        clusterIps(now.spec(), errors);
        if (!errors.isEmpty()) {
            return List.of(); // told already
        }
        if (isChecked(now)
                && isChecked(old)
                && now.spec().healthCheckNodePort() != old.spec().healthCheckNodePort()) {
            errors.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable");
        }
        boolean named =
                "ExternalName".equals(now.spec().type())
                        || "ExternalName".equals(old.spec().type());
        var before = old.spec().clusterIps();
        var after = now.spec().clusterIps();
        if (!named
                && !before.isEmpty()
                && !after.isEmpty()
                && !before.getFirst().equals(after.getFirst())) {
            errors.invalid(IPS.index(0), after, "may not change once set");
        }
        if (!named && !before.isEmpty() && after.isEmpty()) {
            errors.invalid(IPS.index(0), after, "primary clusterIP can not be unset");
        }
        if ("LoadBalancer".equals(now.spec().type())
                && "LoadBalancer".equals(old.spec().type())
                && !Objects.equals(
                        now.spec().loadBalancerClass(), old.spec().loadBalancerClass())) {
            errors.invalid(
                    SPEC.child("loadBalancerClass"),
                    now.spec().loadBalancerClass(),
                    "may not change once set");
        }
        var families = old.spec().ipFamilies();
        if (!named
                && !families.isEmpty()
                && !now.spec().ipFamilies().isEmpty()
                && !families.getFirst().equals(now.spec().ipFamilies().getFirst())) {
            errors.invalid(
                    SPEC.child("ipFamilies").index(0),
                    now.spec().ipFamilies(),
                    "may not change once set");
        }
        return errors.list();
    }
}
