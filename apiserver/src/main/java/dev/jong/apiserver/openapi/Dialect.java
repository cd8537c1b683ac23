package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonObject;

/// The two versions of OpenAPI that clients ask for.
enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    JsonObject reference(String name) {
        return JsonObject.EMPTY.with("$ref", prefix + name);
    }
}
