package dev.jong.kubelet.volume;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.node.v1.RuntimeClass;
import java.time.Instant;
import java.util.Optional;

/// What volumes and variables need from the API.
public interface ClusterObjects {
    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<Secret> secret(String namespace, String name);

    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    Optional<PersistentVolume> volume(String name);

    Optional<RuntimeClass> runtimeClass(String name);

    /// A fresh token of a service account, bound to the Pod that asks.
    Token token(TokenWish wish);

    /// @param audience empty: the API server's own
    record TokenWish(
            String namespace,
            String serviceAccount,
            String podName,
            String podUid,
            String audience,
            long expirationSeconds) {}

    /// A token and its time.
    record Token(String text, Instant issued, Instant expires) {
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }
}
