package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSecurityContext;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.Sysctl;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Pods and the templates they are made from.
final class PodRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final String SYSCTL_PART = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String SYSCTL_FORMAT = "(" + SYSCTL_PART + "[\\./])*" + SYSCTL_PART;
    private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);

    private PodRules() {}

    static List<FieldError> pod(Pod pod) {
        var errors = new FieldErrors();
        spec(pod.spec(), SPEC, errors);
        return errors.list();
    }

    static void template(PodTemplateSpec template, FieldPath path, FieldErrors errors) {
        SelectorRules.labels(
                template.metadata().labels(), path.child("metadata", "labels"), errors);
        template.metadata()
                .annotations()
                .keySet()
                .forEach(key ->
                        errors.invalidEach(
                                path.child("metadata", "annotations"),
                                key,
                                Labels.key(key.toLowerCase(Locale.ROOT))));
        spec(template.spec(), path.child("spec"), errors);
        if (!template.spec().ephemeralContainers().isEmpty()) {
            errors.forbidden(
                    path.child("spec", "ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    static void spec(PodSpec spec, FieldPath path, FieldErrors errors) {
        var volumes = VolumeRules.check(spec.volumes(), path.child("volumes"), errors);
        ContainerRules.all(spec, volumes, path, errors);
        ResourceRules.overhead(spec.overhead(), path.child("overhead"), errors);
        var whole = spec.resources();
        if (whole != null) {
            ResourceRules.check(whole, path.child("resources"), errors);
        }
        errors.oneOf(path.child("restartPolicy"), spec.restartPolicy(), RESTART);
        errors.oneOf(path.child("dnsPolicy"), spec.dnsPolicy(), DNS);
        SelectorRules.labels(spec.nodeSelector(), path.child("nodeSelector"), errors);
        security(spec, path.child("securityContext"), errors);
        PlacementRules.affinity(spec.affinity(), path.child("affinity"), errors);
        dnsConfig(spec, path.child("dnsConfig"), errors);
        for (int i = 0; i < spec.readinessGates().size(); i++) {
            var type = spec.readinessGates().get(i).conditionType();
            errors.invalidEach(
                    path.child("readinessGates").index(i).child("conditionType"),
                    type,
                    Labels.key(type));
        }
        gates(spec, path.child("schedulingGates"), errors);
        PlacementRules.spread(
                spec.topologySpreadConstraints(), path.child("topologySpreadConstraints"), errors);
        named(spec.serviceAccountName(), path.child("serviceAccountName"), errors);
        named(spec.nodeName(), path.child("nodeName"), errors);
        PlacementRules.deadline(
                spec.activeDeadlineSeconds(), path.child("activeDeadlineSeconds"), errors);
        label(spec.hostname(), path.child("hostname"), errors);
        label(spec.subdomain(), path.child("subdomain"), errors);
        PlacementRules.tolerations(spec.tolerations(), path.child("tolerations"), errors);
        hostAliases(spec, path.child("hostAliases"), errors);
        named(spec.priorityClassName(), path.child("priorityClassName"), errors);
        named(spec.runtimeClassName(), path.child("runtimeClassName"), errors);
        var preemption = spec.preemptionPolicy();
        if (preemption != null) {
            errors.oneOf(
                    path.child("preemptionPolicy"),
                    preemption,
                    List.of("PreemptLowerPriority", "Never"));
        }
        EphemeralRules.check(spec, volumes, path, errors);
        hostNetwork(spec, path, errors);
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null) {
            errors.invalidEach(path, name, Names.subdomain(name));
        }
    }

    private static void label(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null) {
            errors.invalidEach(path, name, Names.label(name));
        }
    }

    private static void gates(PodSpec spec, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < spec.schedulingGates().size(); i++) {
            var name = spec.schedulingGates().get(i).name();
            errors.invalidEach(path.index(i), name, Labels.key(name));
            if (!seen.add(name)) {
                errors.duplicate(path.index(i), name);
            }
        }
    }

    private static void hostAliases(PodSpec spec, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < spec.hostAliases().size(); i++) {
            var alias = spec.hostAliases().get(i);
            errors.invalidEach(
                    path.index(i).child("ip"), alias.ip(), IpAddress.strictly(alias.ip()));
            for (int j = 0; j < alias.hostnames().size(); j++) {
                var name = alias.hostnames().get(j);
                errors.invalidEach(
                        path.index(i).child("hostnames").index(j), name, Names.subdomain(name));
            }
        }
    }

    private static void hostNetwork(PodSpec spec, FieldPath path, FieldErrors errors) {
        if (!spec.hostNetwork()) {
            return;
        }
        for (int i = 0; i < spec.containers().size(); i++) {
            var ports = spec.containers().get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                var port = ports.get(j);
                if (port.hostPort() != 0 && port.hostPort() != port.containerPort()) {
                    errors.invalid(
                            path.child("containers")
                                    .index(i)
                                    .child("ports")
                                    .index(j)
                                    .child("hostPort"),
                            port.hostPort(),
                            "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void security(PodSpec spec, FieldPath path, FieldErrors errors) {
        PodSecurityContext context = spec.securityContext();
        if (context == null) {
            return;
        }
        ContainerRules.identity(context.fsGroup(), path.child("fsGroup"), errors);
        ContainerRules.identity(context.runAsUser(), path.child("runAsUser"), errors);
        ContainerRules.identity(context.runAsGroup(), path.child("runAsGroup"), errors);
        for (int i = 0; i < context.supplementalGroups().size(); i++) {
            ContainerRules.identity(
                    context.supplementalGroups().get(i),
                    path.child("supplementalGroups").index(i),
                    errors);
        }
        sysctls(context.sysctls(), path.child("sysctls"), errors);
        var change = context.fsGroupChangePolicy();
        if (change != null) {
            errors.oneOf(
                    path.child("fsGroupChangePolicy"), change, List.of("Always", "OnRootMismatch"));
        }
    }

    private static void sysctls(List<Sysctl> sysctls, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < sysctls.size(); i++) {
            var name = sysctls.get(i).name();
            var at = path.index(i).child("name");
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (name.length() > 253 || !SYSCTL.matcher(name).matches()) {
                errors.invalid(
                        at,
                        name,
                        "must have at most 253 characters and match regex ^" + SYSCTL_FORMAT + "$");
            } else if (!names.add(name.replace('/', '.'))) {
                errors.duplicate(at, name);
            }
        }
    }

    private static void dnsConfig(PodSpec spec, FieldPath path, FieldErrors errors) {
        var config = spec.dnsConfig();
        if ("None".equals(spec.dnsPolicy()) && (config == null || config.nameservers().isEmpty())) {
            errors.required(
                    config == null ? path : path.child("nameservers"),
                    "must provide "
                            + (config == null ? "`dnsConfig`" : "at least one DNS nameserver")
                            + " when `dnsPolicy` is None");
        }
        if (config == null) {
            return;
        }
        if (config.nameservers().size() > 3) {
            errors.invalid(
                    path.child("nameservers"),
                    config.nameservers(),
                    "must not have more than 3 nameservers");
        }
        for (int i = 0; i < config.nameservers().size(); i++) {
            var server = config.nameservers().get(i);
            errors.invalidEach(
                    path.child("nameservers").index(i), server, IpAddress.strictly(server));
        }
        if (config.searches().size() > 32) {
            errors.invalid(
                    path.child("searches"),
                    config.searches(),
                    "must not have more than 32 search paths");
        }
        for (int i = 0; i < config.options().size(); i++) {
            if (config.options().get(i).name() == null) {
                errors.required(path.child("options").index(i), "must not be empty");
            }
        }
    }
}
