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

    private static final List<String> LISTS = List.of("clusters", "users", "contexts");

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
        var own =
                JsonObject.EMPTY
                        .with("clusters", JsonArray.of(named("cluster", cluster)))
                        .with("users", JsonArray.of(named("user", user)))
                        .with("contexts", JsonArray.of(named("context", context)))
                        .with("current-context", name);
        return merge(config, own);
    }

    private JsonObject named(String field, JsonObject content) {
        return JsonObject.EMPTY.with("name", name).with(field, content);
    }

    /// The given kubeconfig with another's entries put in or replaced, and the other's context
    /// chosen.
    static JsonObject merge(JsonObject config, JsonObject other) {
        var merged = config.has("apiVersion") ? config : config.with("apiVersion", "v1");
        merged = merged.has("kind") ? merged : merged.with("kind", "Config");
        for (var list : LISTS) {
            for (var entry : other.array(list).items()) {
                merged = merged.with(list, put(merged, list, entry));
            }
        }
        var current = other.text("current-context");
        return current == null ? merged : merged.with("current-context", current);
    }

    /// The given kubeconfig without the entries of that name.
    static JsonObject removeFrom(JsonObject config, String name) {
        var rest = config;
        for (var list : LISTS) {
            if (config.get(list) instanceof JsonArray entries) {
                rest = rest.with(list, new JsonArray(without(entries, name)));
            }
        }
        return name.equals(config.text("current-context"))
                ? rest.with("current-context", "")
                : rest;
    }

    private static JsonArray put(JsonObject config, String list, JsonValue entry) {
        var name = entry instanceof JsonObject object ? object.text("name") : null;
        var changed = new ArrayList<JsonValue>();
        var replaced = false;
        var entries =
                config.get(list) instanceof JsonArray present
                        ? present.items()
                        : List.<JsonValue>of();
        for (var present : entries) {
            var same = name != null && isNamed(present, name);
            changed.add(same ? entry : present);
            replaced |= same;
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
