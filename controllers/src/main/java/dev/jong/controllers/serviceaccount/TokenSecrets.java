package dev.jong.controllers.serviceaccount;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.rules.Annotations;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerConfig;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Fills Secrets of type `kubernetes.io/service-account-token`, and deletes those of accounts that
/// are gone.
public final class TokenSecrets implements Reconciler<Secret> {
    static final String TYPE = "kubernetes.io/service-account-token";
    static final String ACCOUNT = "kubernetes.io/service-account.name";
    static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final int WORKERS = 5;

    private final Informer<ServiceAccount> known;
    private final ResourceClient<ServiceAccount> accounts;
    private final ResourceClient<Secret> secrets;
    private final ControllerConfig config;

    private TokenSecrets(ControllerContext context) {
        this.known = context.informers().of(ServiceAccount.KIND);
        this.accounts = context.client().resources(ServiceAccount.KIND);
        this.secrets = context.client().resources(Secret.KIND);
        this.config = context.config();
    }

    public static Controller<Secret> controller(ControllerContext context) {
        var byAccount =
                context.informers().of(Secret.KIND).index("token-account", TokenSecrets::account);
        return Controller.of("serviceaccount_tokens_secret", Secret.KIND, new TokenSecrets(context))
                .onlyWhen((before, now) ->
                        (now != null && isToken(now)) || (before != null && isToken(before)))
                .on(
                        ServiceAccount.KIND,
                        (before, now) ->
                                before != null && now != null
                                        ? List.of()
                                        : keys(byAccount, Objects.requireNonNullElse(now, before)))
                .workers(WORKERS)
                .build();
    }

    private static boolean isToken(Secret secret) {
        return TYPE.equals(secret.type());
    }

    private static List<String> account(Secret secret) {
        var name = secret.metadata().annotations().get(ACCOUNT);
        return name == null || !isToken(secret)
                ? List.of()
                : List.of(new ObjectKey(secret.namespace(), name).toString());
    }

    private static List<ObjectKey> keys(Lister<Secret> byAccount, ServiceAccount account) {
        return byAccount.of(ObjectKey.of(account).toString()).stream().map(ObjectKey::of).toList();
    }

    @Override
    public Outcome reconcile(Secret secret) {
        var name = secret.metadata().annotations().get(ACCOUNT);
        var uid = secret.metadata().annotations().get(ACCOUNT_UID);
        if (!isToken(secret) || name == null) {
            return Outcome.done();
        }
        var key = new ObjectKey(secret.namespace(), name);
        var account =
                known.find(key)
                        .or(() -> accounts.find(key))
                        .filter(found -> uid == null || uid.equals(found.metadata().uid()))
                        .orElse(null);
        if (account == null) {
            secrets.inNamespace(secret.namespace())
                    .deleteIfExists(secret.name(), Deletion.onlyUid(secret.metadata().uid()));
        } else {
            fill(secret, account);
        }
        return Outcome.done();
    }

    private void fill(Secret secret, ServiceAccount account) {
        var data = new TreeMap<>(secret.data());
        if (!config.rootCa().isEmpty()) {
            data.put("ca.crt", bytes(config.rootCa()));
        }
        data.putIfAbsent("namespace", bytes(secret.namespace()));
        var issuer = config.tokenIssuer();
        if (!data.containsKey("token") && issuer != null) {
            data.put("token", bytes(issuer.issue(account, secret)));
        }
        if (data.equals(secret.data())) {
            return;
        }
        var uid = Objects.requireNonNullElse(account.metadata().uid(), "");
        try {
            secrets.update(
                    secret.withData(data)
                            .mapMetadata(metadata ->
                                    Annotations.with(
                                            Annotations.with(metadata, ACCOUNT, account.name()),
                                            ACCOUNT_UID,
                                            uid)));
        } catch (ApiException e) {
            if (!Refused.conflict(e) && !Refused.notFound(e)) {
                throw e;
            }
        }
    }

    private static Bytes bytes(String text) {
        return Bytes.ofUtf8(text);
    }

    /// Accounts no longer name a Secret that is gone.
    @Override
    public Outcome gone(ObjectKey key) {
        for (var account : known.inNamespace(key.namespace())) {
            var others =
                    account.secrets().stream()
                            .filter(secret -> !key.name().equals(secret.name()))
                            .toList();
            if (others.size() < account.secrets().size()) {
                accounts.update(account.withSecrets(others));
            }
        }
        return Outcome.done();
    }
}
