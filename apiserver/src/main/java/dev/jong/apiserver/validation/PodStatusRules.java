package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.HostIP;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodExtendedResourceClaimStatus;
import dev.jong.api.core.v1.PodIP;
import dev.jong.api.core.v1.PodResourceClaim;
import dev.jong.api.core.v1.PodResourceClaimStatus;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.net.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What kubelets and the scheduler may say of a Pod.
final class PodStatusRules {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final Set<String> OWN_CONDITIONS =
            Set.of("PodScheduled", "Ready", "Initialized");
    private static final String COUNTED = "must be a non-negative integer";

    private PodStatusRules() {}

    static List<FieldError> check(Pod now, Pod old) {
        var errors = new FieldErrors();
        var status = now.status();
        PodAnnotationRules.update(now, old, errors);
        conditions(status.conditions(), errors);
        nominated(now, old, errors);
        if (status.observedGeneration() < 0) {
            errors.invalid(
                    STATUS.child("observedGeneration"), status.observedGeneration(), COUNTED);
        }
        errors.immutable(
                STATUS.child("qosClass"),
                Objects.requireNonNullElse(status.qosClass(), ""),
                Objects.requireNonNullElse(old.status().qosClass(), ""));
        ContainerStatusRules.restarts(now.status(), old, errors);
        claims(status.resourceClaimStatuses(), now.spec().resourceClaims(), errors);
        extended(status.extendedResourceClaimStatus(), now.spec(), errors);
        addresses(now, old, errors);
        ContainerStatusRules.details(now, errors);
        return errors.list();
    }

    private static void conditions(List<PodCondition> conditions, FieldErrors errors) {
        for (int i = 0; i < conditions.size(); i++) {
            var condition = conditions.get(i);
            var path = STATUS.child("conditions").index(i);
            if (condition.observedGeneration() < 0) {
                errors.invalid(
                        path.child("observedGeneration"), condition.observedGeneration(), COUNTED);
            }
            if (!OWN_CONDITIONS.contains(condition.type())) {
                errors.invalidEach(
                        path.child("Type"), condition.type(), Labels.key(condition.type()));
            }
        }
    }

    private static void nominated(Pod now, Pod old, FieldErrors errors) {
        var name = now.status().nominatedNodeName();
        if (name == null || name.equals(old.status().nominatedNodeName())) {
            return;
        }
        var path = STATUS.child("nominatedNodeName");
        errors.invalidEach(path, name, Names.subdomain(name));
        if (old.spec().nodeName() != null) {
            errors.forbidden(path, "may not be set on pods that are already bound to a node");
        }
    }

    private static void claims(
            List<PodResourceClaimStatus> statuses,
            List<PodResourceClaim> claims,
            FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < statuses.size(); i++) {
            var name = statuses.get(i).name();
            var path = STATUS.child("resourceClaimStatuses").index(i);
            if (claims.stream().noneMatch(claim -> claim.name().equals(name))) {
                errors.invalid(
                        path.child("name"),
                        name,
                        "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!names.add(name)) {
                errors.duplicate(path.child("name"), name);
            }
            var claim = statuses.get(i).resourceClaimName();
            if (claim != null) {
                errors.invalidEach(path.child("resourceClaimName"), claim, Names.subdomain(claim));
            }
        }
    }

    /// Devices that containers asked for by the name of a resource (KEP-5004).
    private static void extended(
            @Nullable PodExtendedResourceClaimStatus status, PodSpec spec, FieldErrors errors) {
        if (status == null) {
            return;
        }
        var path = STATUS.child("extendedResourceClaimStatus");
        var asked = new HashMap<String, Set<String>>();
        Stream.concat(spec.initContainers().stream(), spec.containers().stream())
                .forEach(container ->
                        asked.put(container.name(), container.resources().requests().keySet()));
        var mappings = status.requestMappings();
        if (mappings.isEmpty()) {
            errors.required(
                    path.child("requestMappings"), "at least one request mapping is required");
        }
        var seen = new HashSet<Object>();
        for (int i = 0; i < mappings.size(); i++) {
            var mapping = mappings.get(i);
            var at = path.child("requestMappings").index(i);
            var resources = asked.get(mapping.containerName());
            if (resources == null) {
                errors.invalid(
                        at.child("containerName"),
                        mapping.containerName(),
                        "must match the name of an entry in spec.initContainers.name or"
                                + " spec.containers.name");
            } else if (!resources.contains(mapping.resourceName())) {
                errors.invalid(
                        at.child("resourceName"),
                        mapping.resourceName(),
                        "must match the extended resource name of an entry in"
                                + " spec.initContainers.resources.requests or"
                                + " spec.containers.resources.requests");
            }
            errors.invalidEach(
                    path.child("requestName"),
                    mapping.requestName(),
                    Names.label(mapping.requestName()));
            if (!seen.add(mapping)) {
                errors.duplicate(at.child("containerName"), mapping.containerName());
                errors.duplicate(at.child("resourceName"), mapping.resourceName());
                errors.duplicate(at.child("requestName"), mapping.requestName());
            }
        }
        var claim = status.resourceClaimName();
        if (claim.isEmpty()) {
            errors.required(path.child("resourceClaimName"), "");
        } else {
            errors.invalidEach(path.child("resourceClaimName"), claim, Names.subdomain(claim));
        }
    }

    private static void addresses(Pod now, Pod old, FieldErrors errors) {
        addresses(
                now.status().podIps().stream().map(PodIP::ip).toList(),
                old.status().podIps().stream().map(PodIP::ip).collect(Collectors.toSet()),
                STATUS.child("podIPs"),
                errors);
        var host = now.status().hostIps();
        if (!host.isEmpty()
                && !host.getFirst()
                        .ip()
                        .equals(Objects.requireNonNullElse(now.status().hostIp(), ""))) {
            errors.invalid(
                    STATUS.child("hostIPs").index(0).child("ip"),
                    host.getFirst().ip(),
                    "must be equal to `hostIP`");
        }
        addresses(
                host.stream().map(HostIP::ip).toList(),
                old.status().hostIps().stream().map(HostIP::ip).collect(Collectors.toSet()),
                STATUS.child("hostIPs"),
                errors);
    }

    /// One address, or one of each family; those that are not new may be anything.
    private static void addresses(
            List<String> addresses, Set<String> known, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < addresses.size(); i++) {
            var address = addresses.get(i);
            if (!known.contains(address)) {
                errors.invalidEach(path.index(i), address, IpAddress.strictly(address));
            }
        }
        if (addresses.size() < 2) {
            return;
        }
        var parsed = addresses.stream().map(IpAddress::parse).toList();
        boolean readable = true;
        for (int i = 0; i < parsed.size() && readable; i++) {
            if (parsed.get(i).isEmpty()) {
                readable = false;
                errors.add(
                        FieldError.internal(
                                path,
                                "failed to check for dual stack with error:invalid IP["
                                        + i
                                        + "]: "
                                        + addresses.get(i)));
            }
        }
        long families =
                parsed.stream().flatMap(Optional::stream).map(IpAddress::family).distinct().count();
        if (!readable || families < 2 || addresses.size() > 2) {
            errors.invalid(
                    path, shown(addresses), "may specify no more than one IP for each IP family");
        }
    }

    private static FieldError.Written shown(List<String> addresses) {
        return new FieldError.Written(
                Json.text(
                        new JsonArray(
                                addresses.stream()
                                        .<JsonValue>map(address ->
                                                JsonObject.of("IP", new JsonText(address)))
                                        .toList())));
    }
}
