package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.store.DataCheck;
import dev.jong.store.DataRepair;
import dev.jong.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;

/// Checks, repairs or moves an embedded store that no server has open.
final class StoreFiles implements Command {
    static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Override
    public String name() {
        return "store";
    }

    @Override
    public String usage() {
        return "check|repair [--data FOLDER] | migrate to|from --own-etcd|--datastore URL,URL";
    }

    @Override
    public String summary() {
        return "check, repair or move a stopped cluster's data";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var valued = new HashSet<>(ChosenEtcd.valued());
        valued.add("--data");
        var flags = Flags.parse(arguments, DatastoreFlags.SWITCHES, valued);
        if (flags.words().size() == 2 && flags.words().getFirst().equals("migrate")) {
            new MigrateStore(context, flags).run(flags.words().getLast());
            return 0;
        }
        var data = flags.value("--data").map(Path::of).orElse(context.home().data());
        var word = flags.words().size() == 1 ? flags.words().getFirst() : "";
        try {
            return switch (word) {
                case "check" -> check(data, context.terminal());
                case "repair" -> repair(data, context.terminal());
                default -> throw new Flags.Misused("check, repair or migrate?");
            };
        } catch (StoreException refused) {
            throw new ClusterException.Refused(String.valueOf(refused.getMessage()));
        }
    }

    private static int check(Path data, Terminal terminal) {
        var findings = DataCheck.check(data);
        for (var each : findings) {
            terminal.say(
                    each.damaged()
                            ? "%s: DAMAGED at offset %d: %s"
                                    .formatted(each.file(), each.offset(), each.what())
                            : "%s: good up to offset %d: %s"
                                    .formatted(each.file(), each.offset(), each.what()));
        }
        return findings.stream().anyMatch(DataCheck.Finding::damaged) ? 1 : 0;
    }

    private static int repair(Path data, Terminal terminal) {
        var backup =
                data.resolveSibling(
                        data.getFileName() + ".before-repair-" + STAMP.format(Instant.now()));
        var done = DataRepair.repair(data, backup);
        if (done.isEmpty()) {
            terminal.say("Nothing is damaged in " + data + "; nothing was changed.");
        }
        done.forEach(terminal::say);
        return 0;
    }
}
