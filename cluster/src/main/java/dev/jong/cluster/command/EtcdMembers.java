package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.Members.Member;
import dev.jong.store.StoreException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Shows the members of a cluster's etcd, and removes one that will not come back: as long as a
/// lost member counts, fewer of the others may fail.
final class EtcdMembers implements Command {
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "members";
    }

    @Override
    public String usage() {
        return "list | remove NAME";
    }

    @Override
    public String summary() {
        return "show the members of a cluster's etcd, or remove a lost one";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), ChosenEtcd.valued());
        var words = flags.words();
        var what = words.isEmpty() ? "" : words.getFirst();
        var lists = what.equals("list") && words.size() == 1;
        if (!lists && !(what.equals("remove") && words.size() == 2)) {
            throw new Flags.Misused("list or remove?");
        }
        var options = ChosenEtcd.options(flags, context.home()).withCompaction(Duration.ZERO);
        try (var store = EtcdStore.open(options)) {
            if (lists) {
                list(store.members().list(), options, context.terminal());
            } else {
                remove(store, words.get(1), context.terminal());
            }
            return 0;
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static void list(List<Member> members, EtcdOptions options, Terminal terminal) {
        for (var member : members) {
            terminal.say(
                    String.format(
                            Locale.ROOT,
                            "%s  %s  %s",
                            label(member),
                            String.join(",", member.peers().stream().map(URI::toString).toList()),
                            state(member, options)));
        }
    }

    /// A member without a name has not joined yet.
    private static String label(Member member) {
        return member.name().isEmpty() ? Long.toHexString(member.id()) : member.name();
    }

    private static String state(Member member, EtcdOptions options) {
        if (member.clients().isEmpty()) {
            return "has not joined yet";
        }
        var alone =
                new EtcdOptions(
                        member.clients(), options.security(), LOOK, options.pulse(), Duration.ZERO);
        try (var _ = EtcdStore.open(alone)) {
            return "answers";
        } catch (StoreException _) {
            return "DOES NOT ANSWER";
        }
    }

    private static void remove(EtcdStore store, String name, Terminal terminal) {
        var members = store.members().list();
        var found = members.stream().filter(member -> label(member).equals(name)).toList();
        if (found.size() != 1) {
            throw new ClusterException.Refused(
                    "there is no member \""
                            + name
                            + "\"; there are "
                            + String.join(", ", members.stream().map(EtcdMembers::label).toList()));
        }
        if (members.size() == 1) {
            throw new ClusterException.Refused(name + " is the only member: the state is there");
        }
        store.members().remove(found.getFirst().id());
        terminal.say(
                "Removed "
                        + name
                        + ". Its server may join again with an empty home; "
                        + (members.size() == 2 ? "one member is" : members.size() - 1 + " are")
                        + " left.");
    }
}
