package dev.jong.apiserver.authorization;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rules.PodReferences;
import dev.jong.apiserver.authorization.rbac.Rules;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Version;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Lets a kubelet read what its Pods need, and write what is its own.
public final class NodeAuthorizer implements Authorizer {
    private static final String GROUP = "system:nodes";
    private static final String PREFIX = "system:node:";
    private static final String LEASES = "kube-node-lease";
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");

    private final Registry registry;
    private final List<PolicyRule> rules;

    /// Looks at the Pods in `registry`.
    ///
    /// @param rules for all that is not subdivided by node: those of ClusterRole `system:node`
    public NodeAuthorizer(Registry registry, List<PolicyRule> rules) {
        this.registry = registry;
        this.rules = List.copyOf(rules);
    }

    @Override
    public Decision decide(Attributes attributes) {
        var user = attributes.user();
        if (!user.in(GROUP) || !user.name().startsWith(PREFIX)) {
            return NO_OPINION;
        }
        var node = user.name().substring(PREFIX.length());
        return attributes.resourceRequest() ? decide(node, attributes) : byRules(attributes);
    }

    private Decision decide(String node, Attributes attributes) {
        return switch (attributes.group() + "/" + attributes.resource()) {
            case "/secrets" -> read(node, attributes, needs(attributes, PodReferences::secrets));
            case "/configmaps" ->
                    read(node, attributes, needs(attributes, PodReferences::configMaps));
            case "/persistentvolumeclaims" -> claim(node, attributes);
            case "/persistentvolumes" -> volume(node, attributes);
            case "/serviceaccounts" -> account(node, attributes);
            case "coordination.k8s.io/leases" -> lease(node, attributes);
            case "storage.k8s.io/csinodes" -> own(node, attributes, "CSINode");
            default -> byRules(attributes);
        };
    }

    private Decision byRules(Attributes attributes) {
        return rules.stream().anyMatch(rule -> Rules.allow(rule, attributes))
                ? new Decision.Allow("")
                : NO_OPINION;
    }

    private interface Part {
        Set<String> of(PodReferences references);
    }

    private static Predicate<Pod> needs(Attributes attributes, Part part) {
        return pod -> part.of(PodReferences.of(pod)).contains(attributes.name());
    }

    private Decision read(String node, Attributes attributes, Predicate<Pod> needed) {
        if (!READS.contains(attributes.verb())) {
            return no("can only read resources of this type");
        }
        if (!attributes.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        if (attributes.namespace().isEmpty()) {
            return no("can only read namespaced object of this type");
        }
        return related(node, attributes, needed);
    }

    private Decision related(String node, Attributes attributes, Predicate<Pod> needed) {
        if (attributes.name().isEmpty()) {
            return no("No Object name found");
        }
        return podsOn(node, attributes.namespace()).anyMatch(needed)
                ? new Decision.Allow("")
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Stream<Pod> podsOn(String node, String namespace) {
        return registry.of(Pod.KIND).list(namespace, ListQuery.ALL.from("0")).items().stream()
                .map(Version::object)
                .filter(pod -> node.equals(pod.spec().nodeName()));
    }

    private Decision claim(String node, Attributes attributes) {
        var status = attributes.subresource().equals("status");
        var verbs = status ? Set.of("update", "patch") : Set.of("get");
        if (!verbs.contains(attributes.verb())) {
            return no(
                    status
                            ? "can only get/update/patch this type"
                            : "can only get individual resources of this type");
        }
        return related(node, attributes, needs(attributes, PodReferences::claims));
    }

    private Decision volume(String node, Attributes attributes) {
        if (!attributes.verb().equals("get") || !attributes.subresource().isEmpty()) {
            return no("can only get individual resources of this type");
        }
        var bound =
                registry
                        .of(PersistentVolumeClaim.KIND)
                        .list("", ListQuery.ALL.from("0"))
                        .items()
                        .stream()
                        .map(Version::object)
                        .filter(claim -> attributes.name().equals(claim.spec().volumeName()))
                        .anyMatch(claim ->
                                podsOn(node, String.valueOf(claim.metadata().namespace()))
                                        .anyMatch(pod ->
                                                PodReferences.of(pod)
                                                        .claims()
                                                        .contains(
                                                                String.valueOf(
                                                                        claim.metadata().name()))));
        return bound
                ? new Decision.Allow("")
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Decision account(String node, Attributes attributes) {
        Predicate<Pod> runsAs = pod -> attributes.name().equals(pod.spec().serviceAccountName());
        if (attributes.verb().equals("get") && attributes.subresource().isEmpty()) {
            return read(node, attributes, runsAs);
        }
        if (!attributes.verb().equals("create") || attributes.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        if (!attributes.subresource().equals("token")) {
            return no("can only create token subresource of serviceaccount");
        }
        return related(node, attributes, runsAs);
    }

    private static Decision lease(String node, Attributes attributes) {
        if (!attributes.namespace().equals(LEASES)) {
            return no("can only access leases in the \"" + LEASES + "\" system namespace");
        }
        return own(node, attributes, "node lease");
    }

    /// An object that goes by the node's name.
    private static Decision own(String node, Attributes attributes, String what) {
        if (!OWN.contains(attributes.verb())) {
            return no("can only get, create, update, patch, or delete a " + what);
        }
        if (!attributes.verb().equals("create") && !attributes.name().equals(node)) {
            return no("can only access " + what + " with the same name as the requesting node");
        }
        return new Decision.Allow("");
    }

    private static Decision no(String reason) {
        return new Decision.NoOpinion(reason);
    }

    /// Whether `user` is a kubelet.
    public static boolean isNode(User user) {
        return user.in(GROUP) && user.name().startsWith(PREFIX);
    }
}
