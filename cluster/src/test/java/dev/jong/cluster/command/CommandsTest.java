package dev.jong.cluster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Machine;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import dev.jong.store.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
    @TempDir private Path folder;

    @Test
    void answersWrongCallsWithOneSentence() {
        assertThat(call("frob"))
                .isEqualTo("2 jong: there is no command \"frob\"; `jong help` lists them\n");
        assertThat(call("up", "--frob"))
                .startsWith("2 jong: unknown flag --frob; usage: jong up")
                .hasLineCount(1);
        assertThat(call("up", "--port", "70000"))
                .startsWith("2 jong: flag --port takes a number from 1 to 65535, not \"70000\"");
        assertThat(call("up", "--port")).startsWith("2 jong: flag --port needs a value");
        assertThat(call("up", "--nodes", "0"))
                .startsWith("2 jong: flag --nodes takes a number from 1 to 250, not \"0\"");
        assertThat(call("run", "--frob=1"))
                .startsWith("2 jong: unknown flag: --frob; usage: jong run");
        assertThat(call("run", "--audit-log-maxsize", "x"))
                .startsWith("2 jong: invalid argument \"x\" for \"--audit-log-maxsize\" flag");
        assertThat(call("agent")).startsWith("2 jong: flag --server is missing; usage: jong agent");
        assertThat(call("agent", "--server", "10.0.0.1:6443"))
                .startsWith("2 jong: \"10.0.0.1:6443\" is not the URL of a server");
        assertThat(call("agent", "--server", "https://10.0.0.1:6443", "--token", "x"))
                .startsWith("1 jong: that is no token to join with");
        assertThat(call("image", "build", "a b", ".")).contains("\"a b\" is not an image name");
        assertThat(call("image", "import", "/nowhere")).isEqualTo("1 jong: cannot read /nowhere\n");
    }

    @Test
    void tellsHowACommandIsCalled() {
        assertThat(call("server", "--help"))
                .startsWith("0 Usage: jong server [--port PORT]")
                .hasLineCount(3);
        assertThat(call("up", "--nodes", "2", "-h")).startsWith("0 Usage: jong up");
        assertThat(call("--help")).startsWith("0 Jong: Kubernetes v1.36");
    }

    @Test
    void checksAndRepairsAStoppedStore() throws IOException {
        var data = folder.resolve("data");
        try (var store = LogStore.open(data, StoreOptions.DEFAULT)) {
            store.write(new Write.Create("/a", new byte[] {1}));
            assertThat(call("store", "check", "--data", data.toString()))
                    .startsWith("1 jong: " + data + " is in use by another process");
        }
        var log = data.resolve("0000000000000001.log");
        assertThat(call("store", "check", "--data", data.toString()))
                .isEqualTo("0 " + log + ": good up to offset 66: revisions 2 to 2\n");
        assertThat(call("store", "repair", "--data", data.toString()))
                .isEqualTo("0 Nothing is damaged in " + data + "; nothing was changed.\n");
        var bytes = Files.readAllBytes(log);
        bytes[40] ^= 1;
        Files.write(log, bytes);
        assertThat(call("store", "check", "--data", data.toString()))
                .isEqualTo("1 " + log + ": DAMAGED at offset 16: no revision, then damage\n");
        assertThat(call("store", "repair", "--data", data.toString()))
                .contains(log + ": one bit at offset 40 was turned back; nothing is lost\n")
                .endsWith(data + ": opens again and ends at revision 2\n");
        assertThat(call("store"))
                .startsWith("2 jong: check, repair or migrate?; usage: jong store");
        assertThat(call("store", "check")).startsWith("1 jong: there is no store in ");
    }

    @Test
    void looksForMembersWhereThereIsAnEtcd() {
        assertThat(call("members")).startsWith("2 jong: list or remove?; usage: jong members");
        assertThat(call("members", "remove")).startsWith("2 jong: list or remove?");
        assertThat(call("members", "list")).contains("has no etcd of its own: name one with");
    }

    @Test
    void saysThatNothingRuns() {
        var home = folder.resolve("none");

        assertThat(call("status"))
                .isEqualTo("3 No cluster is running in " + home + "; `jong up` starts one.\n");
        assertThat(call("down", "--purge")).isEqualTo("0 There is no cluster in " + home + ".\n");
        assertThat(call("logs")).startsWith("1 jong: there is no log yet in ");
    }

    @Test
    void printsTheLogsOfAllNodesInOrderOfTime() throws IOException {
        var home = new Home(folder.resolve("none"));
        var first = Machine.nodeName();
        log(
                home,
                """
                I1121 10:00:00.000001 kubelet/Kubelet] "one"
                E1121 10:00:02.000000 store/CommitLoop] "three"
                \tat a.line
                """);
        log(home.node(2), "I1121 10:00:01.000000 kubelet/Kubelet] \"two\"\n");

        assertThat(call("logs"))
                .isEqualTo(
                        """
                        0 %1$s  I1121 10:00:00.000001 kubelet/Kubelet] "one"
                        %1$s-2  I1121 10:00:01.000000 kubelet/Kubelet] "two"
                        %1$s  E1121 10:00:02.000000 store/CommitLoop] "three"
                        %1$s  \tat a.line
                        """
                                .formatted(first));
        assertThat(call("logs", "store", "--node", first))
                .isEqualTo("0 E1121 10:00:02.000000 store/CommitLoop] \"three\"\n\tat a.line\n");
        assertThat(call("logs", "kubelet", "--node=" + first + "-2"))
                .isEqualTo("0 I1121 10:00:01.000000 kubelet/Kubelet] \"two\"\n");
        assertThat(call("logs", "--node", "x"))
                .startsWith("2 jong: there is no node \"x\" on this machine; there are " + first);
    }

    private static void log(Home node, String text) throws IOException {
        Files.createDirectories(node.logs());
        Files.writeString(node.logFile(), text);
    }

    @Test
    void completesImageNames() {
        assertThat(Image.reference("demo")).isEqualTo("localhost/demo:latest");
        assertThat(Image.reference("localhost/jong/demo:v1")).isEqualTo("localhost/jong/demo:v1");
        assertThat(Image.reference("registry.example:5000/a"))
                .isEqualTo("registry.example:5000/a:latest");
    }

    /// Exit code and everything that was written.
    private String call(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var environment = Map.of("JONG_HOME", folder.resolve("none").toString());
        var code = Commands.run(List.of(arguments), new Terminal(stream, stream), environment);
        return code + " " + bytes.toString(StandardCharsets.UTF_8);
    }
}
