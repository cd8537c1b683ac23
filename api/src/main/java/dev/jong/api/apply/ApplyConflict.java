package dev.jong.api.apply;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Fields of others that a configuration would change.
record ApplyConflict(List<Conflict> conflicts) {
    private static final String CAUSE = "FieldManagerConflict";

    record Conflict(Owner owner, FieldSet fields) {}

    ApiException toException() {
        var causes = new ArrayList<Failure.Cause>();
        var paths = new TreeMap<String, List<String>>();
        for (var conflict : conflicts) {
            String owner = conflict.owner().shown();
            var shown = conflict.fields().paths();
            paths.merge(owner, shown, ApplyConflict::join);
            for (var path : shown)
                causes.add(new Failure.Cause(CAUSE, "conflict with " + owner, path));
        }
        causes.sort(
                Comparator.comparing(Failure.Cause::message).thenComparing(Failure.Cause::field));
        return ApiException.applyConflict(message(paths, causes.size()), causes);
    }

    private static List<String> join(List<String> one, List<String> other) {
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static String message(TreeMap<String, List<String>> paths, int count) {
        if (count == 1) {
            var only = paths.firstEntry();
            return "Apply failed with 1 conflict: conflict with "
                    + only.getKey()
                    + ": "
                    + only.getValue().getFirst();
        }
        var lines = new ArrayList<String>();
        paths.forEach((owner, fields) -> {
            lines.add("conflicts with " + owner + ":");
            fields.forEach(field -> lines.add("- " + field));
        });
        return "Apply failed with " + count + " conflicts: " + String.join("\n", lines);
    }
}
