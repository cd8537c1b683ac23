package dev.jong.cluster.node;

import dev.jong.cluster.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers that an agent has heard of, kept for the next start: the one that it was told may be
/// gone by then.
///
/// @param home of the agent
public record KnownServers(Home home) {
    private static final Logger log = LoggerFactory.getLogger(KnownServers.class);

    /// Those that were named, and behind them those that were heard of.
    public List<URI> with(List<URI> named) {
        var all = new LinkedHashSet<>(named);
        try {
            if (Files.exists(home.servers())) {
                Files.readAllLines(home.servers()).stream().map(URI::create).forEach(all::add);
            }
        } catch (IOException | IllegalArgumentException e) {
            log.atWarn().setCause(e).log("Cannot read the servers that were heard of");
        }
        return List.copyOf(all);
    }

    void keep(List<URI> servers) {
        var file = home.servers();
        var next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(next, servers.stream().map(URI::toString).toList());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Cannot keep the servers that were heard of");
        }
    }
}
