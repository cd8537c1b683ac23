package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.Locale;

/// `spec.names` and `status.acceptedNames`.
final class NameRules {
    private static final String KINDS = "may have mixed case, but should otherwise match: ";

    private NameRules() {}

    static void required(CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors) {
        required(names.plural(), path.child("plural"), errors);
        required(names.singular(), path.child("singular"), errors);
        required(names.kind(), path.child("kind"), errors);
        required(names.listKind(), path.child("listKind"), errors);
    }

    private static void required(
            @org.jspecify.annotations.Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null || name.isEmpty()) {
            errors.required(path, "");
        }
    }

    static void check(CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors) {
        var singular = names.singular();
        var listKind = names.listKind();
        label(names.plural(), path.child("plural"), errors);
        label(singular == null ? "" : singular, path.child("singular"), errors);
        kind(names.kind(), path.child("kind"), errors);
        kind(listKind == null ? "" : listKind, path.child("listKind"), errors);
        each(names.shortNames(), path.child("shortNames"), errors);
        if (!names.kind().isEmpty() && names.kind().equals(listKind)) {
            errors.invalid(
                    path.child("listKind"), listKind, "kind and listKind may not be the same");
        }
        each(names.categories(), path.child("categories"), errors);
    }

    private static void label(String name, FieldPath path, FieldErrors errors) {
        if (!name.isEmpty()) {
            joined(name, path, errors);
        }
    }

    private static void joined(String name, FieldPath path, FieldErrors errors) {
        var wrong = Names.label1035(name);
        if (!wrong.isEmpty()) {
            errors.invalid(path, name, String.join(",", wrong));
        }
    }

    private static void kind(String kind, FieldPath path, FieldErrors errors) {
        var wrong = Names.label1035(kind.toLowerCase(Locale.ROOT));
        if (!kind.isEmpty() && !wrong.isEmpty()) {
            errors.invalid(path, kind, KINDS + String.join(",", wrong));
        }
    }

    private static void each(List<String> names, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < names.size(); i++) {
            joined(names.get(i), path.index(i), errors);
        }
    }
}
