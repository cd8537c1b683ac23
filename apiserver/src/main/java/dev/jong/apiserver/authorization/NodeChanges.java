package dev.jong.apiserver.authorization;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Node;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a node may not say of itself: nothing by which it could draw other workloads to itself.
final class NodeChanges {
    private static final String RESTRICTED = "node-restriction.kubernetes.io";
    private static final Set<String> OWN_NAMESPACES =
            Set.of("kubelet.kubernetes.io", "node.kubernetes.io");
    private static final Set<String> OWN =
            Set.of(
                    "kubernetes.io/hostname",
                    "topology.kubernetes.io/zone",
                    "topology.kubernetes.io/region",
                    "failure-domain.beta.kubernetes.io/zone",
                    "failure-domain.beta.kubernetes.io/region",
                    "beta.kubernetes.io/instance-type",
                    "node.kubernetes.io/instance-type",
                    "kubernetes.io/os",
                    "kubernetes.io/arch",
                    "beta.kubernetes.io/os",
                    "beta.kubernetes.io/arch");

    private NodeChanges() {}

    /// Why the change may not be; empty when it may.
    ///
    /// @param old null for a new node
    static Optional<String> wrong(Node now, @Nullable Node old, String name) {
        var head = "node " + GoText.quote(name) + " is not allowed to ";
        var source = now.spec().configSource();
        if (old == null) {
            if (source != null) {
                return Optional.of(head + "create pods with a non-nil configSource");
            }
            var labels = forbidden(now.metadata().labels(), Map.of());
            return labels.isEmpty()
                    ? Optional.empty()
                    : Optional.of(head + "set the following labels: " + String.join(", ", labels));
        }
        if (source != null && !source.equals(old.spec().configSource())) {
            return Optional.of(head + "update configSource to a new non-nil configSource");
        }
        if (!now.spec().taints().equals(old.spec().taints())) {
            return Optional.of(head + "modify taints");
        }
        if (!now.metadata().ownerReferences().equals(old.metadata().ownerReferences())) {
            return Optional.of(head + "modify ownerReferences");
        }
        var labels = forbidden(now.metadata().labels(), old.metadata().labels());
        return labels.isEmpty()
                ? Optional.empty()
                : Optional.of("is not allowed to modify labels: " + String.join(", ", labels));
    }

    private static Set<String> forbidden(Map<String, String> now, Map<String, String> old) {
        var keys = new TreeSet<>(now.keySet());
        keys.addAll(old.keySet());
        keys.removeIf(key -> Objects.equals(now.get(key), old.get(key)) || isAllowed(key));
        return keys;
    }

    private static boolean isAllowed(String key) {
        int slash = key.indexOf('/');
        var namespace = slash < 0 ? "" : key.substring(0, slash);
        if (isBelow(namespace, RESTRICTED)) {
            return false;
        }
        boolean reserved = isBelow(namespace, "kubernetes.io") || isBelow(namespace, "k8s.io");
        return !reserved
                || OWN.contains(key)
                || OWN_NAMESPACES.stream().anyMatch(own -> isBelow(namespace, own));
    }

    private static boolean isBelow(String namespace, String domain) {
        return namespace.equals(domain) || namespace.endsWith("." + domain);
    }
}
