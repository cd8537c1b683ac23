package dev.jong.kubelet.volume.token;

import dev.jong.kubelet.volume.ClusterObjects;
import dev.jong.kubelet.volume.ClusterObjects.Token;
import dev.jong.kubelet.volume.ClusterObjects.TokenWish;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps tokens and asks for new ones in time: after four fifths of their life, or a day.
public final class Tokens {
    private static final Duration OLDEST = Duration.ofHours(24);

    private final InstantSource clock;
    private final Map<TokenWish, Token> kept = new ConcurrentHashMap<>();

    public Tokens(InstantSource clock) {
        this.clock = clock;
    }

    public Token get(ClusterObjects objects, TokenWish wish) {
        var now = clock.instant();
        var token = kept.get(wish);
        if (token == null || due(token, now)) {
            token = objects.token(wish);
            kept.put(wish, token);
        }
        return token;
    }

    /// Forgets the tokens of a Pod that is gone.
    public void forget(String podUid) {
        kept.keySet().removeIf(wish -> wish.podUid().equals(podUid));
    }

    static boolean due(Token token, Instant now) {
        var life = Duration.between(token.issued(), token.expires());
        return now.isAfter(token.issued().plus(life.multipliedBy(4).dividedBy(5)))
                || now.isAfter(token.issued().plus(OLDEST));
    }
}
