package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.Schema;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestInfo;
import java.util.List;
import java.util.Map;

/// Lets plugins refuse connections to Pods, Services and nodes (operation `CONNECT`).
final class Connects {
    private static final Schema.Struct ANYTHING =
            Schema.Struct.of(
                    new Schema.Body("", Map.of(), false, null, true, false, JsonObject.EMPTY));

    /// What the options of a connection are called, by resource and subresource.
    private static final Map<String, Kind<Unstructured>> OPTIONS =
            Map.of(
                    "pods/exec", kind("PodExecOptions"),
                    "pods/attach", kind("PodAttachOptions"),
                    "pods/portforward", kind("PodPortForwardOptions"),
                    "pods/proxy", kind("PodProxyOptions"),
                    "services/proxy", kind("ServiceProxyOptions"),
                    "nodes/proxy", kind("NodeProxyOptions"));

    private Connects() {}

    private static Kind<Unstructured> kind(String name) {
        return Unstructured.kind("", "v1", name, Unstructured.Names.of(""), false, ANYTHING);
    }

    /// @param resource whose object is connected to
    /// @throws ApiException 400 when it is only to be tried
    static void admit(Registry registry, Kind<?> resource, RequestInfo info) {
        var kind = OPTIONS.get(info.resource() + "/" + info.subresource());
        if (kind != null) {
            if (!info.query().all("dryRun").isEmpty()) {
                throw ApiException.badRequest("dryRun is not supported");
            }
            registry.admit(
                    Operation.CONNECT,
                    resource,
                    info.subresource(),
                    info.namespace(),
                    info.name(),
                    new Unstructured(kind, ObjectMeta.EMPTY, options(info)),
                    false);
        }
    }

    private static JsonObject options(RequestInfo info) {
        return switch (info.subresource()) {
            case "exec" -> streams(info).with("command", texts(info.query().all("command")));
            case "attach" -> streams(info);
            case "portforward" -> {
                var ports =
                        info.query().all("ports").stream()
                                .flatMap(text -> List.of(text.split(",", -1)).stream())
                                .filter(port -> port.matches("[0-9]{1,5}"))
                                .map(port -> new JsonInteger(Long.parseLong(port)))
                                .toArray(JsonInteger[]::new);
                yield JsonObject.EMPTY.with("ports", JsonArray.of(ports));
            }
            default -> JsonObject.EMPTY.with("path", "/" + String.join("/", info.rest()));
        };
    }

    private static JsonObject streams(RequestInfo info) {
        var options = JsonObject.EMPTY;
        for (var name : List.of("stdin", "stdout", "stderr", "tty")) {
            if (info.query().isTrue(name)) {
                options = options.with(name, JsonBoolean.of(true));
            }
        }
        var container = info.query().value("container");
        return container.isEmpty() ? options : options.with("container", container);
    }

    private static JsonArray texts(List<String> values) {
        return JsonArray.of(values.stream().map(JsonText::new).toArray(JsonText[]::new));
    }
}
