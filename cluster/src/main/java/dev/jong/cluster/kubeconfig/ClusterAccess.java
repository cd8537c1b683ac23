package dev.jong.cluster.kubeconfig;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import dev.jong.cluster.pki.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Where a cluster is and who one is there, as the three named entries of a kubeconfig.
///
/// @param name of cluster, user and context
/// @param server URL of the API server
/// @param authorityPem whom to trust
public record ClusterAccess(
        String name, String server, String authorityPem, Credential credential) {
    /// What `jong up` calls its context.
    public static final String NAME = "jong";

    /// A kubeconfig with nothing else in it.
    public String yaml() {
        return Yaml.write(mergeInto(JsonObject.EMPTY));
    }

    /// The given kubeconfig with these entries put in or replaced, and their context chosen.
    JsonObject mergeInto(JsonObject config) {
        var cluster =
                JsonObject.EMPTY
                        .with("certificate-authority-data", base64(authorityPem))
                        .with("server", server);
        var user =
                JsonObject.EMPTY
                        .with("client-certificate-data", base64(credential.certificatePem()))
                        .with("client-key-data", base64(credential.keyPem()));
        var context = JsonObject.EMPTY.with("cluster", name).with("user", name);
        var merged = config.has("apiVersion") ? config : config.with("apiVersion", "v1");
        merged = merged.has("kind") ? merged : merged.with("kind", "Config");
        return merged.with("clusters", put(merged, "clusters", "cluster", cluster))
                .with("users", put(merged, "users", "user", user))
                .with("contexts", put(merged, "contexts", "context", context))
                .with("current-context", name);
    }

    /// The given kubeconfig without the entries of that name.
    static JsonObject removeFrom(JsonObject config, String name) {
        var rest = config;
        for (var list : List.of("clusters", "users", "contexts")) {
            if (config.get(list) instanceof JsonArray entries) {
                rest = rest.with(list, new JsonArray(without(entries, name)));
            }
        }
        return name.equals(config.text("current-context"))
                ? rest.with("current-context", "")
                : rest;
    }

    private JsonArray put(JsonObject config, String list, String field, JsonObject content) {
        var entry = JsonObject.EMPTY.with("name", name).with(field, content);
        var entries =
                config.get(list) instanceof JsonArray present
                        ? present.items()
                        : List.<JsonValue>of();
        var changed = new ArrayList<JsonValue>();
        var replaced = false;
        for (var present : entries) {
            if (isNamed(present, name)) {
                changed.add(entry);
                replaced = true;
            } else {
                changed.add(present);
            }
        }
        if (!replaced) {
            changed.add(entry);
        }
        return new JsonArray(changed);
    }

    private static List<JsonValue> without(JsonArray entries, String name) {
        return entries.items().stream().filter(entry -> !isNamed(entry, name)).toList();
    }

    private static boolean isNamed(JsonValue entry, String name) {
        return entry instanceof JsonObject object && name.equals(object.text("name"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
