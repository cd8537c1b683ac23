package dev.jong.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the generator can measure. Everything happens in one namespace of its own.
final class Scenarios {
    private static final int KIB = 1024;

    private final Target target;
    private final Options options;
    private final String base;

    Scenarios(Target target, Options options) {
        this.target = target;
        this.options = options;
        this.base = "/api/v1/namespaces/" + options.namespace();
    }

    List<Result> run(String name) throws IOException {
        return switch (name) {
            case "creates" -> List.of(creates());
            case "pods" -> List.of(pods());
            case "gets" -> List.of(gets("gets", ""), gets("gets from cache", "?resourceVersion=0"));
            case "lists" -> List.of(lists());
            case "watches" -> List.of(new Watching(target, options).run());
            case "mixed" -> List.of(mixed());
            case "all" -> all();
            default ->
                    throw new IllegalArgumentException(
                            "unknown scenario "
                                    + name
                                    + ": creates, pods, gets, lists, watches, mixed or all");
        };
    }

    private List<Result> all() throws IOException {
        var results = new ArrayList<Result>();
        results.add(creates());
        results.add(gets("gets", ""));
        results.add(gets("gets from cache", "?resourceVersion=0"));
        results.add(pods());
        results.add(lists());
        results.add(mixed());
        results.add(new Watching(target, options).run());
        return results;
    }

    private Workers workers() {
        return new Workers(target, options.connections());
    }

    private Result creates() {
        return workers()
                .run(
                        "creates, ConfigMap 1 KiB",
                        options.count(),
                        options.seconds(),
                        (connection, index) ->
                                connection.call(
                                        "POST",
                                        base + "/configmaps",
                                        Objects.configMap("load-" + index, KIB),
                                        false));
    }

    private Result pods() {
        return workers()
                .run(
                        "creates, Pod",
                        options.count(),
                        options.seconds(),
                        (connection, index) ->
                                connection.call(
                                        "POST",
                                        base + "/pods",
                                        Objects.pod("load-" + index, "nobody", ""),
                                        false));
    }

    private Result gets(String scenario, String query) throws IOException {
        ensureConfigMaps(64);
        return workers()
                .run(
                        scenario,
                        Long.MAX_VALUE,
                        options.seconds(),
                        (connection, index) ->
                                connection.call(
                                        "GET",
                                        base + "/configmaps/got-" + index % 64 + query,
                                        null,
                                        false));
    }

    private Result lists() {
        return new Workers(target, 1)
                .run(
                        "list, all Pods",
                        20,
                        options.seconds(),
                        (connection, index) ->
                                connection.call(
                                        "GET", "/api/v1/pods?resourceVersion=0", null, false));
    }

    private Result mixed() throws IOException {
        ensureConfigMaps(64);
        return workers()
                .run(
                        "mixed, 1 create per 8 gets",
                        Long.MAX_VALUE,
                        options.seconds(),
                        (connection, index) ->
                                index % 9 == 0
                                        ? connection.call(
                                                "POST",
                                                base + "/configmaps",
                                                Objects.configMap("mixed-" + index, KIB),
                                                false)
                                        : connection.call(
                                                "GET",
                                                base + "/configmaps/got-" + index % 64,
                                                null,
                                                false));
    }

    private void ensureConfigMaps(int count) throws IOException {
        try (var connection = new ApiConnection(target)) {
            for (int i = 0; i < count; i++) {
                connection.call(
                        "POST", base + "/configmaps", Objects.configMap("got-" + i, KIB), false);
            }
        }
    }
}
