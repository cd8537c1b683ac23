package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.datastore.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Keeps, shows and brings back the state of a cluster whose store is etcd.
final class Snapshot implements Command {
    private static final int MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String usage() {
        return "save [FILE] | list | restore FILE [--node-name NAME]";
    }

    @Override
    public String summary() {
        return "keep or bring back the state of a cluster on etcd";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), ChosenEtcd.valued());
        var snapshots = new Snapshots(context.home());
        var words = flags.words();
        var what = words.isEmpty() ? "" : words.getFirst();
        if (what.equals("save") && words.size() <= 2) {
            var file =
                    words.size() == 2
                            ? Path.of(words.get(1))
                            : snapshots.place(InstantSource.system().instant());
            snapshots.save(ChosenEtcd.options(flags, context.home()), file);
            context.terminal().say("Saved " + file + ".");
        } else if (what.equals("list") && words.size() == 1) {
            list(snapshots, context.terminal());
        } else if (what.equals("restore") && words.size() == 2) {
            restore(snapshots, Path.of(words.get(1)), flags, context);
        } else {
            throw new Flags.Misused("say what to do");
        }
        return 0;
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
        var name = Agent.nodeName(flags);
        snapshots.restore(
                file, name, ClusterConfig.machineAddress(), ChosenEtcd.certificates(home, name));
        context.terminal()
                .say(
                        "Restored. Start it with `jong server --own-etcd`; further servers join it"
                                + " with empty homes.");
    }
}
