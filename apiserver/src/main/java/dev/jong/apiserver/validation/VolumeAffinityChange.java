package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.VolumeNodeAffinity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What may change of the nodes from which a volume can be reached: labels of nodes get the names
/// under which they are stable.
final class VolumeAffinityChange {
    private static final Map<String, String> STABLE =
            Map.of(
                    "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
                    "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
                    "beta.kubernetes.io/os", "kubernetes.io/os",
                    "beta.kubernetes.io/arch", "kubernetes.io/arch",
                    "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

    private VolumeAffinityChange() {}

    static boolean isAllowed(VolumeNodeAffinity now, VolumeNodeAffinity old) {
        var required = old.required();
        var asked = now.required();
        if (required == null || asked == null) {
            return now.equals(old);
        }
        var terms = required.nodeSelectorTerms();
        var wanted = asked.nodeSelectorTerms();
        if (terms.size() != wanted.size()) {
            return false;
        }
        var renamed = new ArrayList<NodeSelectorTerm>();
        for (int i = 0; i < terms.size(); i++) {
            renamed.add(renamed(terms.get(i), wanted.get(i)));
        }
        return now.equals(old.withRequired(required.withNodeSelectorTerms(renamed)));
    }

    private static NodeSelectorTerm renamed(NodeSelectorTerm old, NodeSelectorTerm now) {
        return old.withMatchExpressions(renamed(old.matchExpressions(), now.matchExpressions()))
                .withMatchFields(renamed(old.matchFields(), now.matchFields()));
    }

    /// A key that is missing now counts as a label without a stable name: that it must be there is
    /// said of the key itself.
    private static List<NodeSelectorRequirement> renamed(
            List<NodeSelectorRequirement> old, List<NodeSelectorRequirement> now) {
        var renamed = new ArrayList<>(old);
        for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
            var key = now.get(i).key();
            if (STABLE.getOrDefault(old.get(i).key(), "").equals(key)) {
                renamed.set(i, old.get(i).withKey(key));
            }
        }
        return renamed;
    }
}
