package dev.jong.apiserver.authentication;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers tokens that were found good for a short while, so that a signature is not verified for
/// each request.
public final class TokenCache implements TokenAuthenticator {
    /// How long a signature need not be verified again.
    public static final Duration SHORT = Duration.ofSeconds(10);

    private static final int MOST = 4096;

    private final TokenAuthenticator tokens;
    private final InstantSource clock;
    private final Duration kept;
    private final TokenCacheFigures figures;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    private record Key(String token, List<String> audiences) {}

    private record Entry(Identity identity, Instant until) {}

    public TokenCache(
            TokenAuthenticator tokens,
            Duration kept,
            InstantSource clock,
            TokenCacheFigures figures) {
        this.figures = figures;
        this.kept = kept;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        long start = System.nanoTime();
        var key = new Key(token, audiences);
        var now = clock.instant();
        var known = entries.get(key);
        if (known != null && now.isBefore(known.until)) {
            figures.remembered(System.nanoTime() - start);
            return known.identity;
        }
        figures.begins();
        var found = tokens.identify(token, audiences);
        figures.fetched(found instanceof Identity.Known, System.nanoTime() - start);
        if (found instanceof Identity.Known) {
            if (entries.size() >= MOST) {
                entries.clear();
            }
            entries.put(key, new Entry(found, now.plus(kept)));
        } else {
            var _ = entries.remove(key);
        }
        return found;
    }
}
