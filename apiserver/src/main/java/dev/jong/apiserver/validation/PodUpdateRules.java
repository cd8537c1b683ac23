package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
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
        var spec = now.spec();
        var before = old.spec();
        if (spec.equals(before)) {
            return errors.list();
        }
        if (!sameCount(spec.containers(), before.containers(), "containers", errors)
                || !sameCount(
                        spec.initContainers(), before.initContainers(), "initContainers", errors)) {
            return errors.list();
        }
        deadline(spec, before, errors);
        tolerations(spec.tolerations(), before.tolerations(), errors);
        gates(spec, before, errors);
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

    private static void deadline(PodSpec now, PodSpec old, FieldErrors errors) {
        var path = SPEC.child("activeDeadlineSeconds");
        var seconds = now.activeDeadlineSeconds();
        var before = old.activeDeadlineSeconds();
        if (seconds != null && (seconds < 0 || seconds > Integer.MAX_VALUE)) {
            errors.invalidEach(path, seconds, FieldNames.within(seconds, 0, Integer.MAX_VALUE));
            return;
        }
        if (seconds == null && before != null) {
            errors.invalid(path, null, "must not update from a positive integer to nil value");
        } else if (seconds != null && before != null && before < seconds) {
            errors.invalid(path, seconds, "must be less than or equal to previous value");
        }
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
        for (int i = 0; i < now.schedulingGates().size(); i++) {
            var gate = now.schedulingGates().get(i);
            if (!old.schedulingGates().contains(gate)) {
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
                .affinity(gated ? old.affinity() : now.affinity())
                .build();
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
