package dev.jong.apiserver.route;

import dev.jong.api.GroupKind;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.http.HttpExchange;
import dev.jong.http.Query;
import java.util.List;

/// What the options of a request must obey (`meta/v1` ListOptions, CreateOptions, …).
final class OptionRules {
    private static final int MOST_MANAGER_BYTES = 128;
    private static final List<String> VALIDATION = List.of("", "Ignore", "Strict", "Warn");
    private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");
    private static final String NOT_OLDER = "NotOlderThan";

    private OptionRules() {}

    /// Refuses what a list or watch may not ask.
    static void list(Query query, boolean watch) {
        var errors = new FieldErrors();
        if (watch) {
            watch(query, errors);
        } else {
            list(query, errors);
        }
        refuse("ListOptions", errors);
    }

    private static void list(Query query, FieldErrors errors) {
        var match = query.value("resourceVersionMatch");
        var version = query.value("resourceVersion");
        if (!match.isEmpty()) {
            if (version.isEmpty()) {
                errors.forbidden(
                        MATCH,
                        "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            continued(query, errors);
            if (!match.equals("Exact") && !match.equals(NOT_OLDER)) {
                errors.notSupported(MATCH, match, List.of("Exact", NOT_OLDER, ""));
            }
            if (match.equals("Exact") && version.equals("0")) {
                errors.forbidden(
                        MATCH,
                        "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (query.has("sendInitialEvents")) {
            errors.forbidden(
                    FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        }
    }

    private static void watch(Query query, FieldErrors errors) {
        var match = query.value("resourceVersionMatch");
        boolean initial = query.has("sendInitialEvents");
        if (initial && !match.equals(NOT_OLDER)) {
            errors.forbidden(
                    MATCH,
                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!match.isEmpty()) {
            if (!initial) {
                errors.forbidden(
                        MATCH,
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            }
            if (!match.equals(NOT_OLDER)) {
                errors.notSupported(MATCH, match, List.of(NOT_OLDER));
            }
            continued(query, errors);
        } else if (!initial && List.of("", "0").contains(query.value("resourceVersion"))) {
            // Such a watch begins with what there is, as if it had asked for that.
            continued(query, errors);
        }
    }

    private static void continued(Query query, FieldErrors errors) {
        if (!query.value("continue").isEmpty()) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    /// Refuses what a write may not ask.
    static void write(HttpExchange exchange) {
        var query = exchange.query();
        var errors = new FieldErrors();
        boolean patch = exchange.method().equals("PATCH");
        boolean apply =
                exchange.headers().value("Content-Type").startsWith("application/apply-patch");
        var manager = query.value("fieldManager");
        if (patch && apply && manager.isEmpty()) {
            errors.required(FieldPath.of("fieldManager"), "is required for apply patch");
        }
        if (patch && !apply && query.has("force")) {
            errors.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch");
        }
        manager(manager, errors);
        var dry = query.all("dryRun");
        if (!dry.stream().allMatch("All"::equals)) {
            errors.notSupported(FieldPath.of("dryRun"), dry, List.of("All"));
        }
        var validation = query.value("fieldValidation");
        if (!VALIDATION.contains(validation)) {
            errors.notSupported(FieldPath.of("fieldValidation"), validation, VALIDATION);
        }
        refuse(kind(exchange.method()), errors);
    }

    private static String kind(String method) {
        return switch (method) {
            case "PUT" -> "UpdateOptions";
            case "PATCH" -> "PatchOptions";
            case "DELETE" -> "DeleteOptions";
            default -> "CreateOptions";
        };
    }

    private static void manager(String manager, FieldErrors errors) {
        var path = FieldPath.of("fieldManager");
        if (manager.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST_MANAGER_BYTES) {
            errors.add(dev.jong.api.errors.FieldError.tooLong(path, MOST_MANAGER_BYTES));
        }
        for (int i = 0; i < manager.length(); i++) {
            char c = manager.charAt(i);
            if (Character.isISOControl(c)) {
                errors.invalid(
                        path,
                        manager,
                        "invalid character U+%04X (at position %d)".formatted((int) c, i));
            }
        }
    }

    private static void refuse(String kind, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(new GroupKind("meta.k8s.io", kind), "", errors.list());
        }
    }
}
