package dev.jong.cluster.command;

import dev.jong.api.Kind;
import dev.jong.api.Schema;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Discovery.Served;
import dev.jong.client.Target;
import dev.jong.client.WriteOptions;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.history.Difference;
import dev.jong.cluster.history.PastObject;
import dev.jong.cluster.history.PastObject.What;
import dev.jong.cluster.history.Rollback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows what became of an object, and gives it its former content back. Authorised like a get of
/// the object, and an update or create.
final class History implements Command {
    private static final String MANAGER = "jong-rollback";
    private static final Schema.Struct ANYTHING =
            Schema.Struct.of(
                    new Schema.Body("", Map.of(), false, null, true, true, JsonObject.EMPTY));

    /// What is asked for.
    private record Asked(Client client, Served served, Target target, Terminal terminal) {
        List<PastObject> past() {
            var answer = client.transport().raw(target.path() + "?history=true");
            var past =
                    Json.parse(answer) instanceof JsonObject object
                                    && "History".equals(object.text("kind"))
                            ? PastObject.read(object)
                            : List.<PastObject>of();
            if (past.isEmpty()) {
                throw new ClusterException.Refused(
                        "this API server tells no history: it is not Jong's");
            }
            return past;
        }

        String name() {
            return served.plural() + "/" + target.name();
        }
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String usage() {
        return "KIND/NAME [-n NAMESPACE] [--rollback-to REVISION [--yes]]";
    }

    @Override
    public String summary() {
        return "show an object's revisions, or go back to one";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags =
                Flags.parse(
                        arguments,
                        Set.of("--yes"),
                        Set.of("-n", "--namespace", "--rollback-to", "--kubeconfig"));
        var words = flags.words();
        var slash = words.size() == 1 ? words.getFirst().indexOf('/') : -1;
        if (slash < 1 || slash == words.getFirst().length() - 1) {
            throw new Flags.Misused("which object?");
        }
        var kind = words.getFirst().substring(0, slash);
        var name = words.getFirst().substring(slash + 1);
        var namespace = flags.value("-n").or(() -> flags.value("--namespace")).orElse("default");
        var revision = flags.number("--rollback-to", 1, Integer.MAX_VALUE, 0);
        if (revision == 0 && flags.has("--yes")) {
            throw new Flags.Misused("--yes to what?");
        }
        var kubeconfig =
                flags.value("--kubeconfig").map(Path::of).orElse(context.home().kubeconfig());
        try (var client = KubeconfigClient.open(kubeconfig)) {
            var served = served(client, kind);
            var anyKind =
                    Unstructured.kind(
                            served.group(),
                            served.version(),
                            served.kind(),
                            Unstructured.Names.of(served.plural()),
                            served.namespaced(),
                            ANYTHING);
            var target = Target.object(anyKind, served.namespaced() ? namespace : "", name);
            var asked = new Asked(client, served, target, context.terminal());
            if (revision == 0) {
                show(asked);
            } else {
                rollBack(asked, revision, flags.has("--yes"));
            }
            return 0;
        } catch (ApiException | ClientException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ClusterException.Refused("there is no cluster to ask: " + e.getMessage(), e);
        }
    }

    /// By any of the names that kubectl knows: `deployments`, `deployment`, `deploy`,
    /// `deployments.apps`.
    private static Served served(Client client, String wanted) {
        var found =
                client.discovery().preferred(new ArrayList<>()).stream()
                        .filter(each -> each.isCalled(wanted))
                        .filter(each -> each.can("get"))
                        .toList();
        if (found.isEmpty()) {
            throw new ClusterException.Refused(
                    "the server has no resource \"" + wanted + "\"; `jong kubectl api-resources`");
        }
        return found.getFirst();
    }

    private static void show(Asked asked) {
        var past = asked.past();
        asked.terminal().say("%-10s  %-20s  %-8s  %s".formatted("REVISION", "TIME", "WHAT", "WHO"));
        @Nullable PastObject last = null;
        for (var each : past) {
            asked.terminal()
                    .say(
                            "%-10d  %-20s  %-8s  %s"
                                    .formatted(
                                            each.revision(),
                                            each.when(last),
                                            each.what().name().toLowerCase(Locale.ROOT),
                                            each.who(last)));
            each.differences()
                    .forEach(difference -> asked.terminal().say("    " + difference.line()));
            last = each;
        }
    }

    private static void rollBack(Asked asked, long revision, boolean really) {
        var past = asked.past();
        var former =
                past.stream()
                        .filter(each -> each.revision() == revision && each.what() != What.DELETED)
                        .findFirst()
                        .orElseThrow(() ->
                                new ClusterException.Refused(
                                        asked.name()
                                                + " has no revision "
                                                + revision
                                                + " to go back to; `jong history` shows which there"
                                                + " are"));
        var last = past.getLast();
        if (last.what() == What.DELETED) {
            write(asked, former, null, really);
        } else if (last.revision() == revision) {
            asked.terminal().say(asked.name() + " is at revision " + revision + " now.");
        } else {
            write(asked, former, last, really);
        }
    }

    /// Writes, or tries what writing would do.
    ///
    /// @param now null when it was deleted
    private static void write(
            Asked asked, PastObject former, @Nullable PastObject now, boolean really) {
        var options = new WriteOptions(MANAGER, !really);
        var transport = asked.client().transport();
        @SuppressWarnings("unchecked") // made so in run
        var kind = (Kind<Unstructured>) asked.target().kind();
        JsonObject result;
        if (now == null) {
            var body = Json.read(Rollback.creation(former.object()), kind.codec());
            var collection = Target.collection(kind, asked.target().namespace());
            result = tree(transport.create(collection, body, kind, options), kind);
            asked.terminal()
                    .say(asked.name() + (really ? " was made again" : " would be made again"));
        } else {
            var body = Json.read(Rollback.update(former.object(), now.object()), kind.codec());
            result = tree(transport.update(asked.target(), body, kind, options), kind);
            Difference.between(now.object(), result)
                    .forEach(difference -> asked.terminal().say("    " + difference.line()));
        }
        asked.terminal()
                .say(
                        really
                                ? "%s has the content of revision %d, at revision %s."
                                        .formatted(
                                                asked.name(),
                                                former.revision(),
                                                Rollback.version(result))
                                : "Nothing was changed; --yes does it.");
    }

    private static JsonObject tree(Unstructured object, Kind<Unstructured> kind) {
        return (JsonObject) Json.tree(object, kind.codec());
    }
}
