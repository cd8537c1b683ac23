package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `jong up` says on a machine where it cannot: one sentence with what to do, and nothing left
/// behind. Faults are made in mount namespaces of their own.
class FaultsTest {
    private static final PrivateMachine MACHINE = new PrivateMachine();
    private static final String JONG = PrivateMachine.repository().resolve("jong").toString();

    @TempDir private Path folder = Path.of("");

    @AfterAll
    static void leaveNothing() {
        MACHINE.close();
    }

    @Test
    void needsAJdk() {
        var jdks = Path.of(System.getProperty("java.home")).getParent();

        refuses(
                "mount -t tmpfs none " + jdks + "; JAVA_HOME= PATH=/usr/bin:/bin exec $JONG up",
                "jong: a JDK 25 is needed and none was found .*; (run: .*|unpack any JDK 25 .*)");
    }

    @Test
    void needsMavenToBuild() throws IOException {
        var launcher = folder.resolve("jong");
        Files.copy(Path.of(JONG), launcher, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);

        refuses(
                "mkdir programs; mount -t tmpfs none programs; ln -s /bin/* /usr/bin/* programs 2>/dev/null;"
                        + " rm -f programs/mvn programs/apt-get;"
                        + " PATH=$PWD/programs exec ./jong up",
                "jong: Maven builds Jong and is not on the PATH: install Maven 3.8.7 or newer and"
                        + " run this again\\.");
    }

    @Test
    void needsPackagesThatCannotBeInstalled() {
        refuses(
                "mount --bind /dev/null $(which containerd);"
                        + " mount --bind /bin/false $(which apt-get); exec $JONG up",
                "jong: packages could not be installed \\(apt-get failed\\); run: apt-get update &&"
                        + " apt-get install -y --no-install-recommends containerd");
    }

    @Test
    void needsProgramsWhereNothingCanBeInstalled() {
        refuses(
                "mount --bind /dev/null $(which containerd);"
                        + " mount --bind /dev/null $(which apt-get); exec $JONG up",
                "jong: some p\\w+ are missing; .*: (.* )?containerd");
    }

    @Test
    void needsControlGroups() {
        refuses(
                "mount -t tmpfs none /sys; exec $JONG up",
                "jong: this machine's kernel cannot run containers; it lacks control groups .*:"
                        + " enable that, or use another machine");
    }

    @Test
    void needsRoomOnTheDisk() {
        refuses(
                "mount -t tmpfs -o size=50m none .; export JONG_HOME=$PWD/small; $JONG up; code=$?;"
                        + " test -e small && echo left something; exit $code",
                "jong: the disk of .*/small has \\d+ MiB left, too little for a cluster: make room"
                        + " for 100 MiB, or set JONG_HOME to a folder on another disk");
    }

    @Test
    void leavesNothingOfAStartThatHadNoRoomToFinish() {
        refuses(
                "mount -t tmpfs -o size=64k none .; export JONG_HOME=$PWD/small; $JONG run;"
                        + " test -e small/pki || echo did not begin;"
                        + " $JONG down --purge; test -e small && echo left something; exit 1",
                "The cluster is stopped and its data is deleted\\.");
    }

    @Test
    void needsItsPort() {
        try (var server = MACHINE.start(List.of("busybox", "httpd", "-f", "-p", "6443"))) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() ->
                            server.process().isAlive()
                                    && MACHINE.run("curl", "-s", "http://127.0.0.1:6443/").code()
                                            == 0);
            refuses(
                    "exec $JONG up",
                    "jong: port 6443 is in use: stop what listens there, or choose another port"
                            + " with --port");
        }
    }

    @Test
    void needsRoot() throws IOException {
        // a copy that everybody may read, wherever the repository is
        MACHINE.run("cp", "-a", JONG, folder.toString()).orFail();
        MACHINE.run("cp", "-aL", builds(), folder.resolve(".jong-build").toString()).orFail();
        MACHINE.run("chmod", "-R", "a+rX", folder.toString()).orFail();

        refuses(
                "exec setpriv --reuid=65534 --regid=65534 --clear-groups ./jong up",
                "jong: only root may start a cluster on this machine: run it with sudo");
    }

    @Test
    void namesTheFileAndTheOffsetOfADamagedLog() throws IOException {
        MACHINE.jong("up").orFail();
        MACHINE.kubectl("create", "configmap", "one").orFail();
        MACHINE.jong("down").orFail();
        var log = MACHINE.jongHome().resolve("data/0000000000000001.log");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(2000);
            file.write(new byte[] {'d', 'a', 'm', 'a', 'g', 'e'});
        }
        var damaged = Files.readAllBytes(log);
        try {
            refuses(
                    "exec $JONG up",
                    "jong: "
                            + log
                            + " is damaged at offset \\d+: `jong store repair` says what can be saved;"
                            + " or restore the data directory from a backup");
            assertThat(log).hasBinaryContent(damaged);
            assertThat(MACHINE.jong("status").output()).contains("No cluster is running");
        } finally {
            MACHINE.jong("down", "--purge").orFail();
        }
    }

    private static String builds() {
        return PrivateMachine.repository().resolve(".jong-build").toString();
    }

    /// Runs a script in a mount namespace and in a folder of its own. The last line must be the
    /// sentence, and no line may come from a stack trace.
    private void refuses(String script, String sentence) {
        var said =
                MACHINE.run(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "JONG=" + JONG + "; cd " + folder + "; " + script);
        assertThat(said.output().lines().toList().getLast()).matches(sentence);
        assertThat(said.output()).doesNotContain("\tat ", "Exception");
        assertThat(said.code()).isEqualTo(1);
    }
}
