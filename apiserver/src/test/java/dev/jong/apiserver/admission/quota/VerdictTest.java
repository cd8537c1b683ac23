package dev.jong.apiserver.admission.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Service;
import dev.jong.apiserver.admission.LiveServer;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void saysWhatIsAskedUsedAndAllowed() {
        var quota = quota("{}", "{pods: 5, requests.cpu: 2}", "{pods: 1, requests.cpu: 1500m}");
        assertThat(verdict(quota, pod("requests: {cpu: 1}")))
                .isEqualTo(
                        new Verdict.Refused(
                                "exceeded quota: q, requested: requests.cpu=1, used:"
                                        + " requests.cpu=1500m, limited: requests.cpu=2"));
        assertThat(charged(quota, pod("requests: {cpu: 500m}")))
                .isEqualTo("{pods=2, requests.cpu=2}");
    }

    @Test
    void namesEveryLimitThatIsPassed() {
        var quota =
                quota(
                        "{}",
                        "{pods: 1, count/pods: 1, memory: 1Gi}",
                        "{pods: 1, count/pods: 1, memory: 0}");
        assertThat(verdict(quota, pod("requests: {memory: 2Gi}")))
                .isEqualTo(
                        new Verdict.Refused(
                                "exceeded quota: q, requested: count/pods=1,memory=2Gi,pods=1,"
                                        + " used: count/pods=1,memory=0,pods=1, limited:"
                                        + " count/pods=1,memory=1Gi,pods=1"));
    }

    @Test
    void demandsCpuAndMemoryOfEachContainer() {
        var quota =
                quota(
                        "{}",
                        "{limits.memory: 1Gi, cpu: 1, requests.nvidia.com/gpu: 1}",
                        "{limits.memory: 0, cpu: 0, requests.nvidia.com/gpu: 0}");
        var pod =
                LiveServer.read(
                        Pod.KIND,
                        "spec: {containers: [{name: b}, {name: a, resources: {requests: {cpu:"
                                + " 1}}}]}");
        assertThat(verdict(quota, pod))
                .isEqualTo(
                        new Verdict.Refused(
                                "failed quota: q: must specify cpu for: b; limits.memory for:"
                                        + " a,b"));
        var whole =
                LiveServer.read(
                        Pod.KIND,
                        "spec: {resources: {requests: {cpu: 1}}, containers: [{name: a}]}");
        assertThat(charged(quota, whole)).contains("cpu=1");
    }

    @Test
    void refusesUntilTheUsageIsKnown() {
        assertThat(verdict(quota("{}", "{pods: 1, count/pods: 1}", "{pods: 0}"), pod("{}")))
                .isEqualTo(
                        new Verdict.Refused(
                                "status unknown for quota: q, resources: count/pods,pods"));
    }

    @Test
    void asksTheScopes() {
        var best = quota("{scopes: [BestEffort]}", "{pods: 0}", "{pods: 0}");
        assertThat(verdict(best, pod("requests: {cpu: 1}")))
                .isInstanceOf(Verdict.Unconcerned.class);
        assertThat(verdict(best, pod("{}"))).isInstanceOf(Verdict.Refused.class);
        var gold =
                quota(
                        "{scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator:"
                                + " In, values: [gold]}]}}",
                        "{pods: 0}",
                        "{pods: 0}");
        assertThat(verdict(gold, pod("{}"))).isInstanceOf(Verdict.Unconcerned.class);
        assertThat(
                        verdict(
                                gold,
                                LiveServer.read(
                                        Pod.KIND,
                                        "spec: {priorityClassName: gold, containers: []}")))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void chargesUpdatesForWhatIsNew() {
        var quota =
                quota(
                        "{}",
                        "{services: 1, services.nodeports: 2}",
                        "{services: 1, services.nodeports: 1}");
        var old = service("NodePort", 1);
        assertThat(change(quota, old, service("NodePort", 1)))
                .isInstanceOf(Verdict.Unconcerned.class);
        assertThat(((Verdict.Fits) change(quota, old, service("NodePort", 2))).added())
                .hasToString("{services.nodeports=1}");
        assertThat(change(quota, old, service("NodePort", 3))).isInstanceOf(Verdict.Refused.class);
        assertThat(change(quota, old, service("ClusterIP", 3)))
                .isInstanceOf(Verdict.Unconcerned.class);
    }

    @Test
    void chargesAllOfWhatComesIntoAScope() {
        var quota = quota("{scopes: [Terminating]}", "{pods: 1}", "{pods: 1}");
        var old = pod("{}");
        var now = old.withSpec(old.spec().withActiveDeadlineSeconds(5L));
        assertThat(change(quota, old, now)).isInstanceOf(Verdict.Refused.class);
        assertThat(change(quota, now, now)).isInstanceOf(Verdict.Unconcerned.class);
    }

    @Test
    void countsClaimsByClass() {
        var quota =
                quota(
                        "{}",
                        "{gold.storageclass.storage.k8s.io/requests.storage: 1Gi}",
                        "{gold.storageclass.storage.k8s.io/requests.storage: 0}");
        assertThat(verdict(quota, claim("gold"))).isInstanceOf(Verdict.Refused.class);
        assertThat(verdict(quota, claim("bronze"))).isInstanceOf(Verdict.Unconcerned.class);
    }

    private static Verdict verdict(ResourceQuota quota, KubernetesObject object) {
        return Verdict.of(quota, Demand.of(object, null, true, NOW));
    }

    private static Verdict change(ResourceQuota quota, KubernetesObject old, KubernetesObject now) {
        return Verdict.of(quota, Demand.of(now, old, true, NOW));
    }

    private static String charged(ResourceQuota quota, KubernetesObject object) {
        var fits = (Verdict.Fits) verdict(quota, object);
        return new TreeMap<>(fits.charged(quota).status().used()).toString();
    }

    private static ResourceQuota quota(String spec, String hard, String used) {
        var status = read(ResourceQuota.KIND, "status: {hard: " + hard + ", used: " + used + "}");
        return read(ResourceQuota.KIND, "{metadata: {name: q}, spec: " + spec + "}")
                .withStatus(status.status());
    }

    private static Pod pod(String resources) {
        var inner = resources.equals("{}") ? "{}" : "{" + resources + "}";
        return read(Pod.KIND, "spec: {containers: [{name: a, resources: " + inner + "}]}");
    }

    private static Service service(String type, int ports) {
        var text = new StringBuilder();
        for (int port = 1; port <= ports; port++) {
            text.append("{port: ").append(port).append("},");
        }
        return read(Service.KIND, "spec: {type: " + type + ", ports: [" + text + "]}");
    }

    private static PersistentVolumeClaim claim(String storageClass) {
        return read(
                PersistentVolumeClaim.KIND,
                "spec: {storageClassName: "
                        + storageClass
                        + ", resources: {requests: {storage: 2Gi}}}");
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return LiveServer.read(kind, yaml);
    }
}
