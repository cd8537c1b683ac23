package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What may become of Pods and Jobs that are there.
class PodLifeRulesTest {
    private static final String ENDED =
            "{spec: {restartPolicy: Never, containers: [{name: a, image: i}]}, status:"
                    + " {containerStatuses: [{name: a, state: {terminated: {exitCode: 1}}}]}}";
    private static final String CONTAINER = "containers: [{name: a, image: i}]";

    @Test
    void aContainerThatEndedStaysSoUnlessItIsStartedAgain() {
        var again = ENDED.replace("terminated: {exitCode: 1}", "running: {}");
        var path = "status.containerStatuses[0].state: ";
        assertThat(status(Pod.KIND, again, ENDED))
                .containsExactly(
                        path + "Forbidden: may not be transitioned to non-terminated state");
        var onFailure = ENDED.replace("Never", "OnFailure");
        assertThat(status(Pod.KIND, again, onFailure)).isEmpty();
        assertThat(status(Pod.KIND, again, onFailure.replace("exitCode: 1", "exitCode: 0")))
                .hasSize(1);
    }

    @Test
    void aPodHasOneAddressOfEachFamily() {
        assertThat(status(Pod.KIND, addresses("1.2.3.4", "fd00::1"), "{}")).isEmpty();
        assertThat(status(Pod.KIND, addresses("1.2.3.4", "1.2.3.5"), "{}"))
                .containsExactly(
                        "status.podIPs: Invalid value: [{\"IP\":\"1.2.3.4\"},{\"IP\":\"1.2.3.5\"}]:"
                                + " may specify no more than one IP for each IP family");
        assertThat(status(Pod.KIND, addresses("x"), addresses("x"))).isEmpty();
        assertThat(status(Pod.KIND, addresses("x"), "{}")).hasSize(1);
    }

    private static String addresses(String... addresses) {
        return "{status: {podIPs: [{ip: '" + String.join("'}, {ip: '", addresses) + "'}]}}";
    }

    @Test
    void aPodThatWaitsMayOnlyBeBoundToMore() {
        var old = "{spec: {schedulingGates: [{name: g}], nodeSelector: {a: b}, " + CONTAINER + "}}";
        assertThat(Wrong.withUpdate(Pod.KIND, old.replace("a: b", "a: b, c: d"), old)).isEmpty();
        assertThat(Wrong.withUpdate(Pod.KIND, old.replace("a: b", "a: c"), old))
                .containsExactly(
                        "spec.nodeSelector: Invalid value: {\"a\":\"c\"}: only additions to"
                                + " spec.nodeSelector are allowed (no mutations or deletions)");
    }

    @Test
    void aResizeTakesNothingAway() {
        var old = resized("{requests: {cpu: 1, memory: 1Gi}}");
        assertThat(resize(resized("{requests: {cpu: 2, memory: 1Gi}}"), old)).isEmpty();
        assertThat(resize(resized("{requests: {cpu: 2}}"), old))
                .containsExactly(
                        "spec.containers[0].resources.requests: Forbidden: resource requests cannot"
                                + " be removed");
        var device = "{requests: {cpu: 1, memory: 1Gi, x.com/y: 1}, limits: {x.com/y: 1}}";
        assertThat(resize(resized(device), old))
                .containsExactly("spec: Forbidden: only cpu and memory resources are mutable");
    }

    private static String resized(String resources) {
        return "{spec: {containers: [{name: a, image: i, resources: " + resources + "}]}}";
    }

    private static List<String> resize(String now, String old) {
        return Wrong.texts(
                PodResizeRules.check(Wrong.read(Pod.KIND, now), Wrong.read(Pod.KIND, old)));
    }

    @Test
    void whatIsProjectedIsOfOneSortAndToPathsOfItsOwn() {
        var sources =
                "[{secret: {name: s, items: [{key: k, path: p}]}, configMap: {name: m, items:"
                        + " [{key: k, path: p}]}}]";
        assertThat(
                        Wrong.with(
                                Pod.KIND,
                                "{spec: {"
                                        + CONTAINER
                                        + ", volumes: [{name: v, projected: {sources: "
                                        + sources
                                        + "}}]}}"))
                .contains(
                        "spec.volumes[0].projected: Invalid value: \"m\": conflicting duplicate"
                                + " paths",
                        "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than"
                                + " 1 volume type per source");
    }

    @Test
    void aJobThatIsCompleteSaysWhenAndStaysSo() {
        var complete =
                "{status: {startTime: '2026-01-01T00:00:00Z', conditions:"
                        + " [{type: SuccessCriteriaMet, status: 'True'}, {type: Complete, status:"
                        + " 'True'}]}}";
        var completed =
                complete.replace(
                        "startTime:", "completionTime: '2026-01-01T00:00:01Z', startTime:");
        assertThat(status(Job.KIND, complete, "{}"))
                .containsExactly(
                        "status.completionTime: Required value: completionTime is required for"
                                + " Complete jobs");
        assertThat(status(Job.KIND, completed, "{}")).isEmpty();
        assertThat(status(Job.KIND, "{}", completed))
                .contains(
                        "status.conditions: Invalid value: cannot disable the terminal"
                                + " Complete=True condition");
    }

    private static <T extends KubernetesObject> List<String> status(
            Kind<T> kind, String now, String old) {
        return Wrong.texts(
                Validation.of(kind).status().apply(Wrong.read(kind, now), Wrong.read(kind, old)));
    }
}
