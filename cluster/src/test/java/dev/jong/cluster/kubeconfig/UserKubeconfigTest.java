package dev.jong.cluster.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.pki.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserKubeconfigTest {
    private static final Pki PKI = Pki.create(List.of(), InstantSource.system());
    private static final ClusterAccess ACCESS =
            new ClusterAccess(
                    "jong", "https://10.0.0.1:6443", PKI.authority().certificatePem(), PKI.admin());

    private static final String OTHERS =
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: work
              cluster: {server: "https://work"}
            contexts:
            - name: work
              context: {cluster: work, user: me, namespace: "yes"}
            users:
            - name: me
              user: {token: abc}
            current-context: work
            """;

    @TempDir private Path folder;

    @Test
    void keepsWhatOthersPutThere() throws Exception {
        var file = folder.resolve("config");
        Files.writeString(file, OTHERS);
        var config = new UserKubeconfig(file);

        config.add(ACCESS);
        config.add(ACCESS);

        assertThat(read(file).array("contexts").size()).isEqualTo(2);
        assertThat(read(file).text("current-context")).isEqualTo("jong");

        config.remove("jong", ACCESS.authorityPem());

        assertThat(read(file).without("current-context"))
                .isEqualTo(((JsonObject) Yaml.read(OTHERS)).without("current-context"));
    }

    @Test
    void leavesAContextOfTheSameNameThatLeadsElsewhere() throws Exception {
        var file = folder.resolve("config");
        new UserKubeconfig(file).add(ACCESS);
        var before = Files.readString(file);

        new UserKubeconfig(file).remove("jong", "another authority");

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void doesNotTouchAFileThatItCannotRead() throws Exception {
        var file = folder.resolve("config");
        Files.writeString(file, "a: [b\n");

        assertThatThrownBy(() -> new UserKubeconfig(file).add(ACCESS))
                .isInstanceOf(ClusterException.class);
        assertThat(Files.readString(file)).isEqualTo("a: [b\n");
        assertThat(folder.resolve("config.lock")).doesNotExist();
    }

    @Test
    void choosesTheFileThatKubectlChooses() throws Exception {
        var second = Files.createFile(folder.resolve("second"));
        var named = folder.resolve("first") + ":" + second;

        assertThat(UserKubeconfig.of(Map.of("KUBECONFIG", named)).file()).isEqualTo(second);
        assertThat(UserKubeconfig.of(Map.of("HOME", "/home/a")).file())
                .isEqualTo(Path.of("/home/a/.kube/config"));
    }

    private static JsonObject read(Path file) throws Exception {
        return (JsonObject) Yaml.read(Files.readString(file));
    }

    @Test
    void belongsToTheUserWhoCalledSudo() throws IOException {
        var home = Files.createDirectory(folder.resolve("ann"));
        // who runs this test need not be root: the user that sudo names is the one who runs it
        var uid = (Integer) Files.getAttribute(home, "unix:uid");
        var gid = (Integer) Files.getAttribute(home, "unix:gid");
        var named = uid == 0 ? 4711 : uid;
        var accounts =
                Files.writeString(
                        folder.resolve("passwd"),
                        "root:x:0:0::/root:/bin/sh\nann:x:%d:%d::%s:/bin/sh\n"
                                .formatted(named, uid == 0 ? 4712 : gid, home));
        var sudo = Map.of("HOME", "/root", "SUDO_USER", "ann", "SUDO_UID", "" + named);

        var config = UserKubeconfig.of(sudo, accounts);
        config.add(ACCESS);

        assertThat(config.file()).isEqualTo(home.resolve(".kube/config"));
        assertThat(Files.getAttribute(config.file(), "unix:uid")).isEqualTo(named);
        assertThat(Files.getAttribute(home.resolve(".kube"), "unix:uid")).isEqualTo(named);
        assertThat(Files.getAttribute(config.file(), "unix:gid")).isEqualTo(uid == 0 ? 4712 : gid);

        // A second change keeps the owner.
        config.remove("jong", PKI.authority().certificatePem());
        assertThat(Files.getAttribute(config.file(), "unix:uid")).isEqualTo(named);
    }

    @Test
    void isRootsOwnWithoutSudo() {
        assertThat(UserKubeconfig.of(Map.of("HOME", "/root", "SUDO_UID", "0")).file())
                .isEqualTo(Path.of("/root/.kube/config"));
    }
}
