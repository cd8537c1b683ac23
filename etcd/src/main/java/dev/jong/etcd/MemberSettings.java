package dev.jong.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A member of etcd that runs on this machine, as flags of the distribution's `etcd`, 3.4 or newer.
///
/// @param data its folder; what it finds there counts more than the cluster named here
/// @param log file that takes what it says
/// @param peer where other members reach it
/// @param client where clients reach it
/// @param cluster all members at its first start, itself among them: `name=peer URL`
/// @param joining whether the others were running before it
public record MemberSettings(
        Path program,
        String name,
        Path data,
        Path log,
        URI peer,
        URI client,
        List<String> cluster,
        boolean joining,
        Protection protection) {
    public MemberSettings {
        cluster = List.copyOf(cluster);
    }

    /// How connections between members, and of clients, are protected.
    public sealed interface Protection {
        /// Not at all: only on addresses that this machine alone reaches.
        record None() implements Protection {}

        /// TLS with certificates asked of everyone who connects. PEM files; the certificate serves
        /// members and clients, and is shown to other members.
        record Files(Path authority, Path certificate, Path key) implements Protection {}
    }

    List<String> command() {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.add("--name=" + name);
        command.add("--data-dir=" + data);
        command.add("--listen-peer-urls=" + peer);
        command.add("--initial-advertise-peer-urls=" + peer);
        command.add("--listen-client-urls=" + client);
        command.add("--advertise-client-urls=" + client);
        command.add("--initial-cluster=" + String.join(",", cluster));
        command.add("--initial-cluster-state=" + (joining ? "existing" : "new"));
        command.add("--logger=zap");
        command.add("--log-outputs=stderr");
        switch (protection) {
            case Protection.None() -> {}
            case Protection.Files(var authority, var certificate, var key) -> {
                for (var side : List.of("", "peer-")) {
                    command.add("--" + side + "trusted-ca-file=" + authority);
                    command.add("--" + side + "cert-file=" + certificate);
                    command.add("--" + side + "key-file=" + key);
                    command.add("--" + side + "client-cert-auth=true");
                }
            }
        }
        return command;
    }
}
