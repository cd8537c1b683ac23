package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.Query;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkEstimateTest {
    private static final String MAPS = "/api/v1/configmaps";

    @TempDir Path folder;

    private LiveServer server;
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
        estimate = new WorkEstimate(server.registry());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int seats(String method, String path, String query) {
        return estimate.seats(RequestInfo.of(method, path, Query.parse(query)), 0);
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
        var info = RequestInfo.of("GET", MAPS, Query.parse(""));
        assertThat(estimate.seats(info, 4)).isEqualTo(4);
        assertThat(estimate.seats(info, 1000)).isEqualTo(10);
    }
}
