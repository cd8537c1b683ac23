package dev.jong.apiserver.action;

import dev.jong.api.GroupResource;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.WriteOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Puts Pods on nodes (`pods/binding`, `bindings`).
public final class PodBinding {
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource BINDINGS = new GroupResource("", "pods/binding");

    private final Registry registry;
    private final InstantSource clock;
    private final Subresource.Part<Pod> part =
            new Subresource.Part<>("binding", (now, _) -> now, (_, _) -> List.of(), false, false);

    public PodBinding(Registry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /// @param name of the Pod
    /// @throws ApiException.Conflict when the Pod is on its way out or has a node
    public Pod bind(String namespace, String name, Binding binding, WriteOptions options) {
        var errors = errors(binding);
        if (!errors.isEmpty()) {
            throw ApiException.of(new Failure(500, "", FieldError.aggregate(errors), null));
        }
        var node = Objects.requireNonNull(binding.target().name());
        var admitted =
                registry.admit(
                        Operation.CREATE,
                        Pod.KIND,
                        "binding",
                        namespace,
                        name,
                        binding,
                        options.dryRun());
        var uid = admitted.metadata().uid();
        return registry.of(Pod.KIND)
                .change(
                        namespace,
                        name,
                        part,
                        pod -> bound(check(pod, uid), admitted, node),
                        new WriteOptions(options.dryRun(), "", false)) // nobody owns a node's name
                .object();
    }

    private static List<FieldError> errors(Binding binding) {
        var errors = new FieldErrors();
        var target = FieldPath.of("target");
        var kind = binding.target().kind();
        if (kind != null && !kind.equals("Node")) {
            errors.notSupported(target.child("kind"), kind, List.of("Node", "<empty>"));
        }
        if (Objects.requireNonNullElse(binding.target().name(), "").isEmpty()) {
            errors.required(target.child("name"), "");
        }
        return errors.list();
    }

    private static Pod check(Pod pod, @Nullable String uid) {
        var name = pod.name();
        if (uid != null && !uid.equals(pod.metadata().uid())) {
            throw ApiException.conflict(
                    PODS,
                    name,
                    "StorageError: invalid object, Code: 4, Key: /registry/pods/"
                            + pod.namespace()
                            + "/"
                            + name
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + uid
                            + ", UID in object meta: "
                            + pod.metadata().uid());
        }
        if (pod.metadata().deletionTimestamp() != null) {
            throw ApiException.conflict(
                    BINDINGS,
                    name,
                    "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        if (pod.spec().nodeName() != null) {
            throw ApiException.conflict(
                    BINDINGS,
                    name,
                    "pod "
                            + name
                            + " is already assigned to node \""
                            + pod.spec().nodeName()
                            + "\"");
        }
        if (!pod.spec().schedulingGates().isEmpty()) {
            throw ApiException.conflict(
                    BINDINGS, name, "pod " + name + " has non-empty .spec.schedulingGates");
        }
        return pod;
    }

    private Pod bound(Pod pod, Binding binding, String node) {
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.putAll(binding.metadata().annotations());
        var labels = new HashMap<>(pod.metadata().labels());
        labels.putAll(binding.metadata().labels());
        return pod.withSpec(pod.spec().withNodeName(node))
                .withStatus(pod.status().withConditions(scheduled(pod, clock.instant())))
                .withMetadata(
                        pod.metadata().toBuilder().annotations(annotations).labels(labels).build());
    }

    private static List<PodCondition> scheduled(Pod pod, Instant now) {
        var conditions = new ArrayList<PodCondition>();
        for (var condition : pod.status().conditions()) {
            if (!condition.type().equals("PodScheduled")) {
                conditions.add(condition);
            }
        }
        conditions.add(
                PodCondition.EMPTY.toBuilder()
                        .type("PodScheduled")
                        .status("True")
                        .lastTransitionTime(now)
                        .build());
        return conditions;
    }
}
