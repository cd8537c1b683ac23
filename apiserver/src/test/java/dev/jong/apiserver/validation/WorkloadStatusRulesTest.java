package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadStatusRulesTest {
    @Test
    void countsNoMorePodsThanThereAre() {
        assertThat(
                        status(
                                Deployment.KIND,
                                "{status: {replicas: 1, readyReplicas: 2, unavailableReplicas: -1}}",
                                "{}"))
                .containsExactly(
                        "status.unavailableReplicas: Invalid value: -1: must be greater than or equal to 0",
                        "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
        assertThat(
                        status(
                                ReplicaSet.KIND,
                                "{status: {replicas: 2, readyReplicas: 1, availableReplicas: 2}}",
                                "{}"))
                .containsExactly(
                        "status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas");
        assertThat(status(DaemonSet.KIND, "{status: {numberReady: -1}}", "{}"))
                .containsExactly(
                        "status.numberReady: Invalid value: -1: must be greater than or equal to 0");
    }

    @Test
    void neverCountsFewerCollisions() {
        assertThat(status(Deployment.KIND, "{}", "{status: {collisionCount: 2}}"))
                .containsExactly("status.collisionCount: Invalid value: 0: cannot be decremented");
        assertThat(
                        status(
                                Deployment.KIND,
                                "{status: {collisionCount: 3}}",
                                "{status: {collisionCount: 2}}"))
                .isEmpty();
    }

    @Test
    void checksWhoRunsAJobAndWhenItsPodsAreReplaced() {
        var template =
                "template: {spec: {restartPolicy: Never, containers: [{name: a, image: i}]}}";
        assertThat(Wrong.with(Job.KIND, "{spec: {managedBy: foo, " + template + "}}"))
                .contains(
                        "spec.managedBy: Invalid value: \"foo\": must be a domain-prefixed path (such as \"acme.io/foo\")");
        assertThat(Wrong.with(Job.KIND, "{spec: {podReplacementPolicy: x, " + template + "}}"))
                .contains(
                        "spec.podReplacementPolicy: Unsupported value: \"x\": supported values: \"Failed\", \"TerminatingOrFailed\"");
    }

    @Test
    void wantsMoreOfAKeyThanItsName() {
        assertThat(
                        Wrong.with(
                                Secret.KIND,
                                "{type: kubernetes.io/ssh-auth, data: {ssh-privatekey: ''}}"))
                .contains("data[ssh-privatekey]: Required value");
    }

    @Test
    void warnsOfNamesThatMakePoorHostnamesOnce() {
        var pod = Wrong.read(Pod.KIND, "{metadata: {name: a.b}}");
        assertThat(PodWarnings.of(pod, true))
                .singleElement()
                .asString()
                .startsWith("metadata.name: this is used in the Pod's hostname, ");
        assertThat(PodWarnings.of(pod, false)).isEmpty();
    }

    private static <T extends KubernetesObject> List<String> status(
            Kind<T> kind, String now, String old) {
        return Wrong.texts(
                Validation.of(kind).status().apply(Wrong.read(kind, now), Wrong.read(kind, old)));
    }
}
