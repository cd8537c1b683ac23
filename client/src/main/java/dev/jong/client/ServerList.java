package dev.jong.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers of one cluster's API. All requests go to one of them until it fails, then to the
/// next.
public final class ServerList {
    private static final Logger log = LoggerFactory.getLogger(ServerList.class);

    /// What ends when the server in use is left.
    private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();

    /// The server in use is the first. Replaced as a whole under `this`.
    private volatile List<URI> servers;

    /// @param servers at least one, without a path at the end
    public ServerList(List<URI> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one server");
        }
        this.servers = List.copyOf(servers);
    }

    /// Where requests go now.
    public URI current() {
        return servers.getFirst();
    }

    public List<URI> all() {
        return servers;
    }

    public int count() {
        return servers.size();
    }

    /// Takes over a newer list; the server in use stays in use while it is on it.
    public synchronized void learn(List<URI> news) {
        if (news.isEmpty() || Set.copyOf(news).equals(Set.copyOf(servers))) {
            return;
        }
        var now = current();
        var next = new ArrayList<>(news);
        if (next.remove(now)) {
            next.addFirst(now);
        }
        log.atInfo().addKeyValue("servers", next).log("The cluster's servers have changed");
        servers = List.copyOf(next);
    }

    /// Has requests go to the next server from now on, unless they do already.
    public void leave(URI failed, String why) {
        synchronized (this) {
            if (servers.size() == 1 || !failed.equals(current())) {
                return;
            }
            var next = new ArrayList<>(servers.subList(1, servers.size()));
            next.add(failed);
            servers = List.copyOf(next);
        }
        log.atInfo()
                .addKeyValue("server", failed)
                .addKeyValue("next", current())
                .addKeyValue("reason", why)
                .log("A server fails, asking another");
        cuts.forEach(Runnable::run);
    }

    void whenLeft(Runnable cut) {
        cuts.add(cut);
    }

    void forget(Runnable cut) {
        cuts.remove(cut);
    }
}
