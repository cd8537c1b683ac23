package dev.jong.apiserver.chain;

import dev.jong.api.Kind;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.StandardChain;
import dev.jong.apiserver.audit.Auditing;
import dev.jong.apiserver.authentication.AccountTokenFigures;
import dev.jong.apiserver.authentication.AnonymousRules;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authentication.Authenticator;
import dev.jong.apiserver.authentication.BearerTokens;
import dev.jong.apiserver.authentication.BootstrapTokens;
import dev.jong.apiserver.authentication.ClientCertificates;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authentication.OpenIdDiscovery;
import dev.jong.apiserver.authentication.ProxiedUsers;
import dev.jong.apiserver.authentication.ServiceAccountTokens;
import dev.jong.apiserver.authentication.StaticTokens;
import dev.jong.apiserver.authentication.TokenAuthenticator;
import dev.jong.apiserver.authentication.TokenCache;
import dev.jong.apiserver.authentication.TokenCacheFigures;
import dev.jong.apiserver.authentication.TokenFile;
import dev.jong.apiserver.authentication.TokenRequests;
import dev.jong.apiserver.authentication.UserReviews;
import dev.jong.apiserver.authentication.WebhookTokens;
import dev.jong.apiserver.authentication.oidc.ConfiguredProviders;
import dev.jong.apiserver.authorization.AccessReviews;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.ClaimStatusPermission;
import dev.jong.apiserver.authorization.ConfiguredAuthorizers;
import dev.jong.apiserver.authorization.Escalation;
import dev.jong.apiserver.authorization.NodeAuthorizer;
import dev.jong.apiserver.authorization.NodeRestriction;
import dev.jong.apiserver.authorization.SignerPermission;
import dev.jong.apiserver.authorization.bootstrap.BootstrapObjects;
import dev.jong.apiserver.authorization.bootstrap.BootstrapPolicy;
import dev.jong.apiserver.authorization.rbac.Rbac;
import dev.jong.apiserver.config.ApiChoice;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.flowcontrol.Fairness;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.streaming.KubeletAccess;
import dev.jong.apiserver.streaming.KubeletTls;
import dev.jong.apiserver.streaming.Kubelets;
import dev.jong.apiserver.streaming.PodLogs;
import dev.jong.apiserver.streaming.PodStreams;
import dev.jong.apiserver.streaming.Proxies;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.foundation.Lazy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Puts authentication, authorization and the roads to kubelets together. Reading [#start] is
/// reading who gets in.
public final class Access implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AccessConfig config;
    private final Registry registry;
    private final InstantSource clock;
    private final Rbac rbac;
    private final ConfiguredAuthorizers authorizers;
    private final ConfiguredProviders providers;
    private final Optional<WebhookTokens> webhook;
    private final AnonymousRules anonymous;
    private final ServiceAccountTokens accountTokens;
    private final TokenAuthenticator tokens;
    private final TokenRequests tokenRequests;
    private final boolean claimStatus;

    private Access(
            AccessConfig config,
            ServerFlags flags,
            BootstrapPolicy policy,
            Registry registry,
            Reloading reloading) {
        var clock = reloading.clock();
        var metrics = reloading.figures();
        this.config = config;
        this.claimStatus = ApiChoice.asksForClaimStatus(flags);
        this.registry = registry;
        this.clock = clock;
        this.rbac = new Rbac(registry);
        this.authorizers =
                ConfiguredAuthorizers.of(
                        flags,
                        new NodeAuthorizer(registry, policy.rulesOf("system:node")),
                        rbac,
                        reloading);
        this.providers =
                ConfiguredProviders.of(flags, Set.copyOf(config.tokens().issuers()), reloading);
        this.webhook =
                flags.path("authentication-token-webhook-config-file")
                        .map(file ->
                                new WebhookTokens(
                                        ConfiguredHook.of(file),
                                        flags.text("authentication-token-webhook-version"),
                                        config.tokens().audiences()));
        this.anonymous =
                providers
                        .anonymous()
                        .orElseGet(
                                () -> new AnonymousRules(flags.isOn("anonymous-auth"), Set.of()));
        var uses = new AccountTokenFigures(metrics);
        this.accountTokens =
                new ServiceAccountTokens(
                        registry, config.tokens().keys(), config.tokens().issuers(), clock, uses);
        this.tokens =
                new TokenCache(
                        TokenAuthenticator.anyOf(tokenAuthenticators(flags, clock, uses)),
                        TokenCache.SHORT,
                        clock,
                        new TokenCacheFigures(metrics));
        this.tokenRequests =
                new TokenRequests(
                        registry,
                        accountTokens,
                        config.tokens().audiences(),
                        new TokenRequests.Limits(
                                config.tokens().longest(), config.tokens().extended()),
                        clock);
    }

    private List<TokenAuthenticator> tokenAuthenticators(
            ServerFlags flags, InstantSource clock, AccountTokenFigures uses) {
        var all = new ArrayList<TokenAuthenticator>();
        var known = new HashMap<>(config.staticTokens());
        flags.path("token-auth-file").map(TokenFile::read).ifPresent(known::putAll);
        all.add(new StaticTokens(known));
        all.add(new LegacyTokens(registry, config.tokens().keys(), clock, uses));
        all.add(accountTokens);
        all.add(new BootstrapTokens(registry, clock));
        all.add(providers);
        var kept = flags.duration("authentication-token-webhook-cache-ttl");
        webhook.ifPresent(
                asked -> all.add(new TokenCache(asked, kept, clock, TokenCacheFigures.NONE)));
        return all;
    }

    /// Follows the registry, whose resources are all added, and sees to the bootstrap roles.
    /// kube-system and kube-public exist.
    public static Access start(
            AccessConfig config, ServerFlags flags, Registry registry, Reloading reloading) {
        var policy = BootstrapPolicy.load();
        var access = new Access(config, flags, policy, registry, reloading);
        if (access.authorizers.roles()) {
            new BootstrapObjects(registry).reconcile(policy);
        }
        access.rbac.start().awaitComplete(PATIENCE);
        return access;
    }

    /// What requests go through on their way to `router`.
    public RequestChain chain(
            Fairness fairness, Auditing auditing, AccessFigures figures, RequestHandler router) {
        return new RequestChain(authentication(), authorizers, fairness, auditing, figures, router);
    }

    /// Who somebody is.
    public Authentication authentication() {
        var authenticators = new ArrayList<Authenticator>();
        config.frontProxy().map(ProxiedUsers::new).ifPresent(authenticators::add);
        authenticators.add(new ClientCertificates());
        authenticators.add(new BearerTokens(tokens, config.tokens().audiences()));
        return new Authentication(authenticators, anonymous);
    }

    public Authorizer authorizer() {
        return authorizers;
    }

    /// Refuses what the permissions of a user do not cover although the verb is allowed him: to
    /// grant what he does not have, to touch other nodes, to sign for a signer. This holds whoever
    /// authorizes: roles, or others.
    public List<StandardChain.Plugin> admission(Cluster cluster) {
        var plugins = new ArrayList<StandardChain.Plugin>();
        plugins.add(
                new StandardChain.Plugin(
                        "NodeRestriction", new NodeRestriction(cluster, authorizers)));
        plugins.add(
                new StandardChain.Plugin(
                        "CertificateApproval",
                        new SignerPermission(authorizers, SignerPermission.Act.APPROVE)));
        plugins.add(
                new StandardChain.Plugin(
                        "CertificateSigning",
                        new SignerPermission(authorizers, SignerPermission.Act.SIGN)));
        if (claimStatus) {
            plugins.add(new StandardChain.Plugin("", new ClaimStatusPermission(authorizers)));
        }
        plugins.add(new StandardChain.Plugin("", new Escalation(authorizers, rbac)));
        return List.copyOf(plugins);
    }

    /// Serves reviews, tokens, and what goes to kubelets and Pods.
    ///
    /// @param url where clients reach this server: `https://host:port`
    public void addTo(
            ResourceRoutes routes, Router router, Supplier<String> url, RandomGenerator random) {
        addReviews(routes, new AccessReviews(authorizers, rbac, clock).handlers());
        addReviews(routes, new UserReviews(tokens, config.tokens().audiences(), clock).handlers());
        routes.action("serviceaccounts/token", tokenRequests);
        var openId =
                new OpenIdDiscovery(
                        config.tokens().issuer(),
                        url,
                        config.tokens().keys(),
                        config.tokens().keysUri());
        router.route(OpenIdDiscovery.CONFIGURATION_PATH, openId.configuration());
        router.route(OpenIdDiscovery.KEYS_PATH, openId.keys());
        var kubelets = new Kubelets(registry, config.kubelets().orElse(KubeletAccess.ANYBODY));
        var streams = new PodStreams(kubelets, authorizers);
        var proxies = new Proxies(registry, kubelets, random, new Lazy<>(KubeletTls::anybody));
        routes.action("pods/log", new PodLogs(kubelets))
                .action("pods/exec", streams.exec())
                .action("pods/attach", streams.attach())
                .action("pods/portforward", streams.portForward())
                .action("pods/proxy", proxies.pods())
                .action("services/proxy", proxies.services())
                .action("nodes/proxy", proxies.nodes());
    }

    private static void addReviews(ResourceRoutes routes, Map<Kind<?>, RequestHandler> handlers) {
        handlers.forEach((kind, handler) -> routes.virtual(kind, Set.of("create"), handler));
    }

    @Override
    public void close() {
        webhook.ifPresent(WebhookTokens::close);
        providers.close();
        authorizers.close();
        rbac.close();
    }
}
