package dev.jong.apiserver.registry;

import dev.jong.api.GroupKind;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v1.ScaleSpec;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// A part of a resource with a path of its own.
public sealed interface Subresource<T extends KubernetesObject> {
    String name();

    /// Reads and writes the whole object, but only a part of what is written counts: `status`,
    /// `finalize`, `approval`, `resize`, `ephemeralcontainers`.
    ///
    /// @param merge (as asked, as stored) → as to be stored; metadata is dealt with before
    /// @param validate (as to be stored, as stored) → what is wrong
    /// @param readable whether GET is served too
    /// @param counted whether changes of the specification through it count in
    ///   `metadata.generation`
    record Part<T extends KubernetesObject>(
            String name,
            BinaryOperator<T> merge,
            BiFunction<T, T, List<FieldError>> validate,
            boolean readable,
            boolean counted)
            implements Subresource<T> {
        public Part(
                String name,
                BinaryOperator<T> merge,
                BiFunction<T, T, List<FieldError>> validate,
                boolean readable) {
            this(name, merge, validate, readable, true);
        }
    }

    /// `scale`, as autoscaling/v1.
    record Scaling<T extends KubernetesObject>(
            Function<T, Scale> read, BiFunction<T, Scale, T> write) implements Subresource<T> {
        @Override
        public String name() {
            return "scale";
        }

        /// How an object is scaled, under its own identity.
        public Scale scale(T object) {
            var metadata = object.metadata();
            return read.apply(object)
                    .withMetadata(
                            ObjectMeta.builder()
                                    .name(metadata.name())
                                    .namespace(metadata.namespace())
                                    .uid(metadata.uid())
                                    .resourceVersion(metadata.resourceVersion())
                                    .creationTimestamp(metadata.creationTimestamp())
                                    .build());
        }

        int replicas(T object) {
            return read.apply(object).spec().replicas();
        }

        T withReplicas(T object, int replicas) {
            return scaled(object, Scale.EMPTY.withSpec(new ScaleSpec(replicas)));
        }

        /// @param scale as it is to become; custom kinds check their replicas by their schemas
        /// @throws ApiException 422
        public void demandValid(Scale scale, T object) {
            int replicas = scale.spec().replicas();
            if (replicas < 0 && !(object instanceof Unstructured)) {
                throw ApiException.invalid(
                        new GroupKind("autoscaling", "Scale"),
                        object.name(),
                        List.of(
                                FieldError.invalid(
                                        FieldPath.of("spec", "replicas"),
                                        replicas,
                                        "must be greater than or equal to 0")));
            }
        }

        /// The object scaled; its metadata stays.
        public T scaled(T object, Scale scale) {
            return Metadata.with(write.apply(object, scale), object.metadata());
        }
    }

    /// Answered by a handler that the assembly brings, found by `<plural>/<name>`: bodies of
    /// another kind (`binding`, `eviction`, `token`) and streams (`log`, `exec`, `proxy`).
    ///
    /// @param kind what discovery says
    /// @param verbs as discovery says
    record Action<T extends KubernetesObject>(String name, Kind<?> kind, Set<String> verbs)
            implements Subresource<T> {}
}
