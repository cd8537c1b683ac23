package dev.jong.cluster.containerd;

/// The network of one node's Pods.
///
/// @param bridge name of the bridge that carries them
/// @param podCidr addresses of this node's Pods
/// @param gateway the first of them, which the bridge has
public record NodeNetwork(String bridge, String podCidr, String gateway) {
    public static NodeNetwork of(String bridge, String podCidr) {
        var base = podCidr.substring(0, podCidr.indexOf('/'));
        return new NodeNetwork(bridge, podCidr, base.substring(0, base.lastIndexOf('.') + 1) + "1");
    }

    /// The CNI network list: a bridge with hairpin, and host ports. Masquerading belongs to the
    /// proxy.
    String cniConfiguration(String stateFolder) {
        return """
        {
          "cniVersion": "0.4.0",
          "name": "jong",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "%s",
              "isGateway": true,
              "ipMasq": false,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "%s",
                "ranges": [[{"subnet": "%s"}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {
              "type": "portmap",
              "snat": true,
              "capabilities": {"portMappings": true}
            }
          ]
        }
        """
                .formatted(bridge, stateFolder, podCidr);
    }
}
