package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user who is not root, and becomes root by sudo only to call `jong`.
class SudoStories {
    private static final int USER = 4242;

    /// sudo must believe in the user, so accounts and rules are of the script's own.
    private static final String BY_SUDO =
            """
            mount --bind $0/passwd /etc/passwd
            mount --bind $0/sudoers /etc/sudoers
            exec setpriv --reuid=%1$d --regid=%1$d --clear-groups \\
                env HOME=$0/home sudo -n JONG_HOME=$JONG_HOME JAVA_HOME=$JAVA_HOME $1 up
            """
                    .formatted(USER);

    /// What sudo tells those whom it calls.
    private static final String AS_IF_BY_SUDO =
            """
            mount --bind $0/passwd /etc/passwd
            exec env -u KUBECONFIG HOME=/root SUDO_UID=%1$d SUDO_GID=%1$d SUDO_USER=user $1 up
            """
                    .formatted(USER);

    @TempDir private Path folder = Path.of("");

    @Test
    void givesTheClusterToTheKubectlOfTheUserWhoCalledSudo() throws IOException {
        var machine = StoriesTest.machine();
        var home = Files.createDirectory(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(home, "unix:uid", USER);
        var accounts = Files.readString(Path.of("/etc/passwd"));
        Files.writeString(
                folder.resolve("passwd"),
                accounts + "user:*:%1$d:%1$d::%2$s:/bin/sh\n".formatted(USER, home));
        var rules =
                Files.writeString(
                        folder.resolve("sudoers"),
                        "root ALL=(ALL) ALL\nuser ALL=(ALL) NOPASSWD:SETENV: ALL\n");
        Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("r--r-----"));
        var jong = PrivateMachine.repository().resolve("jong").toString();
        var script = machine.run("which", "sudo").code() == 0 ? BY_SUDO : AS_IF_BY_SUDO;

        machine.run("unshare", "-m", "sh", "-ec", script, folder.toString(), jong).orFail();

        var config = home.resolve(".kube").resolve("config");
        assertThat(Files.getAttribute(config, "unix:uid")).isEqualTo(USER);
        assertThat(Files.getAttribute(config, "unix:gid")).isEqualTo(USER);
        assertThat(Files.getAttribute(home.resolve(".kube"), "unix:uid")).isEqualTo(USER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(asUser(machine, home, "auth", "whoami").orFail().output())
                .contains("system:masters");
    }

    private static Shell.Result asUser(PrivateMachine machine, Path home, String... words) {
        var command =
                new java.util.ArrayList<>(
                        java.util.List.of(
                                "setpriv",
                                "--reuid=" + USER,
                                "--regid=" + USER,
                                "--clear-groups",
                                "env",
                                "-u",
                                "KUBECONFIG",
                                "HOME=" + home,
                                Story.kubectls().getLast().toString()));
        command.addAll(java.util.List.of(words));
        return machine.run(command, "");
    }
}
