package dev.jong.apiserver.admission;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What plugins may look up while they decide.
public interface Cluster {
    /// The newest version of an object.
    ///
    /// @param namespace empty for cluster-scoped kinds
    <T extends KubernetesObject> Optional<T> find(Kind<T> kind, String namespace, String name);

    /// The same, waiting for it to appear when somebody is about to create it.
    <T extends KubernetesObject> Optional<T> await(
            Kind<T> kind, String namespace, String name, Duration patience);

    /// All objects as far as the watch cache knows them.
    ///
    /// @param namespace empty for all
    <T extends KubernetesObject> List<T> list(Kind<T> kind, String namespace);

    /// The versions in which objects of this kind are served, this one first.
    List<Kind<?>> versions(Kind<?> kind);

    /// The object in another of its versions.
    KubernetesObject convert(KubernetesObject object, Kind<?> kind);

    /// An object with the defaults of its kind.
    KubernetesObject read(Kind<?> kind, JsonObject json);

    /// Changes the newest version of an object's status in the server's own name, again when
    /// somebody else was faster.
    ///
    /// @return the object as stored; empty when there is none
    <T extends KubernetesObject> Optional<T> changeStatus(
            Kind<T> kind, String namespace, String name, UnaryOperator<T> change);
}
