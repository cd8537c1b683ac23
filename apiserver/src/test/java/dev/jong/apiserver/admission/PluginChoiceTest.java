package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.apiserver.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class PluginChoiceTest {
    private static final String POD =
            """
            {"metadata": {"name": "%s"}, "spec": {"automountServiceAccountToken": false,
             "containers": [{"name": "c", "image": "i:1", "securityContext": {"privileged": %s}}]}}
            """;

    @TempDir Path folder;

    @Test
    void turnsPluginsOnAndOff() {
        try (var server =
                TestServer.start(
                        "--enable-admission-plugins=AlwaysPullImages,DenyServiceExternalIPs",
                        "--disable-admission-plugins=ServiceAccount,DefaultTolerationSeconds")) {
            var pods = "/api/v1/namespaces/default/pods";
            var pod = server.post("admin", pods, POD.formatted("a", false));
            assertThat(pod.status()).isEqualTo(201);
            assertThat(pod.text())
                    .contains("\"imagePullPolicy\":\"Always\"")
                    .doesNotContain("tolerations");
            var service =
                    server.post(
                            "admin",
                            "/api/v1/namespaces/default/services",
                            """
                            {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}],
                             "externalIPs": ["1.2.3.4"]}}
                            """);
            assertThat(service.message())
                    .endsWith("Use of external IPs is denied by admission control.");
        }
    }

    @Test
    void holdsPodsToTheStandardOfTheFile() throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("admission.yaml"),
                        """
                        apiVersion: apiserver.config.k8s.io/v1
                        kind: AdmissionConfiguration
                        plugins:
                        - name: PodSecurity
                          configuration:
                            apiVersion: pod-security.admission.config.k8s.io/v1
                            kind: PodSecurityConfiguration
                            defaults: {enforce: baseline, enforce-version: latest}
                            exemptions: {namespaces: [free]}
                        """);
        try (var server =
                TestServer.start(
                        "--admission-control-config-file=" + file,
                        "--disable-admission-plugins=ServiceAccount")) {
            server.post("admin", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"free\"}}");
            var privileged = POD.formatted("p", true);
            assertThat(
                            server.post("admin", "/api/v1/namespaces/default/pods", privileged)
                                    .message())
                    .contains("violates PodSecurity \"baseline:latest\": privileged");
            Awaitility.await()
                    .until(() ->
                            server.post("admin", "/api/v1/namespaces/free/pods", privileged)
                                            .status()
                                    == 201);
        }
        Files.writeString(file, Files.readString(file).replace("baseline", "strict"));
        refused("--admission-control-config-file=" + file, "defaults.enforce: Invalid value");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        refused("--enable-admission-plugins=Nope", "plugin \"Nope\" is unknown");
        refused("--enable-admission-plugins=ImagePolicyWebhook", "is not supported");
        refused("--feature-gates=Nope=true", "unrecognized feature gate: Nope");
        refused("--runtime-config=batch/v1=false", "cannot be turned off");
        refused("--runtime-config=api/beta=true", "only stable versions are served");
        refused("--audit-log-maxsize=many", "for \"--audit-log-maxsize\" flag");
        TestServer.start(
                        "--feature-gates=WatchList=true,AllBeta=false",
                        "--runtime-config=api/ga=true,batch/v1=true")
                .close();
    }

    private static void refused(String flag, String why) {
        assertThatThrownBy(() -> TestServer.start(flag)).hasMessageContaining(why);
    }
}
