package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.Query;
import org.junit.jupiter.api.Test;

class WatchCountsTest {
    private static final String PODS = "/api/v1/namespaces/n/pods";

    private final WatchCounts counts = new WatchCounts();

    private Runnable watch(String path, String query) {
        return counts.begins(RequestInfo.of("GET", path, Query.parse("watch=1&" + query)));
    }

    private int interested(String method, String path) {
        return counts.interestedIn(RequestInfo.of(method, path, Query.parse("")));
    }

    @Test
    void aChangeInterestsWatchesOfItsResourceNamespaceAndObject() {
        watch("/api/v1/pods", "");
        watch(PODS, "labelSelector=a");
        watch(PODS, "fieldSelector=metadata.name%3Dp");
        watch("/api/v1/namespaces/other/pods", "");
        watch("/apis/metrics.k8s.io/v1beta1/pods", "");
        assertThat(interested("PUT", PODS + "/p")).isEqualTo(3);
        assertThat(interested("PUT", PODS + "/p/status")).isEqualTo(3);
        assertThat(interested("PUT", PODS + "/q")).isEqualTo(2);
        assertThat(interested("POST", PODS)).isEqualTo(2);
        assertThat(interested("POST", "/api/v1/namespaces/n/secrets")).isZero();
    }

    /// A watch of one node's Pods is told of few changes.
    @Test
    void watchesOfOneNodesPodsDoNotCount() {
        var node = watch("/api/v1/pods", "fieldSelector=spec.nodeName%3Dn1");
        watch("/api/v1/pods", "fieldSelector=spec.nodeName%3D");
        assertThat(interested("POST", PODS)).isEqualTo(1);
        node.run();
        assertThat(interested("POST", PODS)).isEqualTo(1);
    }

    @Test
    void watchesThatEndedAreForgotten() {
        var everywhere = watch("/api/v1/pods", "");
        var one = watch(PODS, "fieldSelector=metadata.name%3Dp");
        watch(PODS, "");
        everywhere.run();
        one.run();
        assertThat(interested("DELETE", PODS + "/p")).isEqualTo(1);
    }
}
