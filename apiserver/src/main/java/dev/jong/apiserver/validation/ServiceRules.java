package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
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
        var policy = spec.ipFamilyPolicy();
        if (policy != null) {
            errors.oneOf(
                    SPEC.child("ipFamilyPolicy"),
                    policy,
                    List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
        }
        var families = new HashSet<String>();
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            var family = spec.ipFamilies().get(i);
            errors.oneOf(SPEC.child("ipFamilies").index(i), family, List.of("IPv4", "IPv6"));
            if (!families.add(family)) {
                errors.duplicate(SPEC.child("ipFamilies").index(i), family);
            }
        }
        var ips = spec.clusterIps();
        if (!ips.isEmpty()
                && !ips.getFirst().equals(spec.clusterIp() == null ? "" : spec.clusterIp())) {
            errors.invalid(IPS, ips, "first value must match `clusterIP`");
        }
        if (ips.size() > 2) {
            errors.invalid(IPS, ips, "may only hold up to 2 values");
        }
        for (int i = 0; i < ips.size(); i++) {
            var ip = ips.get(i);
            if (ip.isEmpty() || (ip.equals("None") && i == 0 && ips.size() == 1)) {
                continue;
            }
            if (ip.equals("None")) {
                errors.invalid(
                        i == 0 ? IPS.index(1) : IPS.index(i),
                        i == 0 ? ips.get(1) : ip,
                        "may not be set to 'None'");
            } else {
                errors.invalidEach(IPS.index(i), ip, IpAddress.strictly(ip));
            }
        }
        for (int i = 0; i < spec.externalIps().size(); i++) {
            var ip = spec.externalIps().get(i);
            var at = SPEC.child("externalIPs").index(i);
            var wrong = IpAddress.strictly(ip);
            errors.invalidEach(at, ip, wrong.isEmpty() ? EndpointRules.unreachable(ip) : wrong);
        }
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
        if (spec.loadBalancerClass() != null && !balanced) {
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
        var internal = spec.internalTrafficPolicy();
        if (internal != null) {
            errors.oneOf(
                    SPEC.child("internalTrafficPolicy"), internal, List.of("Cluster", "Local"));
        }
        var distribution = spec.trafficDistribution();
        if (distribution != null) {
            errors.oneOf(
                    SPEC.child("trafficDistribution"),
                    distribution,
                    List.of("PreferClose", "PreferSameZone", "PreferSameNode"));
        }
        if (spec.healthCheckNodePort() != 0 && !(balanced && "Local".equals(external))) {
            errors.invalid(
                    SPEC.child("healthCheckNodePort"),
                    spec.healthCheckNodePort(),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                            + " 'Local'");
        }
    }

    static List<FieldError> update(Service now, Service old) {
        var errors = new FieldErrors();
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
