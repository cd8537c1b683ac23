package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import dev.jong.http.Query;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkEstimateTest {
    private static final String MAPS = "/api/v1/configmaps";

    @TempDir Path folder;

    private LiveServer server;
    private final WatchCounts watches = new WatchCounts();
    private final Metrics metrics = new Metrics();
    private final FlowMetrics.Flow figures = new FlowMetrics(metrics).flow("s", "l");
    private WorkEstimate estimate;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
        for (int i = 0; i < 30; i++) {
            server.create(
                    ConfigMap.KIND,
                    "{metadata: {name: m" + i + "}, data: {a: " + "x".repeat(50_000) + "}}");
        }
        server.settle();
        estimate = new WorkEstimate(server.registry(), watches);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int seats(String method, String path, String query) {
        return work(method, path, query, 0).seats();
    }

    private Work work(String method, String path, String query, int most) {
        return estimate.of(RequestInfo.of(method, path, Query.parse(query)), most, figures);
    }

    private void watched(int count, String path, String query) {
        for (int i = 0; i < count; i++) {
            watches.begins(RequestInfo.of("GET", path, Query.parse("watch=1" + query)));
        }
    }

    @Test
    void aListNeedsSeatsForItsBytes() {
        assertThat(seats("GET", MAPS, "")).isEqualTo(10);
        assertThat(seats("GET", MAPS, "limit=3")).isEqualTo(2);
        assertThat(seats("GET", MAPS, "resourceVersionMatch=Exact&resourceVersion=5"))
                .isBetween(15, 16);
        assertThat(seats("GET", MAPS, "labelSelector=a&resourceVersionMatch=Exact&limit=1"))
                .isBetween(7, 8);
        assertThat(seats("GET", "/api/v1/secrets", "")).isEqualTo(1);
        assertThat(seats("GET", "/apis/nobody.io/v1/things", "")).isEqualTo(1);
    }

    @Test
    void oneObjectNeedsOneSeat() {
        assertThat(seats("GET", "/api/v1/namespaces/default/configmaps/m1", "")).isEqualTo(1);
        assertThat(seats("GET", MAPS, "fieldSelector=metadata.name%3Dm1")).isEqualTo(1);
        assertThat(seats("POST", "/api/v1/namespaces/default/configmaps", "")).isEqualTo(1);
    }

    @Test
    void aWatchNeedsThemWhenItBeginsWithAList() {
        assertThat(seats("GET", MAPS, "watch=1")).isEqualTo(10);
        assertThat(seats("GET", MAPS, "watch=1&resourceVersion=0")).isEqualTo(10);
        assertThat(seats("GET", MAPS, "watch=1&resourceVersion=5&sendInitialEvents=true"))
                .isEqualTo(10);
        assertThat(seats("GET", MAPS, "watch=1&resourceVersion=5")).isEqualTo(1);
    }

    @Test
    void aLevelGivesOneRequestNoMoreThanItsPart() {
        assertThat(work("GET", MAPS, "", 4).seats()).isEqualTo(4);
        assertThat(work("GET", MAPS, "", 1000).seats()).isEqualTo(10);
    }

    /// A seat for ten watches and five milliseconds; what has to be narrower lasts longer.
    @Test
    void aChangeKeepsSeatsForThoseWhoAreToldOfIt() throws IOException {
        var one = "/api/v1/namespaces/default/configmaps/m1";
        watched(9, MAPS, "");
        assertThat(work("PUT", one, "", 0)).isEqualTo(Work.ONE_SEAT);
        watched(12, "/api/v1/namespaces/default/configmaps", "");
        assertThat(work("PUT", one, "", 0)).isEqualTo(new Work(1, 3, Duration.ofMillis(5)));
        watched(479, MAPS, "");
        assertThat(work("DELETE", one, "", 0)).isEqualTo(new Work(1, 10, Duration.ofMillis(25)));
        assertThat(work("PATCH", one, "", 5)).isEqualTo(new Work(1, 5, Duration.ofMillis(50)));
        assertThat(work("POST", "/api/v1/namespaces/other/configmaps", "", 0).finalSeats())
                .isEqualTo(10);
        assertThat(seats("GET", one, "")).isEqualTo(1);
        assertThat(seats("DELETE", MAPS, "")).isEqualTo(1);
        var page = new ByteArrayOutputStream();
        metrics.writeText(page);
        assertThat(page.toString(StandardCharsets.UTF_8))
                .contains(
                        "watch_count_samples_bucket{flow_schema=\"s\",priority_level=\"l\",le=\"10\"} 1")
                .contains("watch_count_samples_count{flow_schema=\"s\",priority_level=\"l\"} 5");
    }

    @Test
    void nobodyIsToldOfTokens() {
        watched(20, "/api/v1/serviceaccounts", "");
        var account = "/api/v1/namespaces/default/serviceaccounts/a";
        assertThat(work("POST", account + "/token", "", 0)).isEqualTo(Work.ONE_SEAT);
        assertThat(work("PUT", account, "", 0).finalSeats()).isEqualTo(2);
    }
}
