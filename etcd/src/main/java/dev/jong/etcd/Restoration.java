package dev.jong.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Makes a member's data from a snapshot with the distribution's `etcdutl`, or with `etcdctl`
/// before 3.6. The member is the only one of a new etcd; others join it. Its revisions go on behind
/// those of the snapshot: [EtcdStore#raiseBehind] puts those between that were given out after it.
public final class Restoration {
    private Restoration() {}

    /// @param tool `etcdutl` or `etcdctl`
    /// @param member whose data are made; its folder must not exist
    /// @throws IOException with the tool's last line when it refuses
    public static void restore(Path tool, Path snapshot, MemberSettings member)
            throws IOException, InterruptedException {
        var said =
                run(
                        List.of(
                                tool.toString(),
                                "snapshot",
                                "restore",
                                snapshot.toString(),
                                "--name=" + member.name(),
                                "--data-dir=" + member.data(),
                                "--initial-cluster=" + member.name() + "=" + member.peer(),
                                "--initial-advertise-peer-urls=" + member.peer()));
        if (!said.isEmpty()) {
            throw new IOException(said.lines().reduce((_, last) -> last).orElse(said));
        }
    }

    /// @return what it said when it failed, else nothing
    private static String run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().put("ETCDCTL_API", "3");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said.strip() + " ";
    }
}
