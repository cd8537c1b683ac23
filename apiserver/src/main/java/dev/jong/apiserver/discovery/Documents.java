package dev.jong.apiserver.discovery;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// Discovery's documents as JSON.
final class Documents {
    private static final int HASH_BYTES = 8;

    private Documents() {}

    /// `/api`
    static JsonObject apiVersions(String address) {
        return object(
                "kind",
                text("APIVersions"),
                "versions",
                texts(List.of("v1")),
                "serverAddressByClientCIDRs",
                array(
                        List.of(
                                object(
                                        "clientCIDR", text("0.0.0.0/0"),
                                        "serverAddress", text(address)))));
    }

    /// `/apis`
    static JsonObject groupList(ServedGroups served) {
        return object(
                "kind",
                text("APIGroupList"),
                "apiVersion",
                text("v1"),
                "groups",
                array(
                        served.groups().stream()
                                .filter(group -> !group.name().isEmpty())
                                .map(Documents::plainGroup)
                                .toList()));
    }

    /// `/apis/<group>`
    static JsonObject group(ServedGroups.Group group) {
        return plainGroup(group).with("kind", "APIGroup").with("apiVersion", "v1");
    }

    private static JsonObject plainGroup(ServedGroups.Group group) {
        var versions = group.versions().stream().map(Documents::groupVersion).toList();
        return object(
                "name", text(group.name()),
                "versions", array(versions),
                "preferredVersion", versions.getFirst());
    }

    private static JsonValue groupVersion(ServedGroups.Version version) {
        return object(
                "groupVersion", text(version.groupVersion()), "version", text(version.version()));
    }

    /// `/apis/<group>/<version>`, `/api/v1`
    static JsonObject resourceList(ServedGroups.Version.Local version) {
        var resources = new ArrayList<JsonValue>();
        for (var entry : version.entries()) {
            resources.add(resource(entry));
            for (var part : entry.parts()) {
                resources.add(subresource(entry, part, version));
            }
        }
        var list =
                object(
                        "kind", text("APIResourceList"),
                        "groupVersion", text(version.groupVersion()),
                        "resources", array(resources));
        // Clients older than groups take a list without a version for the core group's.
        return version.groupVersion().equals("v1") ? list : list.with("apiVersion", text("v1"));
    }

    private static JsonObject resource(ServedGroups.Entry entry) {
        var kind = entry.kind();
        var fields = new TreeMap<String, JsonValue>();
        fields.put("name", text(kind.plural()));
        fields.put("singularName", text(kind.singular()));
        fields.put("namespaced", JsonBoolean.of(kind.namespaced()));
        fields.put("kind", text(kind.name()));
        fields.put("verbs", texts(entry.verbs()));
        putTexts(fields, "shortNames", kind.shortNames());
        putTexts(fields, "categories", kind.categories());
        var storage = entry.storage();
        if (storage != null) {
            fields.put("storageVersionHash", text(storageHash(storage)));
        }
        return new JsonObject(fields);
    }

    private static JsonObject subresource(
            ServedGroups.Entry entry, ServedGroups.Part part, ServedGroups.Version version) {
        var kind = part.kind();
        var fields = new TreeMap<String, JsonValue>();
        fields.put("name", text(entry.kind().plural() + "/" + part.name()));
        fields.put("singularName", text(""));
        fields.put("namespaced", JsonBoolean.of(entry.kind().namespaced()));
        fields.put("kind", text(kind.name()));
        fields.put("verbs", texts(part.verbs()));
        if (!kind.group().equals(version.group()) || !kind.version().equals(version.version())) {
            fields.put("group", text(kind.group()));
            fields.put("version", text(kind.version()));
        }
        return new JsonObject(fields);
    }

    /// The aggregated form (`apidiscovery.k8s.io` APIGroupDiscoveryList).
    ///
    /// @param apiVersion `v2` or `v2beta1`
    /// @param core whether for `/api`, which tells of the core group only
    static JsonObject aggregated(ServedGroups served, String apiVersion, boolean core) {
        return object(
                "kind",
                text("APIGroupDiscoveryList"),
                "apiVersion",
                text("apidiscovery.k8s.io/" + apiVersion),
                "metadata",
                JsonObject.EMPTY,
                "items",
                array(
                        served.groups().stream()
                                .filter(group -> group.name().isEmpty() == core)
                                .map(Documents::aggregatedGroup)
                                .toList()));
    }

    private static JsonValue aggregatedGroup(ServedGroups.Group group) {
        return object(
                "metadata",
                group.name().isEmpty()
                        ? JsonObject.EMPTY
                        : JsonObject.of("name", text(group.name())),
                "versions",
                array(group.versions().stream().map(Documents::aggregatedVersion).toList()));
    }

    private static JsonValue aggregatedVersion(ServedGroups.Version version) {
        return switch (version) {
            case ServedGroups.Version.Local local -> aggregatedVersion(local);
            case ServedGroups.Version.Remote remote -> remote.at().document();
        };
    }

    private static JsonValue aggregatedVersion(ServedGroups.Version.Local version) {
        return object(
                "version",
                text(version.version()),
                "resources",
                array(
                        version.entries().stream()
                                .map(entry -> aggregatedResource(entry, version))
                                .toList()),
                "freshness",
                text("Current"));
    }

    private static JsonValue aggregatedResource(
            ServedGroups.Entry entry, ServedGroups.Version.Local version) {
        var kind = entry.kind();
        var fields = new TreeMap<String, JsonValue>();
        fields.put("resource", text(kind.plural()));
        fields.put("responseKind", responseKind(kind, version));
        fields.put("scope", text(kind.namespaced() ? "Namespaced" : "Cluster"));
        fields.put("singularResource", text(kind.singular()));
        fields.put("verbs", texts(entry.verbs()));
        putTexts(fields, "shortNames", kind.shortNames());
        putTexts(fields, "categories", kind.categories());
        if (!entry.parts().isEmpty()) {
            fields.put(
                    "subresources",
                    array(
                            entry.parts().stream()
                                    .map(part ->
                                            (JsonValue)
                                                    object(
                                                            "subresource", text(part.name()),
                                                            "responseKind",
                                                                    responseKind(
                                                                            part.kind(), version),
                                                            "verbs", texts(part.verbs())))
                                    .toList()));
        }
        return new JsonObject(fields);
    }

    /// Group and version are left empty where they are those of the resource, but for custom ones.
    private static JsonValue responseKind(Kind<?> kind, ServedGroups.Version.Local version) {
        boolean told =
                kind.type() == Unstructured.class
                        || !kind.group().equals(version.group())
                        || !kind.version().equals(version.version());
        return object(
                "group", text(told ? kind.group() : ""),
                "version", text(told ? kind.version() : ""),
                "kind", text(kind.name()));
    }

    /// What tells clients that a resource's stored version changed.
    private static String storageHash(Kind<?> kind) {
        try {
            var name = kind.group() + "/" + kind.version() + "/" + kind.name();
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void putTexts(TreeMap<String, JsonValue> fields, String name, List<String> all) {
        if (!all.isEmpty()) {
            fields.put(name, texts(all));
        }
    }

    static JsonText text(String value) {
        return new JsonText(value);
    }

    static JsonArray texts(Collection<String> all) {
        return array(all.stream().map(JsonText::new).toList());
    }

    static JsonArray array(List<? extends JsonValue> items) {
        return new JsonArray(List.copyOf(items));
    }

    /// @param pairs name, value, name, value, …
    static JsonObject object(Object... pairs) {
        var fields = new TreeMap<String, JsonValue>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], (JsonValue) pairs[i + 1]);
        }
        return new JsonObject(fields);
    }
}
