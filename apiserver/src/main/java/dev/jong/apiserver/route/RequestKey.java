package dev.jong.apiserver.route;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.HttpExchange;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What tells requests apart in metrics.
///
/// @param dryRun what was asked for, sorted; empty when nothing was
/// @param subresource for paths outside resources the path
/// @param scope `resource`, `namespace`, `cluster`; empty outside resources
/// @param verb as HTTP has it, but for those that it has no word for
record RequestKey(
        String component,
        String dryRun,
        String group,
        String resource,
        String scope,
        String subresource,
        String verb,
        String version) {
    private static final String APPLY = "application/apply-patch";
    private static final Set<String> CONNECTS =
            Set.of("exec", "attach", "portforward", "proxy", "log");
    private static final Set<String> CHECKS = Set.of("/healthz", "/livez", "/readyz");
    private static final Set<String> PAGES = Set.of("/statusz", "/flagz");
    private static final Set<String> ROOTS = Set.of("/api", "/apis");
    private static final String API_SERVER = "apiserver";
    private static final String OPEN_API = "/openapi/v3";

    /// @return empty for what is not counted: paths of no interest, methods that do not exist
    static Optional<RequestKey> of(HttpExchange exchange, RequestInfo info) {
        if (!info.resourceRequest()) {
            return path(exchange, info.path());
        }
        if (info.verb().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new RequestKey(
                        API_SERVER,
                        info.query().has("dryRun") ? info.query().value("dryRun") : "",
                        info.group(),
                        info.resource(),
                        scope(info),
                        info.subresource(),
                        verb(exchange, info),
                        info.version()));
    }

    private static Optional<RequestKey> path(HttpExchange exchange, String path) {
        if (CHECKS.contains(path)) {
            return Optional.of(new RequestKey("", "", "", "", "", path, "GET", ""));
        }
        if (path.startsWith(OPEN_API)) {
            var part = path.equals(OPEN_API) ? "openapi/v3" : "openapi/v3/";
            return Optional.of(new RequestKey("", "", "", "", "", part, "GET", ""));
        }
        if (PAGES.contains(path)) {
            return Optional.of(
                    new RequestKey(API_SERVER, "", "", path.substring(1), "", "", "GET", ""));
        }
        boolean gathered =
                ROOTS.contains(path)
                        && exchange.headers().value("Accept").contains("as=APIGroupDiscoveryList");
        return gathered
                ? Optional.of(
                        new RequestKey(API_SERVER, "", "", "", "", path.substring(1), "GET", ""))
                : Optional.empty();
    }

    private static String verb(HttpExchange exchange, RequestInfo info) {
        if (CONNECTS.contains(info.subresource())) {
            return "CONNECT";
        }
        return switch (info.verb()) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "deletecollection" -> "DELETE";
            case "patch" ->
                    exchange.headers().value("Content-Type").startsWith(APPLY) ? "APPLY" : "PATCH";
            default -> info.verb().toUpperCase(Locale.ROOT);
        };
    }

    private static String scope(RequestInfo info) {
        if (!info.name().isEmpty() || info.verb().equals("create")) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }

    /// The same as another part of the server saw it.
    RequestKey seenBy(String other) {
        return new RequestKey(other, dryRun, group, resource, scope, subresource, verb, version);
    }

    /// What a path is, whether it is counted or not.
    static RequestKey plain(HttpExchange exchange, RequestInfo info) {
        return of(exchange, info)
                .orElseGet(() ->
                        new RequestKey("", "", "", "", "", info.path(), exchange.method(), ""));
    }
}
