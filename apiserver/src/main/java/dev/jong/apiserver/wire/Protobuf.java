package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import java.util.List;

/// `application/vnd.kubernetes.protobuf`: the envelope (`k8s\0`, then a `runtime.Unknown`) around
/// an object.
final class Protobuf {
    private Protobuf() {}

    static <T extends KubernetesObject> T read(byte[] bytes, Kind<T> kind) {
        throw ApiException.unsupportedMediaType(List.of("application/json", "application/yaml"));
    }
}
