package dev.jong.cluster.kubeconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The user who called us through sudo: the cluster is root's, but the kubectl is this user's.
record Invoker(Path home, int uid, int gid) {
    private static final int FIELDS = 7;

    /// As sudo tells in `SUDO_UID`; empty without sudo and for root.
    ///
    /// @param accounts a file like `/etc/passwd`
    static Optional<Invoker> of(Map<String, String> environment, Path accounts) {
        var uid = environment.getOrDefault("SUDO_UID", "");
        if (uid.isEmpty() || uid.equals("0")) {
            return Optional.empty();
        }
        try (var lines = Files.lines(accounts)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == FIELDS && fields[2].equals(uid))
                    .findFirst()
                    .map(fields ->
                            new Invoker(
                                    Path.of(fields[5]),
                                    Integer.parseInt(fields[2]),
                                    Integer.parseInt(fields[3])));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Gives a file that was made for this user to this user.
    void own(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
}
