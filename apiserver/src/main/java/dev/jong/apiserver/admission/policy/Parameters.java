package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.ParamKind;
import dev.jong.api.admissionregistration.v1.ParamRef;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.ServedKinds;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the objects that parametrise a policy.
final class Parameters {
    private final Cluster cluster;
    private final ServedKinds kinds;

    Parameters(Cluster cluster, ServedKinds kinds) {
        this.cluster = cluster;
        this.kinds = kinds;
    }

    /// A policy or binding is configured in a way that cannot work.
    static final class Misconfigured extends RuntimeException {
        Misconfigured(String message) {
            super(message, null, false, false);
        }
    }

    /// The kind of a policy's parameters; empty when it has none.
    ///
    /// @throws Misconfigured when there is no such kind
    Optional<Kind<?>> kind(@Nullable ParamKind wanted) {
        if (wanted == null) {
            return Optional.empty();
        }
        var version = String.valueOf(wanted.apiVersion());
        var found = kinds.find(version, String.valueOf(wanted.kind()));
        if (found.isEmpty()) {
            throw new Misconfigured(
                    "failed to find resource referenced by paramKind: '"
                            + version
                            + ", Kind="
                            + wanted.kind()
                            + "'");
        }
        return found;
    }

    /// With which objects a binding has the policy evaluated, once for each; an empty optional
    /// stands for evaluation without parameters.
    ///
    /// @param kind empty when the policy has no parameters
    /// @param namespace of the request's object
    /// @throws Misconfigured when the reference cannot be followed
    List<Optional<KubernetesObject>> of(
            Optional<Kind<?>> kind, @Nullable ParamRef reference, String namespace) {
        if (kind.isEmpty() || reference == null) {
            return List.of(Optional.empty());
        }
        var found =
                find(kind.get(), reference, place(kind.get(), reference, namespace)).stream()
                        .<Optional<KubernetesObject>>map(Optional::of)
                        .toList();
        if (found.isEmpty() && "Deny".equals(reference.parameterNotFoundAction())) {
            throw new Misconfigured(
                    "no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static String place(Kind<?> kind, ParamRef reference, String namespace) {
        var named = reference.namespace() == null ? "" : reference.namespace();
        if (!kind.namespaced()) {
            if (!named.isEmpty()) {
                throw new Misconfigured(
                        "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
            }
            return "";
        }
        var place = named.isEmpty() ? namespace : named;
        if (place.isEmpty()) {
            throw new Misconfigured(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped"
                            + " resources");
        }
        return place;
    }

    private List<? extends KubernetesObject> find(
            Kind<?> kind, ParamRef reference, String namespace) {
        var name = reference.name();
        if (name != null && !name.isEmpty()) {
            return cluster.find(kind, namespace, name).stream().toList();
        }
        if (reference.selector() == null) {
            throw new Misconfigured("one of name or selector must be provided");
        }
        var selector = LabelSelectors.of(reference.selector());
        return cluster.list(kind, namespace).stream()
                .filter(object -> selector.matches(object.metadata().labels()))
                .toList();
    }
}
