package dev.jong.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Options as a request's query, with its question mark; "" for none.
final class QueryText {
    private QueryText() {}

    static String of(ListOptions options, boolean watch) {
        var query = new LinkedHashMap<String, String>();
        put(query, "labelSelector", options.labelSelector());
        put(query, "fieldSelector", options.fieldSelector());
        put(query, "resourceVersion", options.resourceVersion());
        put(query, "resourceVersionMatch", options.resourceVersionMatch());
        put(query, "limit", options.limit() == 0 ? "" : Long.toString(options.limit()));
        put(query, "continue", options.continueToken());
        put(query, "allowWatchBookmarks", options.bookmarks() ? "true" : "");
        put(query, "sendInitialEvents", options.sendInitialEvents() ? "true" : "");
        var timeout = options.timeout();
        put(query, "timeoutSeconds", timeout == null ? "" : Long.toString(timeout.toSeconds()));
        put(query, "watch", watch ? "true" : "");
        return text(query);
    }

    static String of(WriteOptions options, boolean force) {
        var query = new LinkedHashMap<String, String>();
        put(query, "fieldManager", options.fieldManager());
        put(query, "dryRun", options.dryRun() ? "All" : "");
        put(query, "force", force ? "true" : "");
        return text(query);
    }

    private static void put(Map<String, String> query, String name, String value) {
        if (!value.isEmpty()) {
            query.put(name, URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static String text(Map<String, String> query) {
        return query.isEmpty()
                ? ""
                : query.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&", "?", ""));
    }
}
