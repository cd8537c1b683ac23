package dev.jong.apiserver.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.InMemoryCluster;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.foundation.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodSecurityTest {
    private static final String PRIVILEGED =
            "{metadata: {name: p, namespace: ns}, spec: {containers: [{name: a, image: i,"
                    + " securityContext: {privileged: true}}]}}";
    private static final String WHY =
            "privileged (container \"a\" must not set securityContext.privileged=true)";

    private final InMemoryCluster cluster = new InMemoryCluster();
    private final PodSecurity plugin =
            new PodSecurity(
                    cluster,
                    PodSecuritySettings.STANDARD,
                    InstantSource.system(),
                    new PodSecurityFigures(new Metrics()));
    private final RequestContext context = RequestContext.of(User.SERVER);

    @Test
    void refusesPodsBelowTheLevel() {
        namespace("enforce: baseline");
        var pod = pod();
        assertThatThrownBy(() -> admit(pod, null))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessage(
                        "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": "
                                + WHY);
        assertThat(context.warnings().texts()).isEmpty();
        assertThat(context.annotations().values())
                .containsEntry("pod-security.kubernetes.io/enforce-policy", "baseline:latest");
    }

    @Test
    void warnsAndTellsTheAuditLog() {
        namespace("warn: baseline, audit: baseline, audit-version: v1.20");
        admit(pod(), null);
        assertThat(context.warnings().texts())
                .containsExactly("would violate PodSecurity \"baseline:latest\": " + WHY);
        assertThat(context.annotations().values())
                .containsEntry(
                        "pod-security.kubernetes.io/audit-violations",
                        "would violate PodSecurity \"baseline:v1.20\": " + WHY);
    }

    @Test
    void warnsOfWorkloadsWhosePodsWillBeRefused() {
        namespace("enforce: baseline");
        admit(
                LiveServer.read(
                        Deployment.KIND,
                        "{metadata: {name: d, namespace: ns}, spec: {template: "
                                + PRIVILEGED
                                + "}}"),
                null);
        assertThat(context.warnings().texts())
                .containsExactly("would violate PodSecurity \"baseline:latest\": " + WHY);
    }

    @Test
    void leavesPodsAloneThatWereThereBefore() {
        namespace("enforce: baseline");
        var old = pod();
        admit(old.withMetadata(old.metadata().withLabels(Map.of("a", "b"))), old);
        var other =
                old.mapSpec(spec ->
                        spec.withContainers(
                                List.of(spec.containers().getFirst().withImage("other"))));
        assertThatThrownBy(() -> admit(other, old)).hasMessageContaining("violates PodSecurity");
    }

    @Test
    void refusesLabelsThatSayNothing() {
        var namespace = labelled("enforce: strict, warn-version: v2");
        assertThatThrownBy(() -> admit(namespace, null))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessage(
                        "Namespace \"ns\" is invalid:"
                                + " [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid"
                                + " value: \"strict\": must be one of privileged, baseline,"
                                + " restricted,"
                                + " metadata.labels[pod-security.kubernetes.io/warn-version]:"
                                + " Invalid value: \"v2\": must be \"latest\" or \"v1.x\"]");
        admit(namespace, namespace);
    }

    @Test
    void warnsOfPodsThatAStricterLevelWouldRefuse() {
        cluster.add(pod());
        cluster.add(LiveServer.read(Pod.KIND, PRIVILEGED.replace("name: p,", "name: o,")));
        cluster.add(
                LiveServer.read(
                        Pod.KIND,
                        "{metadata: {name: q, namespace: ns}, spec: {hostNetwork: true, containers:"
                                + " []}}"));
        admit(labelled("enforce: baseline"), labelled("warn: baseline"));
        assertThat(context.warnings().texts())
                .containsExactly(
                        "existing pods in namespace \"ns\" violate the new PodSecurity enforce"
                                + " level \"baseline:latest\"",
                        "o (and 1 other pod): privileged",
                        "q: host namespaces");
    }

    @Test
    void saysNothingWhenALevelIsRelaxed() {
        cluster.add(pod());
        admit(labelled("enforce: baseline"), labelled("enforce: restricted"));
        assertThat(context.warnings().texts()).isEmpty();
    }

    private void admit(KubernetesObject object, @Nullable KubernetesObject old) {
        var request =
                new AdmissionRequest(
                        old == null ? Operation.CREATE : Operation.UPDATE,
                        object.kind(),
                        object.kind().plural(),
                        "",
                        object.namespace(),
                        object.name(),
                        object,
                        old,
                        false,
                        User.SERVER);
        assertThat(plugin.handles(request)).isTrue();
        context.run(() -> plugin.validate(request));
    }

    private void namespace(String labels) {
        cluster.add(labelled(labels));
    }

    private static Namespace labelled(String labels) {
        var qualified = labels.replaceAll("([a-z-]+:)", "pod-security.kubernetes.io/$1");
        return LiveServer.read(Namespace.KIND, "metadata: {name: ns, labels: {" + qualified + "}}");
    }

    private static Pod pod() {
        return LiveServer.read(Pod.KIND, PRIVILEGED);
    }
}
