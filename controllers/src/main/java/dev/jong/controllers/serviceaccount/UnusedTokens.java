package dev.jong.controllers.serviceaccount;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.rules.PodReferences;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Periodic;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Marks token Secrets that were made by themselves and have not been used for a year as invalid,
/// and deletes them after another year (KEP-2799).
public final class UnusedTokens {
    private static final Duration INTERVAL = Duration.ofHours(24);
    private static final Period UNUSED = Period.ofDays(365);
    private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

    private final Informer<Secret> secrets;
    private final Informer<ServiceAccount> accounts;
    private final Informer<Pod> pods;
    private final ResourceClient<ConfigMap> maps;
    private final ResourceClient<Secret> writer;
    private final InstantSource clock;

    private UnusedTokens(ControllerContext context) {
        this.secrets = context.informers().of(Secret.KIND);
        this.accounts = context.informers().of(ServiceAccount.KIND);
        this.pods = context.informers().of(Pod.KIND);
        this.maps = context.client().resources(ConfigMap.KIND);
        this.writer = context.client().resources(Secret.KIND);
        this.clock = context.clock();
    }

    public static Periodic periodic(ControllerContext context) {
        return new Periodic(
                "legacy-serviceaccount-token-cleaner", INTERVAL, new UnusedTokens(context)::look);
    }

    /// What becomes of a token.
    enum Fate {
        KEEP,
        INVALIDATE,
        DELETE
    }

    private void look() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean longEnough =
                maps.inNamespace("kube-system")
                        .find(TRACKING)
                        .flatMap(map -> date(map.data().get("since")))
                        .filter(since -> !today.isBefore(since.plus(UNUSED)))
                        .isPresent();
        if (!longEnough) {
            return;
        }
        for (var secret : secrets.list()) {
            var fate = fate(secret, today);
            if (fate != Fate.KEEP && isGenerated(secret) && !isMounted(secret)) {
                perform(secret, fate, today);
            }
        }
    }

    /// By what its Secret says alone.
    static Fate fate(Secret secret, LocalDate today) {
        var metadata = secret.metadata();
        var limit = today.minus(UNUSED);
        var created = metadata.creationTimestamp();
        if (!TokenSecrets.TYPE.equals(secret.type())
                || metadata.deletionTimestamp() != null
                || created == null
                || !LocalDate.ofInstant(created, ZoneOffset.UTC).isBefore(limit)) {
            return Fate.KEEP;
        }
        var used = metadata.labels().get(LAST_USED);
        if (used != null && date(used).filter(day -> day.isBefore(limit)).isEmpty()) {
            return Fate.KEEP;
        }
        return date(metadata.labels().get(INVALID_SINCE))
                .map(since -> since.isBefore(limit) ? Fate.DELETE : Fate.KEEP)
                .orElse(Fate.INVALIDATE);
    }

    private static Optional<LocalDate> date(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// Whether the account names it: users do not write that.
    private boolean isGenerated(Secret secret) {
        var annotations = secret.metadata().annotations();
        var uid = annotations.get(TokenSecrets.ACCOUNT_UID);
        return accounts.find(secret.namespace(), annotations.getOrDefault(TokenSecrets.ACCOUNT, ""))
                .filter(account -> uid == null || uid.equals(account.metadata().uid()))
                .filter(account ->
                        account.secrets().stream()
                                .anyMatch(named -> Objects.equals(named.name(), secret.name())))
                .isPresent();
    }

    private boolean isMounted(Secret secret) {
        return pods.inNamespace(secret.namespace()).stream()
                .anyMatch(pod -> PodReferences.of(pod).secrets().contains(secret.name()));
    }

    private void perform(Secret secret, Fate fate, LocalDate today) {
        try {
            if (fate == Fate.DELETE) {
                var exactly =
                        Deletion.DEFAULT.withResourceVersion(secret.metadata().resourceVersion());
                writer.inNamespace(secret.namespace()).deleteIfExists(secret.name(), exactly);
            } else {
                var labels = new TreeMap<>(secret.metadata().labels());
                labels.put(INVALID_SINCE, today.toString());
                writer.update(secret.mapMetadata(metadata -> metadata.withLabels(labels)));
            }
        } catch (ApiException e) {
            if (!Refused.conflict(e) && !Refused.notFound(e)) {
                throw e;
            }
        }
    }
}
