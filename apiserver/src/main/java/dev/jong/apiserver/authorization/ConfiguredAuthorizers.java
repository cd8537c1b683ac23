package dev.jong.apiserver.authorization;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.foundation.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Who decides, one after the other, as a file (`--authorization-config`) or flags say; whoever is
/// in `system:masters` may do everything before that.
public final class ConfiguredAuthorizers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Authorizer> chain;
    private final boolean roles;
    private final List<WebhookAuthorizer> webhooks;

    private ConfiguredAuthorizers(
            List<Authorizer> chain, boolean roles, List<WebhookAuthorizer> webhooks) {
        this.chain = List.copyOf(chain);
        this.roles = roles;
        this.webhooks = List.copyOf(webhooks);
    }

    public List<Authorizer> chain() {
        return chain;
    }

    /// Whether roles decide at all.
    public boolean roles() {
        return roles;
    }

    /// One link of the chain.
    sealed interface Mode {
        /// @param type `Node`, `RBAC`, `AlwaysAllow`, `AlwaysDeny`
        record Plain(String type) implements Mode {}

        record Webhook(Path kubeconfig, WebhookAuthorizer.Settings settings) implements Mode {}
    }

    /// @param rbac whether roles decide when nothing is chosen
    /// @throws InvalidConfiguration when the file or the flags are not valid
    public static ConfiguredAuthorizers of(
            ServerFlags flags,
            boolean rbac,
            Authorizer nodes,
            Authorizer roles,
            InstantSource clock,
            Metrics metrics) {
        var figures = new AuthorizerFigures(metrics);
        var chain = new ArrayList<Authorizer>();
        var open = new ArrayList<WebhookAuthorizer>();
        chain.add(Authorizer.MASTERS);
        var modes = modes(flags, rbac);
        for (var mode : modes) {
            switch (mode) {
                case Mode.Webhook(var kubeconfig, var settings) -> {
                    var webhook =
                            new WebhookAuthorizer(
                                    ConfiguredHook.of(kubeconfig), settings, clock, figures);
                    chain.add(figures.around("Webhook", settings.name(), webhook));
                    open.add(webhook);
                }
                case Mode.Plain(var type) ->
                        chain.add(
                                figures.around(
                                        type,
                                        type.toLowerCase(Locale.ROOT),
                                        switch (type) {
                                            case "Node" -> nodes;
                                            case "RBAC" -> roles;
                                            case "AlwaysAllow" -> _ -> new Decision.Allow("");
                                            case "AlwaysDeny" ->
                                                    _ ->
                                                            new Decision.NoOpinion(
                                                                    "Everything is forbidden.");
                                            default ->
                                                    throw new InvalidConfiguration(
                                                            "authorization-mode \""
                                                                    + type
                                                                    + "\" is not a valid mode");
                                        }));
            }
        }
        return new ConfiguredAuthorizers(chain, modes.contains(new Mode.Plain("RBAC")), open);
    }

    private static List<Mode> modes(ServerFlags flags, boolean rbac) {
        var file = flags.path("authorization-config");
        var names = flags.texts("authorization-mode");
        if (file.isPresent()) {
            if (!names.isEmpty() || flags.has("authorization-webhook-config-file")) {
                throw new InvalidConfiguration(
                        "--authorization-config can not be specified when --authorization-mode or"
                                + " --authorization-webhook-* flags are specified");
            }
            return AuthorizationFile.read(file.get());
        }
        if (names.isEmpty()) {
            return rbac
                    ? List.of(new Mode.Plain("Node"), new Mode.Plain("RBAC"))
                    : List.of(new Mode.Plain("AlwaysAllow"));
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
        webhooks.forEach(WebhookAuthorizer::close);
    }
}
