package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.registry.Deletion;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Body;
import dev.jong.apiserver.wire.Received;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// POST, PUT, PATCH and DELETE of objects.
final class Writes {
    private static final String JOBS_LEAVE_PODS =
            "child pods are preserved by default when jobs are deleted; set"
                    + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
                    + " suppress this warning";

    private final InstantSource clock;

    Writes(InstantSource clock) {
        this.clock = clock;
    }

    <T extends KubernetesObject> void create(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var options = Queries.write(exchange);
        var object = read(exchange, verbs.resource());
        var version = verbs.create(info.namespace(), object, options);
        Reads.object(exchange, 201, verbs.resource(), version, accepted, clock);
    }

    <T extends KubernetesObject> void update(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var options = Queries.write(exchange);
        var object = read(exchange, verbs.resource());
        if (object.name().isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + info.name()
                            + " based on URL) was undeterminable: name must be provided");
        }
        if (!object.name().equals(info.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + object.name()
                            + ") does not match the name on the URL ("
                            + info.name()
                            + ")");
        }
        var written =
                verbs.update(info.namespace(), info.name(), info.subresource(), object, options);
        int code = written.created() ? 201 : 200;
        Reads.object(exchange, code, verbs.resource(), written.version(), accepted, clock);
    }

    <T extends KubernetesObject> void patch(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var kind = verbs.resource().kind();
        var type = Patching.type(exchange, Patching.custom(kind));
        var options = Queries.write(exchange);
        var patching = Patching.read(exchange, type);
        if (patching.type() == Patching.Type.APPLY) {
            Applies.apply(exchange, info, verbs, patching, options, accepted, clock);
            return;
        }
        var version =
                verbs.change(
                        info.namespace(),
                        info.name(),
                        info.subresource(),
                        object -> OwnerReferences.patched(patching.apply(object, kind)),
                        options);
        Reads.object(exchange, 200, verbs.resource(), version, accepted, clock);
    }

    <T extends KubernetesObject> void delete(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var options = deleteOptions(exchange);
        var write = deleteWrite(options);
        warnOfOrphans(verbs.resource().kind(), options);
        var deletion = verbs.delete(info.namespace(), info.name(), options, write);
        int code = accepted(deletion, options) ? 202 : 200;
        if (deletion.gone() && !verbs.resource().returnsDeleted()) {
            Answers.success(exchange, code, success(deletion, verbs), accepted.plainly());
        } else {
            Reads.object(exchange, code, verbs.resource(), deletion.last(), accepted, clock);
        }
    }

    <T extends KubernetesObject> void deleteCollection(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var options = deleteOptions(exchange);
        warnOfOrphans(verbs.resource().kind(), options);
        var listing =
                verbs.deleteCollection(
                        info.namespace(), Queries.list(info), options, deleteWrite(options));
        Reads.list(exchange, verbs.resource(), listing, accepted, clock);
    }

    private static void warnOfOrphans(Kind<?> kind, DeleteOptions options) {
        if (kind.equals(Job.KIND)
                && options.propagationPolicy() == null
                && options.orphanDependents() == null) {
            RequestContext.current().warnings().add(JOBS_LEAVE_PODS);
        }
    }

    /// Not gone yet although its dependents are to go with it, asked in the old way: upstream
    /// answers 202 then, and only then.
    private static boolean accepted(Deletion<?> deletion, DeleteOptions options) {
        return !deletion.gone() && Boolean.FALSE.equals(options.orphanDependents());
    }

    private static JsonObject success(Deletion<?> deletion, Verbs<?> verbs) {
        var kind = verbs.resource().kind();
        var metadata = deletion.last().object().metadata();
        var details = new TreeMap<String, JsonValue>();
        details.put("name", new JsonText(deletion.last().object().name()));
        if (!kind.group().isEmpty()) {
            details.put("group", new JsonText(kind.group()));
        }
        details.put("kind", new JsonText(kind.plural()));
        if (metadata.uid() != null) {
            details.put("uid", new JsonText(metadata.uid()));
        }
        return new JsonObject(
                Map.of(
                        "kind", new JsonText("Status"),
                        "apiVersion", new JsonText("v1"),
                        "metadata", JsonObject.EMPTY,
                        "status", new JsonText("Success"),
                        "details", new JsonObject(details)));
    }

    private static <T extends KubernetesObject> T read(
            HttpExchange exchange, Resource<T> resource) {
        var object = Body.read(exchange, resource.kind());
        Received.tell(object, resource.kind(), resource.defaults());
        return OwnerReferences.created(object);
    }

    /// From the body, or from the query when there is no body.
    private static DeleteOptions deleteOptions(HttpExchange exchange) {
        var bytes = Body.bytes(exchange);
        if (bytes.length > 0) {
            return Body.readOptions(exchange, bytes, DeleteOptions.CODEC);
        }
        var query = exchange.query();
        var options = DeleteOptions.EMPTY.toBuilder();
        options.dryRun(query.all("dryRun"));
        if (query.has("gracePeriodSeconds")) {
            options.gracePeriodSeconds(Queries.number(query, "gracePeriodSeconds"));
        }
        if (query.has("orphanDependents")) {
            options.orphanDependents(query.isTrue("orphanDependents"));
        }
        if (query.has("propagationPolicy")) {
            options.propagationPolicy(query.value("propagationPolicy"));
        }
        return options.build();
    }

    private static WriteOptions deleteWrite(DeleteOptions options) {
        return options.dryRun().contains("All") ? WriteOptions.DRY_RUN : WriteOptions.DEFAULT;
    }
}
