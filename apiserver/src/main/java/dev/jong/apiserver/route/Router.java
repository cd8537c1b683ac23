package dev.jong.apiserver.route;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.HttpExchange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/// Finds who answers a path: exact ones first, then the longest prefix that ends in a slash, then
/// resources.
public final class Router implements RequestHandler {
    private final Map<String, RequestHandler> exact = new ConcurrentSkipListMap<>();
    private final Map<String, RequestHandler> prefixes = new ConcurrentSkipListMap<>();
    private final Set<String> unlisted = new ConcurrentSkipListSet<>();
    private final RequestHandler others;

    /// @param others answers every path that is not routed
    public Router(RequestHandler others) {
        this.others = others;
    }

    /// @param path ends in a slash to stand for all paths below it too
    public Router route(String path, RequestHandler handler) {
        (path.length() > 1 && path.endsWith("/") ? prefixes : exact).put(path, handler);
        return this;
    }

    /// As [#route], but for a path that the index at `/` does not tell of.
    public Router routeUnlisted(String path, RequestHandler handler) {
        unlisted.add(path);
        return route(path, handler);
    }

    /// Paths for the index at `/`.
    public Collection<String> paths() {
        var paths = new TreeSet<>(exact.keySet());
        paths.removeAll(unlisted);
        return new ArrayList<>(paths);
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        var path = info.path();
        var handler = exact.get(path);
        if (handler == null && path.length() > 1 && path.endsWith("/")) {
            handler = exact.get(path.substring(0, path.length() - 1));
        }
        if (handler == null) {
            handler = underPrefix(path);
        }
        if (handler != null) {
            handler.handle(exchange, info);
        } else {
            others.handle(exchange, info);
        }
    }

    private @Nullable RequestHandler underPrefix(String path) {
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            var handler = prefixes.get(path.substring(0, slash + 1));
            if (handler != null) {
                return handler;
            }
        }
        return null;
    }
}
