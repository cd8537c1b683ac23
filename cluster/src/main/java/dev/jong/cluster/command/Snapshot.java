package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.datastore.Snapshots;
import dev.jong.store.DataBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Keeps, shows and brings back the state of a cluster, while it runs or not.
final class Snapshot implements Command {
    private static final int MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String usage() {
        return "save [FILE] | list | restore FILE";
    }

    @Override
    public String summary() {
        return "keep or bring back a cluster's state";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), ChosenEtcd.valued());
        var snapshots = new Snapshots(context.home());
        var words = flags.words();
        var what = words.isEmpty() ? "" : words.getFirst();
        if (what.equals("save") && words.size() <= 2) {
            save(snapshots, words.stream().skip(1).map(Path::of).findFirst(), flags, context);
        } else if (what.equals("list") && words.size() == 1) {
            list(snapshots, context.terminal());
        } else if (what.equals("restore") && words.size() == 2) {
            restore(snapshots, Path.of(words.get(1)), flags, context);
        } else {
            throw new Flags.Misused("say what to do");
        }
        return 0;
    }

    private static void save(
            Snapshots snapshots, Optional<Path> named, Flags flags, Context context) {
        var home = context.home();
        var now = InstantSource.system().instant();
        if (ChosenEtcd.isChosen(flags, home)) {
            var file = named.orElseGet(() -> snapshots.placeOfEtcd(now));
            snapshots.save(ChosenEtcd.options(flags, home), file);
            context.terminal().say("Saved " + file + ".");
        } else {
            var file = named.orElseGet(() -> snapshots.place(now));
            var content = snapshots.save(file);
            context.terminal()
                    .say(
                            "Saved %s: %d entries at revision %d."
                                    .formatted(file, content.entries(), content.revision()));
        }
    }

    private static void list(Snapshots snapshots, Terminal terminal) {
        var kept = snapshots.list();
        if (kept.isEmpty()) {
            terminal.say("There are no snapshots yet; `jong snapshot save` makes one.");
        }
        for (var each : kept) {
            terminal.say(
                    String.format(
                            Locale.ROOT,
                            "%s  %d MiB  %s  %s",
                            each.time(),
                            (each.bytes() + MEBIBYTE - 1) / MEBIBYTE,
                            each.whole() ? "whole" : "DAMAGED",
                            each.file()));
        }
    }

    private static void restore(Snapshots snapshots, Path file, Flags flags, Context context) {
        var home = context.home();
        if (DaemonState.read(home.state()).flatMap(DaemonState::process).isPresent()) {
            throw new ClusterException.Refused("stop the server in " + home.root() + " first");
        }
        if (!Files.exists(file)) {
            throw new ClusterException.Refused("cannot read " + file);
        }
        home.create();
        if (isOfEmbedded(file)) {
            var content = snapshots.restore(file);
            context.terminal()
                    .say(
                            "Restored %d entries; revisions go on behind %d. Start it with `jong up`."
                                    .formatted(content.entries(), content.revision()));
            return;
        }
        var name = Agent.nodeName(flags);
        snapshots.restore(
                file, name, ClusterConfig.machineAddress(), ChosenEtcd.certificates(home, name));
        context.terminal()
                .say(
                        "Restored. Start it with `jong server --own-etcd`; further servers join it"
                                + " with empty homes.");
    }

    private static boolean isOfEmbedded(Path file) {
        try {
            return DataBackup.isBackup(file);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
