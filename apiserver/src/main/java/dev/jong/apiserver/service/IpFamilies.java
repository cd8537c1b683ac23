package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides in which families a Service gets addresses.
///
/// @param configured the cluster's families, the primary one first
record IpFamilies(List<String> configured) {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String SINGLE = "SingleStack";
    private static final String REQUIRE = "RequireDualStack";

    /// The Service with policy and families filled in.
    ///
    /// @param errors collects what cannot be had
    Service complete(Service now, @Nullable Service old, FieldErrors errors) {
        if (!ServiceTypes.needsClusterIp(now)) {
            return now;
        }
        boolean selectorless = now.spec().selector().isEmpty();
        boolean free = ServiceTypes.isHeadless(now) && selectorless;
        var policy = policy(now, old, free);
        var families = new ArrayList<>(now.spec().ipFamilies());
        var ips = new ArrayList<>(now.spec().clusterIps());
        if (policy.equals(SINGLE)) {
            shrink(now, old, families, ips);
            refuseSecond(policy, families, ips, errors);
        }
        for (int i = families.size(); i < ips.size(); i++) {
            if (ips.get(i).equals(ServiceTypes.NONE)) {
                break;
            }
            var family = IpAddress.parse(ips.get(i)).map(IpAddress::family).orElse("");
            if (configured.contains(family)) {
                families.add(family);
            } else {
                errors.invalid(
                        SPEC.child("clusterIPs").index(i),
                        ips,
                        family + " is not configured on this cluster");
            }
        }
        if (!free) {
            demandConfigured(policy, families, errors);
        }
        if (families.isEmpty()) {
            families.add(configured.getFirst());
        }
        boolean second = !policy.equals(SINGLE) && families.size() == 1;
        if (second && (free || configured.size() == 2)) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
        return now.mapSpec(spec ->
                spec.withIpFamilyPolicy(policy).withIpFamilies(families).withClusterIps(ips));
    }

    private static String policy(Service now, @Nullable Service old, boolean free) {
        var asked = now.spec().ipFamilyPolicy();
        if (asked != null) {
            return asked;
        }
        var before = old == null ? null : old.spec().ipFamilyPolicy();
        if (before != null) {
            return before;
        }
        return free ? REQUIRE : SINGLE;
    }

    /// Whoever sends back what it read while asking for one family gives the second up.
    private static void shrink(
            Service now, @Nullable Service old, List<String> families, List<String> ips) {
        if (old == null) {
            return;
        }
        if (ips.size() > 1 && now.spec().clusterIps().equals(old.spec().clusterIps())) {
            ips.subList(1, ips.size()).clear();
        }
        if (families.size() > 1 && now.spec().ipFamilies().equals(old.spec().ipFamilies())) {
            families.subList(1, families.size()).clear();
        }
    }

    private static void refuseSecond(
            String policy, List<String> families, List<String> ips, FieldErrors errors) {
        var path = SPEC.child("ipFamilyPolicy");
        var head = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
        if (ips.size() == 2) {
            errors.invalid(path, policy, head + "cluster IPs are specified");
        }
        if (families.size() == 2) {
            errors.invalid(path, policy, head + "IP families are specified");
        }
    }

    private void demandConfigured(String policy, List<String> families, FieldErrors errors) {
        if (policy.equals(REQUIRE) && configured.size() < 2) {
            errors.invalid(
                    SPEC.child("ipFamilyPolicy"),
                    policy,
                    "this cluster is not configured for dual-stack services");
        }
        for (int i = 0; i < families.size(); i++) {
            if (!configured.contains(families.get(i))) {
                errors.invalid(
                        SPEC.child("ipFamilies").index(i),
                        families.get(i),
                        "not configured on this cluster");
            }
        }
    }
}
