package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.resource.v1.DeviceTaint;
import dev.jong.api.resource.v1.DeviceToleration;
import dev.jong.api.resource.v1.OpaqueDeviceConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the kinds of resource.k8s.io have in common.
final class DeviceRules {
    static final int MOST_CONFIGURATIONS = 32;
    static final int MOST_REQUESTS = 32;
    static final int LARGEST_PARAMETERS = 10 << 10;
    private static final int MOST_CONDITIONS = 4;
    private static final int LONGEST_POOL = 253;
    private static final int LONGEST_ID = 32;
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");
    private static final List<String> OPERATORS = List.of("Equal", "Exists");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private DeviceRules() {}

    /// Checks each item of a list that is not too long; of a longer one only the length is told.
    ///
    /// @param most negative when any length will do
    static <T> void each(
            List<T> items,
            int most,
            FieldPath path,
            FieldErrors errors,
            BiConsumer<T, FieldPath> rule) {
        if (most >= 0 && items.size() > most) {
            errors.add(FieldError.tooMany(path, items.size(), most));
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            rule.accept(items.get(i), path.index(i));
        }
    }

    /// As [#each], with a key that each item must have for itself.
    static <T> void set(
            List<T> items,
            int most,
            Function<T, Object> key,
            FieldPath path,
            FieldErrors errors,
            BiConsumer<T, FieldPath> rule) {
        var seen = new HashSet<Object>();
        each(
                items,
                most,
                path,
                errors,
                (item, at) -> {
                    rule.accept(item, at);
                    if (!seen.add(key.apply(item))) {
                        errors.duplicate(at, key.apply(item));
                    }
                });
    }

    static void poolName(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        if (name.length() > LONGEST_POOL) {
            errors.add(FieldError.tooLong(path, LONGEST_POOL));
        }
        for (var part : name.split("/", -1)) {
            errors.invalidEach(path, part, Names.subdomain(part));
        }
    }

    /// A name that must be there, as a DNS label.
    static void label(String name, FieldPath path, FieldErrors errors) {
        errors.invalidEach(path, name, Names.label(name));
    }

    static void requiredLabel(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
        } else {
            label(name, path, errors);
        }
    }

    /// `identifier` or `domain/identifier`.
    static void qualifiedName(String name, FieldPath path, FieldErrors errors) {
        var parts = name.split("/", -1);
        if (parts.length == 1) {
            identifier(name, path, errors);
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                errors.invalid(path, "", "the domain must not be empty");
            } else {
                PersistentVolumeRules.driver(parts[0], path, errors);
            }
            if (parts[1].isEmpty()) {
                errors.invalid(path, "", "the name must not be empty");
            } else {
                identifier(parts[1], path, errors);
            }
        }
    }

    static void fullyQualifiedName(String name, FieldPath path, FieldErrors errors) {
        qualifiedName(name, path, errors);
        if (name.indexOf('/') < 0) {
            errors.invalid(
                    path,
                    name,
                    "a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    private static void identifier(String id, FieldPath path, FieldErrors errors) {
        if (id.length() > LONGEST_ID) {
            errors.add(FieldError.tooLong(path, LONGEST_ID));
        }
        errors.invalidEach(path, id, FieldNames.cIdentifier(id));
    }

    static void uid(@Nullable String uid, FieldPath path, FieldErrors errors) {
        if (uid == null) {
            return;
        }
        if (uid.length() != 36) {
            errors.invalid(path, uid, "error validating uid: invalid UUID length: " + uid.length());
        } else if (!UUID.matcher(uid).matches()) {
            errors.invalid(path, uid, "error validating uid: invalid UUID format");
        } else if (!uid.equals(uid.toLowerCase(Locale.ROOT))) {
            errors.invalid(
                    path,
                    uid,
                    "uid must be in RFC 4122 normalized form,"
                            + " `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal"
                            + " characters");
        }
    }

    static void configuration(
            @Nullable OpaqueDeviceConfiguration opaque, FieldPath path, FieldErrors errors) {
        var at = path.child("opaque");
        if (opaque == null) {
            errors.required(at, "");
            return;
        }
        PersistentVolumeRules.driver(opaque.driver(), at.child("driver"), errors);
        object(opaque.parameters(), at.child("parameters"), errors);
    }

    /// A JSON object of a driver's own.
    static void object(@Nullable JsonValue value, FieldPath path, FieldErrors errors) {
        if (value == null || value instanceof JsonNull) {
            errors.required(path, "");
        } else if (Json.text(value).getBytes(StandardCharsets.UTF_8).length > LARGEST_PARAMETERS) {
            errors.add(FieldError.tooLong(path, LARGEST_PARAMETERS));
        } else if (!(value instanceof JsonObject)) {
            errors.invalid(path, "<value omitted>", "must be a valid JSON object");
        }
    }

    static void taint(DeviceTaint taint, FieldPath at, FieldErrors errors) {
        errors.invalidEach(at.child("key"), taint.key(), Labels.key(taint.key()));
        var value = taint.value();
        if (value != null) {
            errors.invalidEach(at.child("value"), value, Labels.value(value));
        }
        errors.oneOf(at.child("effect"), taint.effect(), EFFECTS);
    }

    static void tolerations(
            List<DeviceToleration> tolerations, FieldPath path, FieldErrors errors) {
        each(tolerations, -1, path, errors, (toleration, at) -> toleration(toleration, at, errors));
    }

    private static void toleration(DeviceToleration toleration, FieldPath at, FieldErrors errors) {
        var key = text(toleration.key());
        var value = text(toleration.value());
        if (!key.isEmpty()) {
            errors.invalidEach(at.child("key"), key, Labels.key(key));
        }
        switch (text(toleration.operator())) {
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.invalid(at.child("value"), value, "must be empty for operator `Exists`");
                }
            }
            case "Equal" -> errors.invalidEach(at.child("value"), value, Labels.value(value));
            default -> errors.oneOf(at.child("operator"), toleration.operator(), OPERATORS);
        }
        var effect = text(toleration.effect());
        if (!effect.isEmpty()) {
            errors.oneOf(at.child("effect"), effect, EFFECTS);
        }
    }

    /// What must become true, or must not, before a device counts as bound.
    static void bindingConditions(
            List<String> conditions, List<String> failures, FieldPath path, FieldErrors errors) {
        var wanted = path.child("bindingConditions");
        var unwanted = path.child("bindingFailureConditions");
        conditions(conditions, wanted, errors);
        conditions(failures, unwanted, errors);
        for (int i = 0; i < failures.size(); i++) {
            if (conditions.contains(failures.get(i))) {
                errors.invalid(
                        unwanted.index(i),
                        failures.get(i),
                        "bindingFailureConditions must not overlap with bindingConditions");
            }
        }
        if (conditions.isEmpty() && !failures.isEmpty()) {
            errors.invalid(
                    wanted, null, "bindingConditions are required to use bindingFailureConditions");
        }
        if (failures.isEmpty() && !conditions.isEmpty()) {
            errors.invalid(
                    unwanted,
                    null,
                    "bindingFailureConditions are required to use bindingConditions");
        }
    }

    private static void conditions(List<String> conditions, FieldPath path, FieldErrors errors) {
        each(
                conditions,
                MOST_CONDITIONS,
                path,
                errors,
                (condition, at) -> errors.invalidEach(at, condition, Labels.key(condition)));
        var seen = new HashSet<String>();
        for (int i = 0; i < conditions.size(); i++) {
            if (!seen.add(conditions.get(i))) {
                errors.duplicate(path.index(i), conditions.get(i));
            }
        }
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
