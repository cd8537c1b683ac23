package dev.jong.apiserver.discovery;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// `/api`, `/apis` and what is below them, down to the versions.
public final class Discovery {
    private final ResourceRoutes routes;
    private final Supplier<String> address;
    private final Supplier<List<RemoteVersion>> remote;
    private volatile State state = new State(-1, List.of(), new ServedGroups(List.of()), Map.of());

    /// Documents made from one state of the registry and of the other servers.
    ///
    /// @param registered how often the registry had changed
    private record State(
            long registered,
            List<RemoteVersion> remote,
            ServedGroups served,
            Map<String, Document> documents) {
        boolean isOf(long changes, List<RemoteVersion> others) {
            return registered == changes && remote.equals(others);
        }
    }

    private record Document(byte[] json, String tag) {}

    /// @param address `host:port` for clients
    /// @param remote what other servers serve: another list when that changes
    public Discovery(
            ResourceRoutes routes, Supplier<String> address, Supplier<List<RemoteVersion>> remote) {
        this.routes = routes;
        this.address = address;
        this.remote = remote;
    }

    public void addTo(Router router) {
        router.route("/api", this::api);
        router.route("/apis", this::apis);
    }

    private void api(HttpExchange exchange, RequestInfo info) {
        Refusals.unlessGet(exchange);
        var accepted = Accepted.ofGroups(exchange);
        if (accepted.as().equals("APIGroupDiscoveryList")) {
            aggregated(exchange, accepted, true);
        } else {
            Answers.tree(exchange, 200, Documents.apiVersions(address.get()), accepted.plainly());
        }
    }

    private void apis(HttpExchange exchange, RequestInfo info) {
        Refusals.unlessGet(exchange);
        var accepted = Accepted.ofGroups(exchange);
        if (accepted.as().equals("APIGroupDiscoveryList")) {
            aggregated(exchange, accepted, false);
        } else {
            Answers.tree(exchange, 200, Documents.groupList(state().served), accepted.plainly());
        }
    }

    /// Answers `/apis/<group>`, `/apis/<group>/<version>` and `/api/v1`; false when it is none of
    /// them or the group or version is not served.
    public boolean answer(HttpExchange exchange, RequestInfo info) {
        var parts = info.path().replaceAll("^/+|/+$", "").split("/", -1);
        boolean core = parts[0].equals("api") && parts.length == 2;
        boolean grouped = parts[0].equals("apis") && (parts.length == 2 || parts.length == 3);
        if (!core && !grouped) {
            return false;
        }
        var group = state().served.group(core ? "" : parts[1]);
        if (group == null) {
            return false;
        }
        if (grouped && parts.length == 2) {
            send(exchange, Documents.group(group), false);
            return true;
        }
        var wanted = parts[parts.length - 1];
        for (var version : group.versions()) {
            if (version.version().equals(wanted)
                    && version instanceof ServedGroups.Version.Local local) {
                // Upstream breaks off where `v1` is asked for in CBOR; it is answered like others.
                (routes.cbor() && !local.custom()
                                ? RequestContext.current().offeringCbor()
                                : RequestContext.current())
                        .run(() -> send(exchange, Documents.resourceList(local), !local.custom()));
                return true;
            }
        }
        return false;
    }

    private static void send(HttpExchange exchange, JsonObject document, boolean builtIn) {
        Refusals.unlessGet(exchange);
        Answers.tree(exchange, 200, document, Accepted.ofDocument(exchange, builtIn));
    }

    private void aggregated(HttpExchange exchange, Accepted accepted, boolean core) {
        var document =
                state().documents
                        .computeIfAbsent(
                                accepted.version() + core,
                                _ ->
                                        document(
                                                Documents.aggregated(
                                                        state().served, accepted.version(), core)));
        var headers =
                Answers.headers(
                                "application/json;g=apidiscovery.k8s.io;v="
                                        + accepted.version()
                                        + ";as=APIGroupDiscoveryList")
                        .without("Cache-Control")
                        .with("Cache-Control", "public")
                        .with("ETag", document.tag)
                        .with("Vary", "Accept");
        if (exchange.headers().value("If-None-Match").equals(document.tag)) {
            exchange.answer(304, Headers.of("ETag", document.tag, "Vary", "Accept"));
        } else {
            exchange.answer(200, headers, document.json);
        }
    }

    private static Document document(JsonObject tree) {
        var json = Json.write(tree);
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(json);
            return new Document(
                    json, '"' + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private State state() {
        var known = state;
        long registered = routes.registry().changes();
        var others = remote.get();
        if (!known.isOf(registered, others)) {
            known =
                    new State(
                            registered,
                            others,
                            ServedGroups.of(routes, others),
                            new ConcurrentHashMap<>());
            state = known;
        }
        return known;
    }
}
