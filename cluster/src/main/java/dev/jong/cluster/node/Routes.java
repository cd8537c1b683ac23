package dev.jong.cluster.node;

import dev.jong.api.core.v1.Node;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Which node is to be asked for which Pods.
///
/// @param byCidr address of the node, by the range of its Pods
record Routes(Map<String, String> byCidr) {
    static final Routes NONE = new Routes(Map.of());

    Routes {
        byCidr = Map.copyOf(byCidr);
    }

    /// Those to all nodes but `self`. A node that has not said its address, or was not given Pod
    /// addresses yet, has none.
    static Routes of(Collection<Node> nodes, String self) {
        var routes = new TreeMap<String, String>();
        for (var node : nodes) {
            var cidr = node.spec().podCidr();
            if (!node.name().equals(self) && cidr != null && !cidr.isEmpty()) {
                node.status().addresses().stream()
                        .filter(address -> address.type().equals("InternalIP"))
                        .findFirst()
                        .ifPresent(address -> routes.put(cidr, address.address()));
            }
        }
        return new Routes(routes);
    }
}
