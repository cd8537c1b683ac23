package dev.jong.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Definitions of custom resources of the size of real operators': how long until all are
/// established and found in discovery, and what they cost in memory.
final class Definitions {
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String GROUP = "load.jong.dev";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int SECTIONS = 12;
    private static final int FIELDS = 14;

    private final Target target;
    private final Options options;

    Definitions(Target target, Options options) {
        this.target = target;
        this.options = options;
    }

    List<Result> run() throws IOException {
        long before = resident();
        long start = System.nanoTime();
        var created =
                new Workers(target, Math.min(options.connections(), 8))
                        .run(
                                "definitions created",
                                options.count(),
                                Double.POSITIVE_INFINITY,
                                (connection, index) ->
                                        connection.call(
                                                "POST",
                                                DEFINITIONS,
                                                definition((int) index),
                                                false));
        awaitAll();
        var served = new Latencies();
        served.add(System.nanoTime() - start);
        double seconds = (System.nanoTime() - start) / 1e9;
        var all = new ArrayList<Result>();
        all.add(created);
        all.add(
                Result.of(
                        "definitions served, memory",
                        served,
                        0,
                        seconds,
                        Math.max(0, resident() - before)));
        if (!options.keep()) {
            remove();
        }
        return all;
    }

    /// Established, and named in discovery.
    private void awaitAll() throws IOException {
        long start = System.nanoTime();
        try (var connection = new ApiConnection(target)) {
            while (System.nanoTime() - start < PATIENCE.toNanos()) {
                var body = connection.call("GET", "/apis/" + GROUP + "/v1", null, true).body();
                if (count(body, "\"shortNames\":[\"") >= options.count()) {
                    return;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        throw new IOException("not all definitions were served in time");
    }

    private static long count(String body, String part) {
        long found = 0;
        for (int at = body.indexOf(part); at >= 0; at = body.indexOf(part, at + 1)) {
            found++;
        }
        return found;
    }

    private void remove() {
        var _ =
                new Workers(target, Math.min(options.connections(), 8))
                        .run(
                                "",
                                options.count(),
                                Double.POSITIVE_INFINITY,
                                (connection, index) ->
                                        connection.call(
                                                "DELETE",
                                                DEFINITIONS + "/loads" + index + "." + GROUP,
                                                null,
                                                false));
    }

    /// Bytes of the process's memory; 0 when no process was named.
    private long resident() throws IOException {
        if (options.pid() == 0) {
            return 0;
        }
        for (var line : Files.readAllLines(Path.of("/proc", options.pid() + "", "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("no resident size of process " + options.pid());
    }

    /// About 35 KB: sections of described fields, conditions, defaults, limits and rules.
    static byte[] definition(int index) {
        var random = new Random(index);
        var sections = new StringBuilder();
        for (int i = 0; i < SECTIONS; i++) {
            sections.append(i == 0 ? "" : ",").append("\"section").append(i).append("\":");
            sections.append(section(random, i));
        }
        return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\
        "metadata":{"name":"loads%1$d.load.jong.dev"},"spec":{"group":"load.jong.dev",\
        "scope":"Namespaced","names":{"plural":"loads%1$d","singular":"load%1$d",\
        "kind":"Load%1$d","shortNames":["ld%1$d"],"categories":["load"]},\
        "versions":[{"name":"v1","served":true,"storage":true,\
        "subresources":{"status":{}},"additionalPrinterColumns":[{"name":"Ready",\
        "type":"string","jsonPath":".status.conditions[?(@.type==\\"Ready\\")].status"}],\
        "schema":{"openAPIV3Schema":{"type":"object","description":"Load%1$d is what an \
        operator looks after.","properties":{"apiVersion":{"type":"string"},\
        "kind":{"type":"string"},"metadata":{"type":"object"},"spec":{"type":"object",\
        "properties":{%2$s}},"status":{"type":"object","properties":{"conditions":\
        {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],\
        "items":{"type":"object","required":["type","status"],"properties":{"type":\
        {"type":"string"},"status":{"type":"string","enum":["True","False","Unknown"]},\
        "lastTransitionTime":{"type":"string","format":"date-time"}}}}}}}}}}]}}\
        """
                .formatted(index, sections)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String section(Random random, int number) {
        var fields = new StringBuilder();
        for (int i = 0; i < FIELDS; i++) {
            fields.append(i == 0 ? "" : ",")
                    .append("\"field%d\":".formatted(i))
                    .append(field(random, i));
        }
        return """
        {"type":"object","description":"Section %d of the wanted state. %s",\
        "x-kubernetes-validations":[{"rule":"!has(self.field0) || self.field0.size() > 0",\
        "message":"field0 must not be empty"}],"properties":{%s}}\
        """
                .formatted(number, words(random, 12), fields);
    }

    private static String field(Random random, int number) {
        var description = words(random, 14);
        return switch (number % 4) {
            case 0 ->
                    "{\"type\":\"string\",\"maxLength\":253,\"pattern\":\"^[a-z0-9.-]*$\",\"description\":\""
                            + description
                            + "\"}";
            case 1 ->
                    "{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":0,\"default\":3,\"description\":\""
                            + description
                            + "\"}";
            case 2 ->
                    "{\"type\":\"array\",\"maxItems\":20,\"items\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"value\":{\"x-kubernetes-int-or-string\":true}}},\"description\":\""
                            + description
                            + "\"}";
            default ->
                    "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"},\"description\":\""
                            + description
                            + "\"}";
        };
    }

    private static String words(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(Integer.toString(random.nextInt(1_000_000), 36));
        }
        return text.toString();
    }
}
