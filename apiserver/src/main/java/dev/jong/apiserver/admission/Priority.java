package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.scheduling.v1.PriorityClass;
import java.util.Comparator;
import java.util.Optional;

/// Turns a Pod's priority class into a number, and keeps to one default class.
final class Priority implements Admission {
    private static final String PREEMPT = "PreemptLowerPriority";

    private final Cluster cluster;

    Priority(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isFor(Pod.KIND) || request.isFor(PriorityClass.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Pod pod)) {
            return object;
        }
        return switch (request.operation()) {
            case CREATE -> created(request, pod);
            case UPDATE -> request.old() instanceof Pod old ? kept(pod, old) : pod;
            case DELETE, CONNECT -> pod;
        };
    }

    private Pod created(AdmissionRequest request, Pod pod) {
        var asked = pod.spec().priorityClassName();
        var found = asked == null ? standard() : Optional.of(resolve(request, asked));
        int value = found.map(PriorityClass::value).orElse(0);
        var policy = found.isPresent() ? found.get().preemptionPolicy() : PREEMPT;
        var given = pod.spec().priority();
        if (given != null && given != value) {
            throw Refusal.of(
                    request,
                    "the integer value of priority ("
                            + given
                            + ") must not be provided in pod spec; priority admission controller"
                            + " computed "
                            + value
                            + " from the given PriorityClass name");
        }
        var givenPolicy = pod.spec().preemptionPolicy();
        if (policy != null && givenPolicy != null && !givenPolicy.equals(policy)) {
            throw Refusal.of(
                    request,
                    "the string value of PreemptionPolicy ("
                            + givenPolicy
                            + ") must not be provided in pod spec; priority admission controller"
                            + " computed "
                            + policy
                            + " from the given PriorityClass name");
        }
        return pod.withSpec(
                pod.spec().toBuilder()
                        .priorityClassName(found.map(PriorityClass::name).orElse(asked))
                        .priority(value)
                        .preemptionPolicy(policy == null ? givenPolicy : policy)
                        .build());
    }

    /// Clients that know nothing of priority must not reset it.
    private static Pod kept(Pod pod, Pod old) {
        var spec = pod.spec();
        return pod.withSpec(
                spec.withPriority(spec.priority() == null ? old.spec().priority() : spec.priority())
                        .withPreemptionPolicy(
                                spec.preemptionPolicy() == null
                                        ? old.spec().preemptionPolicy()
                                        : spec.preemptionPolicy()));
    }

    private PriorityClass resolve(AdmissionRequest request, String name) {
        return cluster.find(PriorityClass.KIND, "", name)
                .orElseThrow(() ->
                        Refusal.of(request, "no PriorityClass with name " + name + " was found"));
    }

    private Optional<PriorityClass> standard() {
        return cluster.list(PriorityClass.KIND, "").stream()
                .filter(PriorityClass::globalDefault)
                .min(Comparator.comparingInt(PriorityClass::value));
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean written =
                request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!written
                || !(request.object() instanceof PriorityClass asked)
                || !asked.globalDefault()) {
            return;
        }
        standard()
                .filter(other ->
                        request.operation() == Operation.CREATE
                                || !other.name().equals(asked.name()))
                .ifPresent(other -> {
                    throw Refusal.of(
                            request,
                            "PriorityClass "
                                    + other.name()
                                    + " is already marked as default. Only one default can"
                                    + " exist");
                });
    }
}
