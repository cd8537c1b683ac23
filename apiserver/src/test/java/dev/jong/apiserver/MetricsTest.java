package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names, types, labels and buckets of the stable metrics are a promise to whoever reads them.
@Timeout(60)
class MetricsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /// Type, labels, buckets.
    private record Family(String type, Set<String> labels, List<Double> buckets) {
        static Family of(String type, String labels, double... buckets) {
            return new Family(
                    type,
                    labels.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(labels.split(" "))),
                    Arrays.stream(buckets).boxed().toList());
        }
    }

    private static final double[] REQUEST_SECONDS = {
        .005, .025, .05, .1, .2, .4, .6, .8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final Map<String, Family> WANTED =
            Map.ofEntries(
                    Map.entry(
                            "apiserver_request_total",
                            Family.of(
                                    "counter",
                                    "code component dry_run group resource scope subresource verb version")),
                    Map.entry(
                            "apiserver_request_duration_seconds",
                            Family.of(
                                    "histogram",
                                    "component dry_run group resource scope subresource verb version",
                                    REQUEST_SECONDS)),
                    Map.entry(
                            "apiserver_response_sizes",
                            Family.of(
                                    "histogram",
                                    "component group resource scope subresource verb version",
                                    1e3,
                                    1e4,
                                    1e5,
                                    1e6,
                                    1e7,
                                    1e8,
                                    1e9)),
                    Map.entry(
                            "apiserver_longrunning_requests",
                            Family.of(
                                    "gauge",
                                    "component group resource scope subresource verb version")),
                    Map.entry(
                            "apiserver_current_inflight_requests",
                            Family.of("gauge", "request_kind")),
                    Map.entry(
                            "apiserver_watch_list_duration_seconds",
                            Family.of(
                                    "histogram",
                                    "group resource scope version",
                                    .05,
                                    .1,
                                    .2,
                                    .4,
                                    .6,
                                    .8,
                                    1,
                                    2,
                                    4,
                                    6,
                                    8,
                                    10,
                                    15,
                                    20,
                                    30,
                                    45,
                                    60)),
                    Map.entry(
                            "apiserver_admission_step_admission_duration_seconds",
                            Family.of(
                                    "histogram",
                                    "operation rejected type",
                                    .005,
                                    .025,
                                    .1,
                                    .5,
                                    1,
                                    2.5)),
                    Map.entry(
                            "apiserver_admission_controller_admission_duration_seconds",
                            Family.of(
                                    "histogram",
                                    "name operation rejected type",
                                    .005,
                                    .025,
                                    .1,
                                    .5,
                                    1,
                                    2.5)),
                    Map.entry("apiserver_storage_objects", Family.of("gauge", "resource")),
                    Map.entry(
                            "apiserver_flowcontrol_current_executing_requests",
                            Family.of("gauge", "flow_schema priority_level")),
                    Map.entry(
                            "apiserver_flowcontrol_current_executing_seats",
                            Family.of("gauge", "flow_schema priority_level")),
                    Map.entry(
                            "apiserver_flowcontrol_current_inqueue_requests",
                            Family.of("gauge", "flow_schema priority_level")),
                    Map.entry(
                            "apiserver_flowcontrol_dispatched_requests_total",
                            Family.of("counter", "flow_schema priority_level")),
                    Map.entry(
                            "apiserver_flowcontrol_nominal_limit_seats",
                            Family.of("gauge", "priority_level")),
                    Map.entry(
                            "apiserver_flowcontrol_request_wait_duration_seconds",
                            Family.of(
                                    "histogram",
                                    "execute flow_schema priority_level",
                                    0,
                                    .005,
                                    .02,
                                    .05,
                                    .1,
                                    .2,
                                    .5,
                                    1,
                                    2,
                                    5,
                                    10,
                                    15,
                                    30)),
                    Map.entry(
                            "kubernetes_build_info",
                            Family.of(
                                    "gauge",
                                    "build_date compiler git_commit git_tree_state git_version go_version major minor platform")));

    private static TestServer server;
    private static String text;

    @BeforeAll
    static void ask() {
        server = TestServer.start();
        server.post("admin", MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        server.post("admin", MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        server.get(
                "admin",
                MAPS
                        + "?timeoutSeconds=1&watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        server.call(
                "admin",
                "PATCH",
                MAPS + "/a?fieldManager=m&dryRun=All",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}",
                "Content-Type",
                "application/apply-patch+yaml");
        server.get("admin", "/readyz");
        server.get("alice", "/version");
        text = server.get("admin", "/metrics").text();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Map<String, String> types(String page) {
        return page.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[2], words -> words[3]));
    }

    private static Family family(String name, String type) {
        var labels = new TreeSet<String>();
        var buckets = new TreeSet<Double>();
        text.lines()
                .forEach(line -> {
                    var sample = SAMPLE.matcher(line);
                    if (line.startsWith("#")
                            || !sample.matches()
                            || !belongs(sample.group(1), name, type)) {
                        return;
                    }
                    var each = LABEL.matcher(String.valueOf(sample.group(2)));
                    while (each.find()) {
                        if (!each.group(1).equals("le")) {
                            labels.add(each.group(1));
                        } else if (!each.group(2).equals("+Inf")) {
                            buckets.add(Double.valueOf(each.group(2)));
                        }
                    }
                });
        return new Family(type, labels, List.copyOf(buckets));
    }

    private static boolean belongs(String sample, String name, String type) {
        return sample.equals(name) || (type.equals("histogram") && sample.equals(name + "_bucket"));
    }

    @Test
    void stableMetricsAreThereWithTheirLabelsAndBuckets() {
        var types = types(text);
        var found = new TreeMap<String, Family>();
        WANTED.keySet()
                .forEach(name -> found.put(name, family(name, String.valueOf(types.get(name)))));
        assertThat(found).isEqualTo(new TreeMap<>(WANTED));
    }

    @Test
    void requestsAreCountedUnderTheVerbsOfHttp() {
        assertThat(text)
                .contains(
                        "apiserver_request_total{code=\"201\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} 1",
                        "apiserver_request_total{code=\"409\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} 1",
                        "dry_run=\"All\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"APPLY\"",
                        "scope=\"namespace\",subresource=\"\",verb=\"WATCH\"",
                        "apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\",group=\"\",resource=\"\",scope=\"\",subresource=\"/readyz\",verb=\"GET\",version=\"\"} 1",
                        "apiserver_storage_objects{resource=\"configmaps\"} ",
                        "# HELP apiserver_request_total [STABLE] ");
    }

    @Test
    void healthChecksAreCounted() {
        var slis = server.get("admin", "/metrics/slis").text();
        assertThat(slis)
                .contains(
                        "kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1",
                        "kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"readyz\"} ");
    }
}
