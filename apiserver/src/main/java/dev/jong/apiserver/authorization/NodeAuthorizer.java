package dev.jong.apiserver.authorization;

import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.apiserver.authorization.rbac.Rules;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Set;

/// Lets a kubelet read what its Pods need, and write what is its own. Many Pods or ResourceSlices
/// it sees only through a field selector that names it (KEP-4601).
public final class NodeAuthorizer implements Authorizer {
    private static final String GROUP = "system:nodes";
    private static final String PREFIX = "system:node:";
    private static final String LEASES = "kube-node-lease";
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");

    private static final Set<String> CHANGES = Set.of("update", "patch");
    private static final Decision ALLOWED = new Decision.Allow("");

    private final NodeRelations relations;
    private final List<PolicyRule> rules;

    /// Looks at the Pods in `registry`.
    ///
    /// @param rules for all that is not subdivided by node: those of ClusterRole `system:node`
    public NodeAuthorizer(Registry registry, List<PolicyRule> rules) {
        relations = new NodeRelations(registry);
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
            case "/secrets" -> read(node, attributes, relations::secret);
            case "/configmaps" -> read(node, attributes, relations::configMap);
            case "/persistentvolumeclaims" ->
                    attributes.subresource().equals("status")
                            ? claimStatus(node, attributes)
                            : get(node, attributes, relations::claim);
            case "/persistentvolumes" ->
                    get(node, attributes, (own, _, name) -> relations.volume(own, name));
            case "resource.k8s.io/resourceclaims" -> get(node, attributes, relations::deviceClaim);
            case "storage.k8s.io/volumeattachments" ->
                    get(node, attributes, (own, _, name) -> relations.attachment(own, name));
            case "/serviceaccounts" -> account(node, attributes);
            case "coordination.k8s.io/leases" -> lease(node, attributes);
            case "storage.k8s.io/csinodes" -> csiNode(node, attributes);
            case "resource.k8s.io/resourceslices" -> slice(node, attributes);
            case "/nodes" -> node(node, attributes);
            case "/pods" -> pod(node, attributes);
            case "certificates.k8s.io/podcertificaterequests" -> NO_OPINION;
            default -> byRules(attributes);
        };
    }

    private Decision byRules(Attributes attributes) {
        return rules.stream().anyMatch(rule -> Rules.allow(rule, attributes))
                ? ALLOWED
                : NO_OPINION;
    }

    /// Whether an object belongs to the Pods of a node.
    private interface Relation {
        boolean holds(String node, String namespace, String name);
    }

    private static Decision read(String node, Attributes attributes, Relation relation) {
        if (!READS.contains(attributes.verb())) {
            return no("can only read resources of this type");
        }
        if (!attributes.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        if (attributes.namespace().isEmpty()) {
            return no("can only read namespaced object of this type");
        }
        return related(node, attributes, relation);
    }

    private static Decision get(String node, Attributes attributes, Relation relation) {
        if (!attributes.verb().equals("get")) {
            return no("can only get individual resources of this type");
        }
        if (!attributes.subresource().isEmpty()) {
            return no("cannot get subresource");
        }
        return related(node, attributes, relation);
    }

    private static Decision related(String node, Attributes attributes, Relation relation) {
        if (attributes.name().isEmpty()) {
            return no("No Object name found");
        }
        return relation.holds(node, attributes.namespace(), attributes.name())
                ? ALLOWED
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Decision claimStatus(String node, Attributes attributes) {
        return CHANGES.contains(attributes.verb())
                ? related(node, attributes, relations::claim)
                : no("can only get/update/patch this type");
    }

    private Decision account(String node, Attributes attributes) {
        if (attributes.verb().equals("get") && attributes.subresource().isEmpty()) {
            return read(node, attributes, relations::account);
        }
        if (!attributes.verb().equals("create") || attributes.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        if (!attributes.subresource().equals("token")) {
            return no("can only create token subresource of serviceaccount");
        }
        return related(node, attributes, relations::account);
    }

    /// Its own slices; whose a new one is, only admission can see.
    private Decision slice(String node, Attributes attributes) {
        if (!attributes.subresource().isEmpty()) {
            return no("cannot authorize ResourceSlice subresources");
        }
        return switch (attributes.verb()) {
            case "create" -> ALLOWED;
            case "get", "update", "patch", "delete" ->
                    related(node, attributes, (own, _, name) -> relations.slice(own, name));
            case "watch", "list", "deletecollection" ->
                    attributes.selection().limits("spec.nodeName", node)
                            ? ALLOWED
                            : no(
                                    "can only list/watch/deletecollection resourceslices with"
                                            + " nodeName field selector");
            default ->
                    no(
                            "only the following verbs are allowed for a ResourceSlice: get, watch,"
                                    + " list, create, update, patch, delete, deletecollection");
        };
    }

    /// Its own Node; which one it writes, only admission can see.
    private static Decision node(String node, Attributes attributes) {
        if (attributes.subresource().equals("status")) {
            return CHANGES.contains(attributes.verb()) ? ALLOWED : NO_OPINION;
        }
        if (!attributes.subresource().isEmpty()) {
            return NO_OPINION;
        }
        if (attributes.verb().equals("create") || CHANGES.contains(attributes.verb())) {
            return ALLOWED;
        }
        if (!READS.contains(attributes.verb())) {
            return NO_OPINION;
        }
        if (attributes.name().equals(node)) {
            return ALLOWED;
        }
        return no(
                "node '"
                        + node
                        + "' cannot read "
                        + (attributes.name().isEmpty()
                                ? "all nodes"
                                : "'" + attributes.name() + "'")
                        + ", only its own Node object");
    }

    /// The Pods that run on it; which ones it writes, only admission can see.
    private Decision pod(String node, Attributes attributes) {
        return switch (attributes.subresource()) {
            case "" ->
                    switch (attributes.verb()) {
                        case "get" -> get(node, attributes, relations::pod);
                        case "list", "watch" -> manyPods(node, attributes);
                        case "create", "delete" -> ALLOWED;
                        default -> NO_OPINION;
                    };
            case "status" -> CHANGES.contains(attributes.verb()) ? ALLOWED : NO_OPINION;
            case "eviction" -> attributes.verb().equals("create") ? ALLOWED : NO_OPINION;
            default -> NO_OPINION;
        };
    }

    private Decision manyPods(String node, Attributes attributes) {
        if (attributes.selection().limits("spec.nodeName", node)) {
            return ALLOWED;
        }
        return attributes.name().isEmpty()
                ? no("can only list/watch pods with spec.nodeName field selector")
                : related(node, attributes, relations::pod);
    }

    private static Decision lease(String node, Attributes attributes) {
        if (!attributes.namespace().equals(LEASES)) {
            return no("can only access leases in the \"" + LEASES + "\" system namespace");
        }
        return own(node, attributes, "node lease");
    }

    private static Decision csiNode(String node, Attributes attributes) {
        return attributes.subresource().isEmpty() || !OWN.contains(attributes.verb())
                ? own(node, attributes, "CSINode")
                : no("cannot authorize CSINode subresources");
    }

    /// An object that goes by the node's name.
    private static Decision own(String node, Attributes attributes, String what) {
        if (!OWN.contains(attributes.verb())) {
            return no("can only get, create, update, patch, or delete a " + what);
        }
        if (!attributes.verb().equals("create") && !attributes.name().equals(node)) {
            return no("can only access " + what + " with the same name as the requesting node");
        }
        return ALLOWED;
    }

    private static Decision no(String reason) {
        return new Decision.NoOpinion(reason);
    }

    /// Whether `user` is a kubelet.
    public static boolean isNode(User user) {
        return user.in(GROUP) && user.name().startsWith(PREFIX);
    }
}
