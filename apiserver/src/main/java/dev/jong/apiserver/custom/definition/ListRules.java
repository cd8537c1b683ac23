package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and `x-kubernetes-map-type`.
record ListRules(JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
    private static final List<String> LISTS = List.of("atomic", "set", "map");
    private static final List<String> MAPS = List.of("atomic", "granular");

    static void check(JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
        var rules = new ListRules(schema, path, errors);
        rules.mapType();
        rules.listType();
        rules.mapKeys();
        rules.identity();
    }

    private void mapType() {
        var map = schema.xKubernetesMapType();
        if (map == null) {
            return;
        }
        typed("object", "x-kubernetes-map-type");
        if (!MAPS.contains(map)) {
            errors.notSupported(path.child("x-kubernetes-map-type"), map, MAPS);
        }
    }

    private boolean typed(String wanted, String because) {
        var type = schema.type();
        if (wanted.equals(type)) {
            return true;
        }
        var text = "must be " + wanted + " if " + because + " is specified";
        if (type == null) {
            errors.required(path.child("type"), text);
        } else {
            errors.invalid(path.child("type"), type, text);
        }
        return false;
    }

    private void listType() {
        var list = schema.xKubernetesListType();
        if (list == null) {
            return;
        }
        var items = items();
        if (typed("array", "x-kubernetes-list-type") && list.equals("set") && items != null) {
            atomic(items);
        }
        if (!LISTS.contains(list)) {
            errors.notSupported(path.child("x-kubernetes-list-type"), list, LISTS);
        }
    }

    /// Items of a set are compared whole.
    private void atomic(JSONSchemaProps items) {
        var because = "must be atomic as item of a list with x-kubernetes-list-type=set";
        var inner = items.xKubernetesListType();
        if ("array".equals(items.type()) && inner != null && !inner.equals("atomic")) {
            errors.invalid(path.child("items", "x-kubernetes-list-type"), inner, because);
        }
        if ("object".equals(items.type()) && !"atomic".equals(items.xKubernetesMapType())) {
            errors.invalid(path.child("items", "x-kubernetes-map-type"), inner, because);
        }
    }

    private @Nullable JSONSchemaProps items() {
        return schema.items() == null ? null : schema.items().schema();
    }

    private void mapKeys() {
        var list = schema.xKubernetesListType();
        var keys = schema.xKubernetesListMapKeys();
        if (!keys.isEmpty() && !"map".equals(list)) {
            var at = path.child("x-kubernetes-list-type");
            var text = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (list == null) {
                errors.required(at, text);
            } else {
                errors.invalid(at, list, text);
            }
        }
        if (!"map".equals(list)) {
            return;
        }
        if (keys.isEmpty()) {
            errors.required(
                    path.child("x-kubernetes-list-map-keys"),
                    "must not be empty if x-kubernetes-list-type is map");
        }
        if (schema.items() == null) {
            errors.required(
                    path.child("items"), "must have a schema if x-kubernetes-list-type is map");
        }
        var items = items();
        if (items != null) {
            keyed(items, keys);
        }
    }

    private void keyed(JSONSchemaProps items, List<String> keys) {
        if (!"object".equals(items.type())) {
            errors.invalid(
                    path.child("items", "type"),
                    items.type() == null ? "" : items.type(),
                    "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        var seen = new HashSet<String>();
        for (var key : keys) {
            var field = items.properties().get(key);
            if (field == null) {
                errors.invalid(
                        path.child("x-kubernetes-list-map-keys"),
                        keys,
                        "entries must all be names of item properties");
            } else if ("array".equals(field.type()) || "object".equals(field.type())) {
                errors.invalid(
                        path.child("items", "properties").key(key).child("type"),
                        items.type(),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key)) {
                errors.invalid(
                        path.child("x-kubernetes-list-map-keys"),
                        keys,
                        "must not contain duplicate entries");
            }
        }
    }

    /// What tells items apart is always there.
    private void identity() {
        var list = schema.xKubernetesListType();
        var items = items();
        if (items == null || list == null || !(list.equals("set") || list.equals("map"))) {
            return;
        }
        if (items.nullable()) {
            errors.forbidden(
                    path.child("items", "nullable"),
                    "cannot be nullable when x-kubernetes-list-type is " + list);
        }
        if (list.equals("set")) {
            return;
        }
        for (var key : schema.xKubernetesListMapKeys()) {
            var field = items.properties().get(key);
            if (field == null) {
                continue;
            }
            var at = path.child("items", "properties").key(key);
            if (!items.required().contains(key) && field.default_() == null) {
                errors.required(
                        at.child("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a"
                                + " default or be a required property");
            }
            if (field.nullable()) {
                errors.forbidden(
                        at.child("nullable"),
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }
}
