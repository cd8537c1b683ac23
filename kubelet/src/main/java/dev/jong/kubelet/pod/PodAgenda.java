package dev.jong.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a Pod's worker has to take in next: news, and the time when to look again if there are
/// none. Any thread may add news; the rest is for the worker's own.
final class PodAgenda {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final BlockingQueue<PodNews> news = new LinkedBlockingQueue<>();
    private final InstantSource clock;
    private Instant nextLook = Instant.MAX;

    PodAgenda(InstantSource clock) {
        this.clock = clock;
    }

    void add(PodNews each) {
        news.add(each);
    }

    /// Something may have changed in the runtime.
    void look() {
        news.add(new PodNews.Look());
    }

    /// Then at the latest.
    void lookAgain(Instant when) {
        if (when.isBefore(nextLook)) {
            nextLook = when;
        }
    }

    /// After what may well succeed the next time.
    void retry() {
        lookAgain(clock.instant().plus(RETRY));
    }

    /// After what takes somebody else's doing to succeed.
    void retryLater() {
        lookAgain(clock.instant().plus(RETRY.multipliedBy(5)));
    }

    /// Whether there are news after which nothing more is to be started.
    boolean hasEnd() {
        return !news.isEmpty() && news.stream().anyMatch(PodAgenda::ends);
    }

    private static boolean ends(PodNews each) {
        return switch (each) {
            case PodNews.Updated(var newer) -> newer.metadata().deletionTimestamp() != null;
            case PodNews.Removed(), PodNews.Refused(_, _) -> true;
            case PodNews.Look(), PodNews.Stopped() -> false;
        };
    }

    /// Waits for news, or until something is due, and has all there is taken in.
    void await(Consumer<PodNews> taker) throws InterruptedException {
        var wait = Duration.between(clock.instant(), nextLook);
        var first =
                nextLook.equals(Instant.MAX)
                        ? news.take()
                        : news.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        nextLook = Instant.MAX;
        for (var each = first; each != null; each = news.poll()) {
            taker.accept(each);
        }
    }
}
