package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.authentication.v1.UserInfo;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.cel.AuthorizerValue;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.JsonView;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values of what a policy's expressions name, for one request. Made when they are asked for.
/// One thread.
final class PolicyInputs {
    private final AdmissionRequest request;
    private final Seen seen;
    private final Function<KubernetesObject, KubernetesObject> shown;
    private final Optional<Namespace> namespace;
    private final AuthorizerValue authorizer;
    private final Map<String, Object> made = new HashMap<>();

    PolicyInputs(
            AdmissionRequest request,
            Seen seen,
            Cluster cluster,
            Optional<Namespace> namespace,
            Authorizer authorizer) {
        this.request = request;
        this.seen = seen;
        this.shown = object -> cluster.convert(object, seen.kind());
        this.namespace = namespace;
        this.authorizer = new AuthorizerValue(request.user(), authorizer);
    }

    /// @param params null when the policy has none
    /// @param variables of the policy, evaluated when somebody asks
    Function<String, @Nullable Object> with(
            @Nullable KubernetesObject params, Map<String, Expression> variables, Budget budget) {
        var composed = new Composed(variables, budget);
        var parameters = params == null ? JsonNull.NULL : JsonView.of(json(params));
        Function<String, @Nullable Object> values =
                name ->
                        switch (name) {
                            case "params" -> parameters;
                            case "variables" -> composed;
                            default -> value(name);
                        };
        composed.values = values;
        return values;
    }

    private @Nullable Object value(String name) {
        var known = made.get(name);
        if (known != null) {
            return known;
        }
        var value = make(name);
        if (value != null) {
            made.put(name, value);
        }
        return value;
    }

    private @Nullable Object make(String name) {
        return switch (name) {
            case "object" -> tree(request.object());
            case "oldObject" -> tree(request.old());
            case "request" -> JsonView.of(described());
            case "namespaceObject" -> namespace.map(PolicyInputs::namespace).orElse(JsonNull.NULL);
            case "authorizer" -> authorizer;
            case "authorizer.requestResource" ->
                    authorizer.resource(
                            new Attributes(
                                    request.user(),
                                    true,
                                    "",
                                    seen.resource().group(),
                                    "*",
                                    request.namespace(),
                                    request.resource(),
                                    request.subresource(),
                                    request.name(),
                                    ""));
            default -> null;
        };
    }

    private Object tree(@Nullable KubernetesObject object) {
        return object == null ? JsonNull.NULL : JsonView.of(json(shown.apply(object)));
    }

    static JsonValue json(KubernetesObject object) {
        return json(object, object.kind());
    }

    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> JsonValue json(
            KubernetesObject object, Kind<T> kind) {
        return Json.tree((T) object, kind.codec());
    }

    /// Owner references and managed fields are not shown.
    private static Object namespace(Namespace namespace) {
        var plain =
                namespace.withMetadata(
                        namespace.metadata().toBuilder()
                                .managedFields(List.of())
                                .ownerReferences(List.of())
                                .build());
        return JsonView.of(json(plain));
    }

    private JsonObject described() {
        var fields = new HashMap<String, JsonValue>();
        fields.put("kind", kind(seen.kind()));
        fields.put("resource", resource(seen.resource()));
        fields.put("requestKind", kind(Seen.of(request, request.origin().resource()).kind()));
        fields.put("requestResource", resource(request.origin().resource()));
        if (!request.subresource().isEmpty()) {
            fields.put("subResource", new JsonText(request.subresource()));
            fields.put("requestSubResource", new JsonText(request.subresource()));
        }
        put(fields, "name", request.name());
        put(fields, "namespace", request.namespace());
        fields.put("operation", new JsonText(request.operation().name()));
        fields.put("userInfo", Json.tree(request.user().info(), UserInfo.CODEC));
        fields.put("dryRun", JsonBoolean.of(request.dryRun()));
        fields.put("options", options());
        return new JsonObject(fields);
    }

    private static void put(Map<String, JsonValue> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, new JsonText(value));
        }
    }

    private JsonValue options() {
        var options = request.origin().options();
        return options.isEmpty() ? JsonNull.NULL : options;
    }

    private static JsonObject kind(Kind<?> kind) {
        return JsonObject.of("group", new JsonText(kind.group()))
                .with("version", kind.version())
                .with("kind", kind.name());
    }

    private JsonObject resource(Kind<?> kind) {
        return JsonObject.of("group", new JsonText(kind.group()))
                .with("version", kind.version())
                .with("resource", request.resource());
    }

    /// `variables`, each evaluated at most once.
    private static final class Composed extends AbstractMap<Object, Object> {
        private final Map<String, Expression> expressions;
        private final Budget budget;
        private final Map<Object, Object> evaluated = new HashMap<>();
        private Function<String, @Nullable Object> values = _ -> null;

        Composed(Map<String, Expression> expressions, Budget budget) {
            this.expressions = expressions;
            this.budget = budget;
        }

        @Override
        public @Nullable Object get(@Nullable Object name) {
            var known = evaluated.get(name);
            var expression = name instanceof String text ? expressions.get(text) : null;
            if (known != null || name == null || expression == null) {
                return known;
            }
            try {
                var value = expression.evaluate(values, budget);
                evaluated.put(name, value);
                return value;
            } catch (CelException.Failed e) {
                throw new CelException.Failed(
                        "composited variable \""
                                + name
                                + "\" fails to evaluate: "
                                + e.getMessage());
            }
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return name instanceof String text && expressions.containsKey(text);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            throw new CelException.Failed("no such overload");
        }
    }
}
