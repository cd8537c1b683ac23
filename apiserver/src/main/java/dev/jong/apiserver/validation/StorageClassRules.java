package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.TopologySelectorTerm;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.storage.v1.StorageClass;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// StorageClasses.
final class StorageClassRules {
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Retain");
    private static final List<String> BINDING_MODES = List.of("Immediate", "WaitForFirstConsumer");
    private static final int MOST_PARAMETERS = 512;
    private static final int LARGEST_PARAMETERS = 256 << 10;

    private StorageClassRules() {}

    static List<FieldError> check(StorageClass storageClass) {
        var errors = new FieldErrors();
        var provisioner = FieldPath.of("provisioner");
        if (storageClass.provisioner().isEmpty()) {
            errors.required(provisioner, "");
        } else {
            var lower = storageClass.provisioner().toLowerCase(Locale.ROOT);
            errors.invalidEach(provisioner, lower, Labels.key(lower));
        }
        parameters(storageClass.parameters(), errors);
        var reclaim = storageClass.reclaimPolicy();
        if (reclaim == null || !reclaim.isEmpty()) {
            choice(reclaim, "reclaimPolicy", RECLAIM_POLICIES, errors);
        }
        choice(storageClass.volumeBindingMode(), "volumeBindingMode", BINDING_MODES, errors);
        topologies(storageClass.allowedTopologies(), errors);
        return errors.list();
    }

    /// An empty choice is not taken for an absent one.
    private static void choice(
            @Nullable String value, String field, List<String> known, FieldErrors errors) {
        if (value == null) {
            errors.required(FieldPath.of(field), "");
        } else if (!known.contains(value)) {
            errors.notSupported(FieldPath.of(field), value, known);
        }
    }

    private static void parameters(Map<String, String> parameters, FieldErrors errors) {
        var path = FieldPath.of("parameters");
        if (parameters.size() > MOST_PARAMETERS) {
            errors.add(FieldError.tooLong(path, MOST_PARAMETERS));
            return;
        }
        long size = 0;
        for (var entry : parameters.entrySet()) {
            if (entry.getKey().isEmpty()) {
                errors.invalid(path, "", "field can not be empty.");
            }
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > LARGEST_PARAMETERS) {
            errors.add(FieldError.tooLong(path, LARGEST_PARAMETERS));
        }
    }

    private static void topologies(List<TopologySelectorTerm> terms, FieldErrors errors) {
        var seen = new HashSet<Map<String, Set<String>>>();
        // A term that says nothing always counts as said before.
        seen.add(Map.of());
        for (int i = 0; i < terms.size(); i++) {
            var path = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
            if (!seen.add(term(terms.get(i), path, errors))) {
                errors.duplicate(path, "");
            }
        }
    }

    private static Map<String, Set<String>> term(
            TopologySelectorTerm term, FieldPath path, FieldErrors errors) {
        var values = new HashMap<String, Set<String>>();
        for (int i = 0; i < term.matchLabelExpressions().size(); i++) {
            var each = term.matchLabelExpressions().get(i);
            var at = path.index(i);
            var found = new HashSet<String>();
            if (each.values().isEmpty()) {
                errors.required(at.child("values"), "");
            }
            for (int j = 0; j < each.values().size(); j++) {
                if (!found.add(each.values().get(j))) {
                    errors.duplicate(at.child("values").index(j), each.values().get(j));
                }
            }
            errors.invalidEach(at.child("key"), each.key(), Labels.key(each.key()));
            if (values.containsKey(each.key())) {
                errors.duplicate(at.child("key"), each.key());
            }
            values.put(each.key(), found);
        }
        return values;
    }

    static List<FieldError> update(StorageClass now, StorageClass old) {
        return new FieldErrors()
                .immutable(
                        FieldPath.of("parameters"),
                        now.parameters().isEmpty() ? null : now.parameters(),
                        old.parameters().isEmpty() ? null : old.parameters())
                .immutable(FieldPath.of("provisioner"), now.provisioner(), old.provisioner())
                .immutable(FieldPath.of("reclaimPolicy"), now.reclaimPolicy(), old.reclaimPolicy())
                .immutable(
                        FieldPath.of("volumeBindingMode"),
                        now.volumeBindingMode(),
                        old.volumeBindingMode())
                .list();
    }
}
