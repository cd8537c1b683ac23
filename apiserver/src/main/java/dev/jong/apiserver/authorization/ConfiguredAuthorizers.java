package dev.jong.apiserver.authorization;

import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.FollowedFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.webhook.ConfiguredHook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who decides, one after the other, as a file (`--authorization-config`), which is followed, or
/// flags say; whoever is in `system:masters` may do everything before that.
public final class ConfiguredAuthorizers implements Authorizer, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Authorizer nodes;
    private final Authorizer roles;
    private final InstantSource clock;
    private final AuthorizerFigures figures;

    /// Those that no change of the file may leave out or add.
    private final Set<String> kept;

    private Optional<FollowedFile> followed = Optional.empty();

    /// What the file in use holds. The follower's own.
    private String content = "";

    /// Replaced by whoever follows the file.
    private volatile Chain chain;

    /// Who is asked in turn.
    ///
    /// @param webhooks those among them that have to be closed
    private record Chain(Authorizer inOrder, List<WebhookAuthorizer> webhooks) {
        void close() {
            webhooks.forEach(WebhookAuthorizer::close);
        }
    }

    private ConfiguredAuthorizers(
            List<Mode> modes, Authorizer nodes, Authorizer roles, Reloading reloading) {
        this.nodes = nodes;
        this.roles = roles;
        this.clock = reloading.clock();
        this.figures = new AuthorizerFigures(reloading.figures());
        this.kept = plain(modes);
        this.chain = chain(modes);
    }

    /// Whether roles decide at all.
    public boolean roles() {
        return kept.contains("RBAC");
    }

    @Override
    public Decision decide(Attributes attributes) {
        return chain.inOrder().decide(attributes);
    }

    /// One link of the chain.
    sealed interface Mode {
        /// @param type `Node`, `RBAC`, `AlwaysAllow`, `AlwaysDeny`
        record Plain(String type) implements Mode {}

        record Webhook(Path kubeconfig, WebhookAuthorizer.Settings settings) implements Mode {}
    }

    /// Nodes and roles decide when nothing is chosen.
    ///
    /// @throws InvalidConfiguration when the file or the flags are not valid
    public static ConfiguredAuthorizers of(
            ServerFlags flags, Authorizer nodes, Authorizer roles, Reloading reloading) {
        var file = flags.path("authorization-config");
        if (file.isEmpty()) {
            return new ConfiguredAuthorizers(modes(flags), nodes, roles, reloading);
        }
        if (!flags.texts("authorization-mode").isEmpty()
                || flags.has("authorization-webhook-config-file")) {
            throw new InvalidConfiguration(
                    "--authorization-config can not be specified when --authorization-mode or"
                            + " --authorization-webhook-* flags are specified");
        }
        var text = ConfigFile.text(file.get());
        var authorizers =
                new ConfiguredAuthorizers(first(file.get(), text), nodes, roles, reloading);
        authorizers.content = text;
        authorizers.followed =
                Optional.of(reloading.follow("authorization", file.get(), text, authorizers::load));
        return authorizers;
    }

    private static List<Mode> first(Path file, String text) {
        try {
            return AuthorizationFile.parse(text);
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(file + ": " + e.getMessage(), e);
        }
    }

    private FollowedFile.Outcome load(String text) {
        var modes = AuthorizationFile.parse(text);
        var missing = new TreeSet<>(kept);
        missing.removeAll(plain(modes));
        if (!missing.isEmpty()) {
            return new FollowedFile.Outcome.Unfit(
                    "missing required types: [" + String.join(" ", missing) + "]");
        }
        for (var type : plain(modes)) {
            if ((type.equals("Node") || type.equals("RBAC")) && !kept.contains(type)) {
                return new FollowedFile.Outcome.Unfit(
                        "authorizer type "
                                + type
                                + " is not allowed if it was not enabled at initial server startup");
            }
        }
        if (ConfigFile.same(text, content)) {
            return new FollowedFile.Outcome.Same();
        }
        var former = chain;
        chain = chain(modes);
        content = text;
        return new FollowedFile.Outcome.Loaded(former::close, PATIENCE);
    }

    private static Set<String> plain(List<Mode> modes) {
        var types = new TreeSet<String>();
        for (var mode : modes) {
            if (mode instanceof Mode.Plain(var type)) {
                types.add(type);
            }
        }
        return types;
    }

    private Chain chain(List<Mode> modes) {
        var order = new ArrayList<Authorizer>();
        var open = new ArrayList<WebhookAuthorizer>();
        order.add(Authorizer.MASTERS);
        for (var mode : modes) {
            switch (mode) {
                case Mode.Webhook(var kubeconfig, var settings) -> {
                    var webhook =
                            new WebhookAuthorizer(
                                    ConfiguredHook.of(kubeconfig), settings, clock, figures);
                    order.add(figures.around("Webhook", settings.name(), webhook));
                    open.add(webhook);
                }
                case Mode.Plain(var type) ->
                        order.add(figures.around(type, type.toLowerCase(Locale.ROOT), plain(type)));
            }
        }
        return new Chain(Authorizer.inOrder(order), List.copyOf(open));
    }

    private Authorizer plain(String type) {
        return switch (type) {
            case "Node" -> nodes;
            case "RBAC" -> roles;
            case "AlwaysAllow" -> _ -> new Decision.Allow("");
            case "AlwaysDeny" -> _ -> new Decision.NoOpinion("Everything is forbidden.");
            default ->
                    throw new InvalidConfiguration(
                            "authorization-mode \"" + type + "\" is not a valid mode");
        };
    }

    private static List<Mode> modes(ServerFlags flags) {
        var names = flags.texts("authorization-mode");
        if (names.isEmpty()) {
            return List.of(new Mode.Plain("Node"), new Mode.Plain("RBAC"));
        }
        var modes = new ArrayList<Mode>();
        for (var name : names) {
            if (!name.equals("Webhook")) {
                modes.add(new Mode.Plain(name));
                continue;
            }
            var kubeconfig = flags.path("authorization-webhook-config-file");
            if (kubeconfig.isEmpty()) {
                throw new InvalidConfiguration(
                        "authorization-mode Webhook's authorization config file not passed");
            }
            modes.add(
                    new Mode.Webhook(
                            kubeconfig.get(),
                            new WebhookAuthorizer.Settings(
                                    "default",
                                    flags.text("authorization-webhook-version"),
                                    flags.duration("authorization-webhook-cache-authorized-ttl"),
                                    flags.duration("authorization-webhook-cache-unauthorized-ttl"),
                                    PATIENCE,
                                    false,
                                    List.of())));
        }
        return modes;
    }

    @Override
    public void close() {
        followed.ifPresent(FollowedFile::close);
        chain.close();
    }
}
