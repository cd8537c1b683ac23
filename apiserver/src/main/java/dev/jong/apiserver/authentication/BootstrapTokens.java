package dev.jong.apiserver.authentication;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Tokens with which new nodes join: Secrets of type `bootstrap.kubernetes.io/token` in
/// `kube-system`.
public final class BootstrapTokens implements TokenAuthenticator {
    private static final String TYPE = "bootstrap.kubernetes.io/token";
    private static final String GROUP = "system:bootstrappers";
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern EXTRA_GROUP =
            Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

    private final Registry registry;
    private final InstantSource clock;

    public BootstrapTokens(Registry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return Identity.none();
        }
        var id = parts.group(1);
        return find(id).filter(secret -> isUsable(secret, id, parts.group(2)))
                .flatMap(BootstrapTokens::groups)
                .<Identity>map(groups ->
                        new Identity.Known(
                                User.of("system:bootstrap:" + id, List.copyOf(groups)), List.of()))
                .orElse(Identity.none());
    }

    private Optional<Secret> find(String id) {
        try {
            var verbs = registry.of(Secret.KIND);
            return Optional.of(verbs.get("kube-system", "bootstrap-token-" + id, "0").object());
        } catch (ApiException.NotFound _) {
            return Optional.empty();
        }
    }

    private boolean isUsable(Secret secret, String id, String given) {
        return secret.metadata().deletionTimestamp() == null
                && TYPE.equals(secret.type())
                && MessageDigest.isEqual(
                        data(secret, "token-secret").getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8))
                && data(secret, "token-id").equals(id)
                && !hasExpired(data(secret, "expiration"))
                && data(secret, "usage-bootstrap-authentication").equals("true");
    }

    /// A time that cannot be read has passed.
    private boolean hasExpired(String expiration) {
        if (expiration.isEmpty()) {
            return false;
        }
        try {
            return !OffsetDateTime.parse(expiration).toInstant().isAfter(clock.instant());
        } catch (DateTimeException _) {
            return true;
        }
    }

    /// Empty when one of them is not allowed.
    private static Optional<Set<String>> groups(Secret secret) {
        var groups = new LinkedHashSet<>(Set.of(GROUP));
        var extra = data(secret, "auth-extra-groups");
        if (!extra.isEmpty()) {
            var all = new TreeSet<>(Arrays.asList(extra.split(",", -1)));
            if (!all.stream().allMatch(group -> EXTRA_GROUP.matcher(group).matches())) {
                return Optional.empty();
            }
            groups.addAll(all);
        }
        return Optional.of(groups);
    }

    private static String data(Secret secret, String key) {
        return secret.data().getOrDefault(key, Bytes.EMPTY).utf8();
    }
}
