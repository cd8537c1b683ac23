package dev.jong.apiserver.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jong.api.core.v1.Pod;
import dev.jong.apiserver.admission.LiveServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulebookTest {
    private static final String GOOD =
            "runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]},"
                    + " seccompProfile: {type: RuntimeDefault}";

    private final Rulebook rules = new Rulebook();

    @Test
    void saysAllThatAPlainPodLacks() {
        assertThat(look("restricted", "latest", "{containers: [{name: a}, {name: b}]}"))
                .isEqualTo(
                        "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set"
                                + " securityContext.allowPrivilegeEscalation=false), unrestricted"
                                + " capabilities (containers \"a\", \"b\" must set"
                                + " securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot !="
                                + " true (pod or containers \"a\", \"b\" must set"
                                + " securityContext.runAsNonRoot=true), seccompProfile (pod or"
                                + " containers \"a\", \"b\" must set"
                                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                                + " \"Localhost\")");
        assertThat(look("restricted", "v1.0", "{containers: [{name: a}]}"))
                .isEqualTo(
                        "runAsNonRoot != true (pod or container \"a\" must set"
                                + " securityContext.runAsNonRoot=true)");
        assertThat(look("baseline", "latest", "{containers: [{name: a}]}")).isEmpty();
        assertThat(look("restricted", "latest", container(GOOD))).isEmpty();
    }

    static Stream<Arguments> forbidden() {
        return Stream.of(
                arguments(
                        "{hostNetwork: true, hostPID: true, hostIPC: true, containers: []}",
                        "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)"),
                arguments(
                        "{volumes: [{name: v, hostPath: {path: /}}], containers: []}",
                        "hostPath volumes (volume \"v\")"),
                arguments(
                        "{containers: [{name: a, ports: [{containerPort: 1, hostPort: 81},"
                                + " {containerPort: 2, hostPort: 80}]}]}",
                        "hostPort (container \"a\" uses hostPorts 80, 81)"),
                arguments(
                        "{initContainers: [{name: b, lifecycle: {preStop: {tcpSocket: {host: h,"
                                + " port: 1}}}}], containers: [{name: a, livenessProbe: {httpGet:"
                                + " {host: g, port: 1}}}]}",
                        "probe or lifecycle host (containers \"a\", \"b\" use probe or lifecycle"
                                + " hosts \"g\", \"h\")"),
                arguments(
                        container("privileged: true"),
                        "privileged (container \"a\" must not set"
                                + " securityContext.privileged=true)"),
                arguments(
                        "{ephemeralContainers: [{name: e, securityContext: {privileged: true}}],"
                                + " containers: []}",
                        "privileged (container \"e\" must not set"
                                + " securityContext.privileged=true)"),
                arguments(
                        container("procMount: Unmasked"),
                        "procMount (container \"a\" must not set securityContext.procMount to"
                                + " \"Unmasked\")"),
                arguments(
                        container("capabilities: {add: [SYS_ADMIN, CHOWN, NET_ADMIN]}"),
                        "non-default capabilities (container \"a\" must not include"
                                + " \"NET_ADMIN\", \"SYS_ADMIN\" in"
                                + " securityContext.capabilities.add)"),
                arguments(
                        "{securityContext: {seLinuxOptions: {type: t1, user: u, role: r}},"
                                + " containers: [{name: a, securityContext: {seLinuxOptions: {type:"
                                + " t2}}}]}",
                        "seLinuxOptions (pod and container \"a\" set forbidden"
                                + " securityContext.seLinuxOptions: types \"t1\", \"t2\"; user may"
                                + " not be set; role may not be set)"),
                arguments(
                        "{securityContext: {seccompProfile: {type: Unconfined}}, containers: []}",
                        "seccompProfile (pod must not set securityContext.seccompProfile.type to"
                                + " \"Unconfined\")"),
                arguments(
                        "{securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}, {name:"
                                + " net.ipv4.tcp_rmem, value: '1'}]}, containers: []}",
                        "forbidden sysctls (kernel.msgmax)"),
                arguments(
                        container("windowsOptions: {hostProcess: true}"),
                        "hostProcess (container \"a\" must not set"
                                + " securityContext.windowsOptions.hostProcess=true)"),
                arguments(
                        container("appArmorProfile: {type: Unconfined}"),
                        "forbidden AppArmor profile (container \"a\" must not set AppArmor profile"
                                + " type to \"Unconfined\")"));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void baselineForbids(String spec, String why) {
        assertThat(look("baseline", "latest", spec)).isEqualTo(why);
        assertThat(look("privileged", "latest", spec)).isEmpty();
    }

    @Test
    void forbidsInAnnotationsToo() {
        var pod =
                LiveServer.read(
                        Pod.KIND,
                        "{metadata: {annotations:"
                                + " {container.apparmor.security.beta.kubernetes.io/a: unconfined,"
                                + " seccomp.security.alpha.kubernetes.io/pod: unconfined}}, spec:"
                                + " {containers: [{name: a}]}}");
        assertThat(look("baseline", "v1.18", pod))
                .isEqualTo(
                        "forbidden AppArmor profile (annotation must not set AppArmor profile type"
                                + " to \"container.apparmor.security.beta.kubernetes.io/a=\"unconfined\"\"),"
                                + " seccompProfile (forbidden annotation"
                                + " seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")");
    }

    @Test
    void restrictedAllowsFewVolumes() {
        var spec =
                "{securityContext: {"
                        + "runAsNonRoot: true, seccompProfile: {type: Localhost, localhostProfile:"
                        + " p}}, volumes: [{name: h, hostPath: {path: /}}, {name: m, nfs: {server:"
                        + " s, path: /}}, {name: c, configMap: {name: c}}, {name: e, emptyDir:"
                        + " {}}], containers: []}";
        assertThat(look("restricted", "latest", spec))
                .isEqualTo(
                        "restricted volume types (volumes \"h\", \"m\" use restricted volume types"
                                + " \"hostPath\", \"nfs\")");
    }

    @Test
    void usersOfTheirOwnMayBeRootSince35() {
        var spec =
                "{hostUsers: false, containers: [{name: a, securityContext: {runAsUser: 0,"
                        + " allowPrivilegeEscalation: false, capabilities: {drop: [ALL]},"
                        + " seccompProfile: {type: RuntimeDefault}}}]}";
        assertThat(look("restricted", "v1.35", spec)).isEmpty();
        assertThat(look("restricted", "v1.34", spec))
                .contains("runAsUser=0 (container \"a\" must not set runAsUser=0)")
                .contains("runAsNonRoot != true");
    }

    @Test
    void windowsHasNoCapabilitiesSince25() {
        var spec =
                "{os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name:"
                        + " a}]}";
        assertThat(look("restricted", "v1.25", spec)).isEmpty();
        assertThat(look("restricted", "v1.24", spec)).contains("unrestricted capabilities");
    }

    @Test
    void newerVersionsKnowMoreSysctls() {
        var spec =
                "{securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: '1'}, {name:"
                        + " net.ipv4.tcp_fin_timeout, value: '1'}]}, containers: []}";
        assertThat(look("baseline", "v1.28", spec))
                .isEqualTo("forbidden sysctls (net.ipv4.tcp_rmem, net.ipv4.tcp_fin_timeout)");
        assertThat(look("baseline", "v1.29", spec))
                .isEqualTo("forbidden sysctls (net.ipv4.tcp_rmem)");
        assertThat(look("baseline", "v1.99", spec)).isEmpty();
    }

    private static String container(String security) {
        return "{containers: [{name: a, securityContext: {" + security + "}}]}";
    }

    private String look(String level, String version, String spec) {
        return look(level, version, LiveServer.read(Pod.KIND, "spec: " + spec));
    }

    private String look(String level, String version, Pod pod) {
        var standard =
                new Standard(
                        Level.parse(level).orElseThrow(),
                        Standard.parseVersion(version).orElseThrow());
        return Violation.details(
                rules.look(standard, new Subject(pod.metadata().annotations(), pod.spec())));
    }
}
