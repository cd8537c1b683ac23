package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.NodeAffinity;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.FieldNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What may change about a Pod: images, deadlines, more tolerations, fewer gates.
final class PodUpdateRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String UPDATABLE =
            "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`"
                    + ",`spec.tolerations` (only additions to existing"
                    + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
                    + " it was previously negative)";

    private PodUpdateRules() {}

    static List<FieldError> check(Pod now, Pod old) {
        var errors = new FieldErrors();
        errors.addAll(PodRules.pod(now));
        PodAnnotationRules.update(now, old, errors);
        var spec = now.spec();
        var before = old.spec();
        if (!sameCount(spec.containers(), before.containers(), "containers", errors)
                || !sameCount(
                        spec.initContainers(), before.initContainers(), "initContainers", errors)) {
            return errors.list();
        }
        if (!deadline(spec, before, errors)) {
            return errors.list();
        }
        tolerations(spec.tolerations(), before.tolerations(), errors);
        gates(spec, before, errors);
        if (spec.equals(before)) {
            return errors.list();
        }
        if (!before.schedulingGates().isEmpty()) {
            selector(spec, before, errors);
            affinity(nodes(spec), nodes(before), errors);
        }
        var masked = masked(spec, before);
        if (!masked.equals(before)) {
            errors.forbidden(
                    SPEC,
                    "pod updates may not change fields other than "
                            + UPDATABLE
                            + "\n"
                            + difference(masked, before));
        }
        return errors.list();
    }

    private static boolean sameCount(
            List<Container> now, List<Container> old, String field, FieldErrors errors) {
        if (now.size() != old.size()) {
            errors.forbidden(SPEC.child(field), "pod updates may not add or remove containers");
            return false;
        }
        return true;
    }

    /// Whether the rest is worth a look.
    private static boolean deadline(PodSpec now, PodSpec old, FieldErrors errors) {
        var path = SPEC.child("activeDeadlineSeconds");
        var seconds = now.activeDeadlineSeconds();
        var before = old.activeDeadlineSeconds();
        if (seconds == null) {
            if (before != null) {
                errors.invalid(path, null, "must not update from a positive integer to nil value");
            }
            return true;
        }
        if (seconds < 0 || seconds > Integer.MAX_VALUE) {
            errors.invalidEach(path, seconds, FieldNames.within(seconds, 0, Integer.MAX_VALUE));
            return false;
        }
        if (before != null && before < seconds) {
            errors.invalid(path, seconds, "must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    /// A Pod that waits to be scheduled may only be bound to more (KEP-3838).
    private static void selector(PodSpec now, PodSpec old, FieldErrors errors) {
        if (!now.nodeSelector().entrySet().containsAll(old.nodeSelector().entrySet())) {
            errors.invalid(
                    SPEC.child("nodeSelector"),
                    now.nodeSelector().isEmpty()
                            ? null
                            : new FieldError.Written(GoText.json(now.nodeSelector())),
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
    }

    private static @Nullable NodeAffinity nodes(PodSpec spec) {
        var affinity = spec.affinity();
        return affinity == null ? null : affinity.nodeAffinity();
    }

    private static List<NodeSelectorTerm> terms(@Nullable NodeAffinity affinity) {
        var required =
                affinity == null ? null : affinity.requiredDuringSchedulingIgnoredDuringExecution();
        return required == null ? List.of() : required.nodeSelectorTerms();
    }

    private static void affinity(
            @Nullable NodeAffinity now, @Nullable NodeAffinity old, FieldErrors errors) {
        var after = terms(now);
        var before = terms(old);
        var path =
                SPEC.child(
                        "affinity",
                        "nodeAffinity",
                        "requiredDuringSchedulingIgnoredDuringExecution",
                        "nodeSelectorTerms");
        if (!before.isEmpty() && before.size() != after.size()) {
            errors.invalid(
                    path,
                    after.isEmpty() ? null : shown(after),
                    "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!extended(after.get(i), before.get(i))) {
                errors.invalid(
                        path.index(i),
                        shown(after.get(i)),
                        "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static boolean extended(NodeSelectorTerm now, NodeSelectorTerm old) {
        if (old.equals(NodeSelectorTerm.EMPTY)) {
            return now.equals(NodeSelectorTerm.EMPTY);
        }
        return beginsWith(now.matchExpressions(), old.matchExpressions())
                && beginsWith(now.matchFields(), old.matchFields());
    }

    private static <E> boolean beginsWith(List<E> list, List<E> head) {
        return list.size() >= head.size() && list.subList(0, head.size()).equals(head);
    }

    private static FieldError.Written shown(List<NodeSelectorTerm> terms) {
        return new FieldError.Written(
                terms.stream()
                        .map(term -> shown(term).json())
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static FieldError.Written shown(NodeSelectorTerm term) {
        return new FieldError.Written(Json.text(Json.tree(term, NodeSelectorTerm.CODEC)));
    }

    private static void tolerations(
            List<Toleration> now, List<Toleration> old, FieldErrors errors) {
        for (var toleration : old) {
            boolean kept =
                    now.stream()
                            .anyMatch(other ->
                                    other.withTolerationSeconds(toleration.tolerationSeconds())
                                            .equals(toleration));
            if (!kept) {
                errors.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static void gates(PodSpec now, PodSpec old, FieldErrors errors) {
        var gates = now.schedulingGates();
        for (int i = 0; i < gates.size(); i++) {
            var gate = gates.get(i);
            if (!old.schedulingGates().contains(gate) && gates.lastIndexOf(gate) == i) {
                errors.forbidden(
                        SPEC.child("schedulingGates").index(i).child("name"),
                        "only deletion is allowed, but found new scheduling gate '"
                                + gate.name()
                                + "'");
            }
        }
    }

    /// The new spec with everything that may change put back.
    ///
    /// A gated Pod may still be directed elsewhere.
    private static PodSpec masked(PodSpec now, PodSpec old) {
        boolean gated = !old.schedulingGates().isEmpty();
        var grace = old.terminationGracePeriodSeconds();
        boolean mended =
                grace != null
                        && grace < 0
                        && Objects.equals(now.terminationGracePeriodSeconds(), 1L);
        return now.toBuilder()
                .containers(images(now.containers(), old.containers()))
                .initContainers(images(now.initContainers(), old.initContainers()))
                .activeDeadlineSeconds(old.activeDeadlineSeconds())
                .tolerations(old.tolerations())
                .schedulingGates(old.schedulingGates())
                .terminationGracePeriodSeconds(mended ? grace : now.terminationGracePeriodSeconds())
                .nodeSelector(gated ? old.nodeSelector() : now.nodeSelector())
                .affinity(gated ? affinity(now, old) : now.affinity())
                .build();
    }

    private static @Nullable Affinity affinity(PodSpec now, PodSpec old) {
        var before = nodes(old);
        if (Objects.equals(nodes(now), before)) {
            return now.affinity();
        }
        var affinity = now.affinity();
        if (affinity == null) {
            return before == null ? null : Affinity.EMPTY.withNodeAffinity(before);
        }
        var others = affinity.withNodeAffinity(null);
        return old.affinity() == null && others.equals(Affinity.EMPTY)
                ? null
                : others.withNodeAffinity(before);
    }

    private static List<Container> images(List<Container> now, List<Container> old) {
        var masked = new ArrayList<Container>();
        for (int i = 0; i < now.size(); i++) {
            masked.add(now.get(i).withImage(old.get(i).image()));
        }
        return masked;
    }

    private static String difference(PodSpec now, PodSpec old) {
        return difference(
                (JsonObject) Json.tree(now, PodSpec.CODEC),
                (JsonObject) Json.tree(old, PodSpec.CODEC));
    }

    /// The fields that differ, both ways.
    static String difference(JsonObject after, JsonObject before) {
        var names = new TreeSet<>(after.fields().keySet());
        names.addAll(before.fields().keySet());
        var text = new StringBuilder();
        for (var name : names) {
            if (!Objects.equals(after.get(name), before.get(name))) {
                text.append("- ").append(name).append(": ").append(before.get(name)).append('\n');
                text.append("+ ").append(name).append(": ").append(after.get(name)).append('\n');
            }
        }
        return text.toString();
    }
}
