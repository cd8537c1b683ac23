package dev.jong.kubelet;

import dev.jong.api.authentication.v1.BoundObjectReference;
import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.authentication.v1.TokenRequestSpec;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.rules.PodReferences;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.kubelet.pod.PodKey;
import dev.jong.kubelet.volume.ClusterObjects;
import dev.jong.kubelet.volume.VolumeFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What Pods need from the API: ConfigMaps and Secrets, followed as long as a Pod refers to them,
/// and what is asked for when it is needed.
final class ApiObjects implements ClusterObjects, AutoCloseable {
    private final Client client;
    private final InstantSource clock;
    private final ReferencedObjects<ConfigMap> configMaps;
    private final ReferencedObjects<Secret> secrets;

    /// @param changed is told the uids of Pods whose ConfigMap or Secret changed; must return at
    ///   once
    ApiObjects(Client client, InstantSource clock, Consumer<String> changed) {
        this.client = client;
        this.clock = clock;
        this.configMaps = new ReferencedObjects<>(client.resources(ConfigMap.KIND), changed);
        this.secrets = new ReferencedObjects<>(client.resources(Secret.KIND), changed);
    }

    /// From now on what the Pod refers to is followed.
    void follow(Pod pod) {
        var key = PodKey.of(pod);
        var references = PodReferences.of(pod);
        configMaps.refer(key.uid(), key.namespace(), references.configMaps());
        secrets.refer(key.uid(), key.namespace(), references.secrets());
    }

    void forget(String podUid) {
        configMaps.forget(podUid);
        secrets.forget(podUid);
    }

    @Override
    public void close() {
        configMaps.close();
        secrets.close();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return asked(() -> configMaps.find(namespace, name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return asked(() -> secrets.find(namespace, name));
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return asked(() ->
                client.resources(PersistentVolumeClaim.KIND).inNamespace(namespace).find(name));
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return asked(() -> client.resources(PersistentVolume.KIND).find(name));
    }

    @Override
    public Optional<RuntimeClass> runtimeClass(String name) {
        return asked(() -> client.resources(RuntimeClass.KIND).find(name));
    }

    @Override
    public Token token(TokenWish wish) {
        var spec =
                TokenRequestSpec.builder()
                        .audiences(wish.audience().isEmpty() ? List.of() : List.of(wish.audience()))
                        .expirationSeconds(wish.expirationSeconds())
                        .boundObjectRef(
                                BoundObjectReference.builder()
                                        .apiVersion("v1")
                                        .kind("Pod")
                                        .name(wish.podName())
                                        .uid(wish.podUid())
                                        .build())
                        .build();
        Instant now = clock.instant();
        var answer =
                asked(() ->
                        client.resources(ServiceAccount.KIND)
                                .inNamespace(wish.namespace())
                                .createSubresource(
                                        wish.serviceAccount(),
                                        "token",
                                        TokenRequest.builder().spec(spec).build(),
                                        TokenRequest.KIND));
        var expires = answer.status().expirationTimestamp();
        return new Token(
                answer.status().token(),
                now,
                Objects.requireNonNullElse(expires, now.plusSeconds(wish.expirationSeconds())));
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiException | ClientException e) {
            throw new VolumeFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
