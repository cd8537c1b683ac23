package dev.jong.apiserver.action;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Queries;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import dev.jong.http.HttpExchange;
import java.util.Map;
import java.util.Set;

/// Serves binding and eviction.
public final class ActionRoutes {
    private static final JsonObject CREATED =
            new JsonObject(
                    Map.of(
                            "kind", new JsonText("Status"),
                            "apiVersion", new JsonText("v1"),
                            "metadata", JsonObject.EMPTY,
                            "status", new JsonText("Success"),
                            "code", new JsonInteger(201)));

    private final PodBinding binding;
    private final PodEviction eviction;

    public ActionRoutes(PodBinding binding, PodEviction eviction) {
        this.binding = binding;
        this.eviction = eviction;
    }

    public void addTo(ResourceRoutes routes) {
        routes.action("pods/binding", this::bind);
        routes.action("pods/eviction", this::evict);
        routes.virtual(Binding.KIND, Set.of("create"), this::bind);
    }

    private void bind(HttpExchange exchange, RequestInfo info) {
        demandCreate(info);
        var body = Body.read(exchange, Binding.KIND);
        var pod = info.name().isEmpty() ? body.name() : info.name();
        checkNames(body, pod);
        binding.bind(info.namespace(), pod, body, Queries.write(exchange));
        Answers.success(exchange, 201, CREATED, Accepted.of(exchange).plainly());
    }

    private void evict(HttpExchange exchange, RequestInfo info) {
        demandCreate(info);
        var body = Body.read(exchange, Eviction.KIND);
        checkNames(body, info.name());
        var namespace = body.metadata().namespace();
        if (namespace != null && !namespace.isEmpty() && !namespace.equals(info.namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
        eviction.evict(info.namespace(), info.name(), body, Queries.write(exchange));
        Answers.success(exchange, 201, CREATED, Accepted.of(exchange).plainly());
    }

    private static void demandCreate(RequestInfo info) {
        if (!info.verb().equals("create")) {
            throw Refusals.methodNotAllowed();
        }
    }

    private static void checkNames(KubernetesObject body, String inPath) {
        if (!body.name().equals(inPath)) {
            throw ApiException.badRequest(
                    "name in URL does not match name in " + body.kind().name() + " object");
        }
    }
}
