package dev.jong.client;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kubeconfig: which servers there are, who we are there, and which pair is in use.
///
/// Entries keep what Jong does not know about, so that writing a file loses nothing.
public final class Kubeconfig {
    private static final String CLUSTERS = "clusters";
    private static final String USERS = "users";
    private static final String CONTEXTS = "contexts";

    private final JsonObject tree;

    private Kubeconfig(JsonObject tree) {
        this.tree = tree;
    }

    /// One context: a cluster seen by a user.
    public record Context(String name, String cluster, String user, @Nullable String namespace) {}

    public static Kubeconfig empty() {
        return new Kubeconfig(
                JsonObject.EMPTY
                        .with("apiVersion", "v1")
                        .with("kind", "Config")
                        .with("preferences", JsonObject.EMPTY));
    }

    public static Kubeconfig of(JsonValue tree) {
        if (tree instanceof JsonObject object) {
            return new Kubeconfig(object);
        }
        throw new KubeconfigException("a kubeconfig must be an object, not " + tree.typeName());
    }

    public JsonObject tree() {
        return tree;
    }

    public String currentContext() {
        return Objects.requireNonNullElse(tree.text("current-context"), "");
    }

    public Kubeconfig withCurrentContext(String name) {
        return new Kubeconfig(tree.with("current-context", name));
    }

    public Optional<Context> context(String name) {
        return entry(CONTEXTS, "context", name)
                .map(found ->
                        new Context(
                                name,
                                text(found, "cluster"),
                                text(found, "user"),
                                found.text("namespace")));
    }

    public Optional<JsonObject> cluster(String name) {
        return entry(CLUSTERS, "cluster", name);
    }

    public Optional<JsonObject> user(String name) {
        return entry(USERS, "user", name);
    }

    /// Adds or replaces the entry of that name.
    public Kubeconfig withCluster(String name, JsonObject cluster) {
        return with(CLUSTERS, "cluster", name, cluster);
    }

    /// Adds or replaces the entry of that name.
    public Kubeconfig withUser(String name, JsonObject user) {
        return with(USERS, "user", name, user);
    }

    /// Adds or replaces the entry of that name.
    public Kubeconfig withContext(Context context) {
        var value =
                JsonObject.EMPTY.with("cluster", context.cluster()).with("user", context.user());
        var namespace = context.namespace();
        return with(
                CONTEXTS,
                "context",
                context.name(),
                namespace == null ? value : value.with("namespace", namespace));
    }

    /// Without the cluster, user and context of that name.
    public Kubeconfig without(String name) {
        var left = tree;
        for (var list : List.of(CLUSTERS, USERS, CONTEXTS)) {
            left = left.with(list, new JsonArray(others(list, name)));
        }
        return new Kubeconfig(
                currentContext().equals(name) ? left.with("current-context", "") : left);
    }

    /// As kubectl joins several files: of equal names, and of the current context, the first
    /// counts.
    public Kubeconfig merge(Kubeconfig later) {
        var merged = this;
        for (var list : List.of(CLUSTERS, USERS, CONTEXTS)) {
            var items = new ArrayList<JsonValue>(merged.tree.array(list).items());
            for (var item : later.tree.array(list).items()) {
                var name = item instanceof JsonObject object ? text(object, "name") : "";
                if (items.stream().noneMatch(known -> named(known, name))) {
                    items.add(item);
                }
            }
            merged = new Kubeconfig(merged.tree.with(list, new JsonArray(items)));
        }
        return currentContext().isEmpty()
                ? merged.withCurrentContext(later.currentContext())
                : merged;
    }

    private Kubeconfig with(String list, String field, String name, JsonObject value) {
        var items = new ArrayList<JsonValue>(tree.array(list).items());
        var entry = JsonObject.EMPTY.with("name", name).with(field, value);
        for (int i = 0; i < items.size(); i++) {
            if (named(items.get(i), name)) {
                items.set(i, entry);
                return new Kubeconfig(tree.with(list, new JsonArray(items)));
            }
        }
        items.add(entry);
        return new Kubeconfig(tree.with(list, new JsonArray(items)));
    }

    private Optional<JsonObject> entry(String list, String field, String name) {
        return tree.array(list).items().stream()
                .filter(item -> named(item, name))
                .findFirst()
                .map(item -> ((JsonObject) item).object(field));
    }

    private List<JsonValue> others(String list, String name) {
        return tree.array(list).items().stream().filter(item -> !named(item, name)).toList();
    }

    private static boolean named(JsonValue item, String name) {
        return item instanceof JsonObject object && name.equals(object.text("name"));
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNullElse(object.text(field), "");
    }
}
