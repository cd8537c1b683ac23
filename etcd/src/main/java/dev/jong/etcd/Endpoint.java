package dev.jong.etcd;

import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One member as clients reach it.
final class Endpoint {
    private final URI uri;
    private final ManagedChannel channel;

    /// What ends when this endpoint is left.
    private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();

    /// What ends when nothing is expected of this endpoint any more.
    private final Set<Runnable> waits = ConcurrentHashMap.newKeySet();

    Endpoint(URI uri, ManagedChannel channel) {
        this.uri = uri;
        this.channel = channel;
    }

    URI uri() {
        return uri;
    }

    ManagedChannel channel() {
        return channel;
    }

    void whenLeft(Runnable cut) {
        cuts.add(cut);
    }

    void forget(Runnable cut) {
        cuts.remove(cut);
    }

    void whenGivenUp(Runnable end) {
        waits.add(end);
    }

    void noLongerWaits(Runnable end) {
        waits.remove(end);
    }

    /// Ends the requests that wait for this endpoint.
    void giveUp() {
        waits.forEach(Runnable::run);
    }

    /// Ends what hangs on this endpoint and has the next request connect anew.
    void leave() {
        channel.enterIdle();
        channel.resetConnectBackoff();
        cuts.forEach(Runnable::run);
    }
}
