package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.table.Columns;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The scale subresource of whatever can be scaled.
final class Scales {
    private static final Resource<Scale> TABLE =
            Resource.of(Scale.KIND)
                    .columns(
                            List.of(
                                    Columns.<Scale>name().format(""),
                                    Column.number("Desired", scale -> scale.spec().replicas()),
                                    Column.number("Available", scale -> scale.status().replicas()),
                                    Columns.age()))
                    .build();

    private final InstantSource clock;

    Scales(InstantSource clock) {
        this.clock = clock;
    }

    <T extends KubernetesObject> void handle(
            HttpExchange exchange,
            RequestInfo info,
            Verbs<T> verbs,
            Subresource.Scaling<T> scaling) {
        var accepted = Accepted.of(exchange);
        var answer =
                switch (info.verb()) {
                    case "get" -> verbs.get(info.namespace(), info.name()).object();
                    case "update" -> {
                        var asked = Body.read(exchange, Scale.KIND);
                        checkName(asked, info);
                        yield change(exchange, info, verbs, scaling, _ -> asked);
                    }
                    case "patch" -> {
                        var patching = Patching.read(exchange, Patching.type(exchange, false));
                        if (patching.type() == Patching.Type.APPLY) {
                            yield apply(exchange, info, verbs, scaling, patching);
                        }
                        yield change(
                                exchange,
                                info,
                                verbs,
                                scaling,
                                scale -> {
                                    var asked = patching.apply(scale, Scale.KIND);
                                    checkName(asked, info);
                                    return asked;
                                });
                    }
                    default -> throw Refusals.methodNotAllowed();
                };
        var scale = scaling.scale(answer);
        if (accepted.as().equals("Table")) {
            Answers.value(exchange, 200, table(scale, exchange, accepted), Table.codec(), accepted);
        } else {
            Answers.object(exchange, 200, scale, accepted.plainly());
        }
    }

    private Table<Scale> table(Scale scale, HttpExchange exchange, Accepted accepted) {
        return new Table<>(
                TABLE,
                List.of(scale),
                Objects.requireNonNullElse(scale.metadata().resourceVersion(), ""),
                "",
                null,
                Table.Include.of(exchange.query().value("includeObject")),
                true,
                clock.instant(),
                accepted.version());
    }

    /// What is applied to a scale is owned at the object's own field.
    private static <T extends KubernetesObject> T apply(
            HttpExchange exchange,
            RequestInfo info,
            Verbs<T> verbs,
            Subresource.Scaling<T> scaling,
            Patching patching) {
        var options = Queries.write(exchange);
        var config = Applies.configuration(info, patching, Scale.KIND);
        var kind = verbs.resource().kind();
        var identity =
                JsonObject.EMPTY
                        .with("apiVersion", kind.apiVersion())
                        .with("kind", kind.name())
                        .with("metadata", config.object("metadata"));
        var scale = Json.read(config, Scale.KIND.codec());
        var whole =
                config.object("spec").has("replicas")
                        ? identity.with("spec", specOf(kind, identity, scaling, scale))
                        : identity;
        return verbs.apply(info.namespace(), info.name(), scaling.name(), whole, options)
                .version()
                .object();
    }

    /// Custom kinds say where they keep their replicas.
    private static <T extends KubernetesObject> JsonObject specOf(
            Kind<T> kind, JsonObject identity, Subresource.Scaling<T> scaling, Scale scale) {
        if (!Patching.custom(kind)) {
            return JsonObject.EMPTY.with("replicas", new JsonInteger(scale.spec().replicas()));
        }
        var scaled = scaling.write().apply(Json.read(identity, kind.codec()), scale);
        return ((JsonObject) Json.tree(scaled, kind.codec())).object("spec");
    }

    private static void checkName(Scale asked, RequestInfo info) {
        if (asked.name().isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + info.name()
                            + " based on URL) was undeterminable: name must be provided");
        }
        if (!asked.name().equals(info.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + asked.name()
                            + ") does not match the name on the URL ("
                            + info.name()
                            + ")");
        }
    }

    private static <T extends KubernetesObject> T change(
            HttpExchange exchange,
            RequestInfo info,
            Verbs<T> verbs,
            Subresource.Scaling<T> scaling,
            UnaryOperator<Scale> change) {
        return verbs.change(
                        info.namespace(),
                        info.name(),
                        scaling.name(),
                        object -> scaled(scaling, object, change),
                        Queries.write(exchange))
                .object();
    }

    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T scaled(
            Subresource.Scaling<T> scaling, T object, UnaryOperator<Scale> change) {
        var asked = change.apply(scaling.scale(object));
        scaling.demandValid(asked, object);
        var changed = scaling.write().apply(object, asked);
        var version = asked.metadata().resourceVersion();
        var unconditional = version == null || version.isEmpty();
        return (T)
                changed.withMetadata(
                        object.metadata().toBuilder()
                                .resourceVersion(
                                        unconditional
                                                ? object.metadata().resourceVersion()
                                                : version)
                                .uid(asked.metadata().uid())
                                .build());
    }
}
