package dev.jong.cluster.node;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// The ConfigMap by which a cluster tells everybody who it is: a kubeconfig without a user (as
/// kubeadm makes it).
final class ClusterInfo {
    static final String NAMESPACE = "kube-public";
    static final String NAME = "cluster-info";

    private static final String KEY = "kubeconfig";
    private static final String AUTHORITY = "certificate-authority-data";

    private ClusterInfo() {}

    /// @param server URL of the API server
    /// @param authorityPem who signs for it
    static ConfigMap of(String server, String authorityPem) {
        var data =
                Base64.getEncoder()
                        .encodeToString(authorityPem.getBytes(StandardCharsets.US_ASCII));
        var cluster = JsonObject.EMPTY.with(AUTHORITY, data).with("server", server);
        var named = JsonObject.EMPTY.with("name", "").with("cluster", cluster);
        var config =
                JsonObject.EMPTY
                        .with("apiVersion", "v1")
                        .with("kind", "Config")
                        .with("clusters", JsonArray.of(named));
        return ConfigMap.builder()
                .metadata(ObjectMeta.builder().name(NAME).namespace(NAMESPACE).build())
                .data(Map.of(KEY, Yaml.write(config)))
                .build();
    }

    /// PEM of the authority; "" when it names none.
    static String authority(ConfigMap info) {
        var config = Yaml.read(info.data().getOrDefault(KEY, "{}"));
        if (config instanceof JsonObject object) {
            for (var entry : object.array("clusters").items()) {
                var text =
                        entry instanceof JsonObject named
                                ? named.object("cluster").text(AUTHORITY)
                                : null;
                if (text != null) {
                    return new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII);
                }
            }
        }
        return "";
    }
}
