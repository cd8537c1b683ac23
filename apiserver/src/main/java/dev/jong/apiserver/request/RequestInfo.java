package dev.jong.apiserver.request;

import dev.jong.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a request line asks for: the input of authorization, audit, flow control and routing.
///
/// For paths outside `/api` and `/apis` only `verb` (the method in lower case) and `path` say
/// something. Absent parts are empty. `rest` holds what follows the subresource, for `proxy`.
public record RequestInfo(
        boolean resourceRequest,
        String verb,
        String path,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        List<String> rest,
        Query query) {
    private static final Set<String> LONG_VERBS = Set.of("watch", "proxy");
    private static final Set<String> LONG_SUBRESOURCES =
            Set.of("attach", "exec", "proxy", "log", "portforward");
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    public RequestInfo {
        rest = List.copyOf(rest);
    }

    /// What a request asks for.
    ///
    /// @param path decoded path
    public static RequestInfo of(String method, String path, Query query) {
        var parts = segments(path);
        if (parts.size() < 3
                || !(parts.getFirst().equals("api") || parts.getFirst().equals("apis"))) {
            return plain(method, path, query);
        }
        boolean legacy = parts.getFirst().equals("api");
        if (!legacy && parts.size() < 4) {
            return plain(method, path, query);
        }
        var group = legacy ? "" : parts.get(1);
        var version = parts.get(legacy ? 1 : 2);
        var tail = parts.subList(legacy ? 2 : 3, parts.size());
        return resource(method, path, group, version, tail, query);
    }

    /// Whether this may take for ever: a watch, a stream, something passed on.
    public boolean isLong() {
        return resourceRequest
                && (LONG_VERBS.contains(verb) || LONG_SUBRESOURCES.contains(subresource));
    }

    private static RequestInfo resource(
            String method,
            String path,
            String group,
            String version,
            List<String> tail,
            Query query) {
        var verb = verbOf(method);
        var forced = "";
        if (tail.getFirst().equals("watch") || tail.getFirst().equals("proxy")) {
            if (tail.size() < 2) {
                return plain(method, path, query);
            }
            forced = tail.getFirst();
            tail = tail.subList(1, tail.size());
        }
        var namespace = "";
        if (tail.getFirst().equals("namespaces") && tail.size() > 1) {
            namespace = tail.get(1);
            if (tail.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(tail.get(2))) {
                tail = tail.subList(2, tail.size());
            }
        }
        var resource = tail.getFirst();
        var name = tail.size() > 1 ? tail.get(1) : "";
        var subresource = tail.size() > 2 && !forced.equals("proxy") ? tail.get(2) : "";
        var rest = tail.size() > 3 ? tail.subList(3, tail.size()) : List.<String>of();
        if (!forced.isEmpty()) {
            verb = forced;
        } else if (name.isEmpty()) {
            verb = collectionVerb(verb, query);
        }
        return new RequestInfo(
                true,
                verb,
                path,
                group,
                version,
                namespace,
                resource,
                subresource,
                name,
                rest,
                query);
    }

    private static RequestInfo plain(String method, String path, Query query) {
        return new RequestInfo(
                false,
                method.toLowerCase(Locale.ROOT),
                path,
                "",
                "",
                "",
                "",
                "",
                "",
                List.of(),
                query);
    }

    private static String verbOf(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    private static String collectionVerb(String verb, Query query) {
        return switch (verb) {
            case "get" -> query.isTrue("watch") ? "watch" : "list";
            case "delete" -> "deletecollection";
            default -> verb;
        };
    }

    private static List<String> segments(String path) {
        var parts = new ArrayList<String>();
        int start = 0;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end > start) {
                parts.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return parts;
    }
}
