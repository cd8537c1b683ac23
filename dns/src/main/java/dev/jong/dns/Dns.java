package dev.jong.dns;

import dev.jong.client.Client;
import dev.jong.client.SharedInformers;
import java.net.InetSocketAddress;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/// Cluster DNS: names of Services, their endpoints and Pods; everything else is asked of the
/// machine's resolvers.
public final class Dns implements AutoCloseable {
    private final DnsServer server;
    private final SharedInformers informers;

    private Dns(DnsServer server, SharedInformers informers) {
        this.server = server;
        this.informers = informers;
    }

    /// Answers as soon as this returns; names appear as the first lists arrive.
    ///
    /// @throws DnsException if the address cannot be listened on
    public static Dns start(DnsConfig config, Client client) {
        var table = new ServiceTable();
        var zone = new ClusterZone(zoneName(config.domain()), config.ttlSeconds(), table);
        var server =
                new DnsServer(
                        config.listen(), new Responder(zone), new Forwarder(config.resolvers()));
        server.start();
        var informers = new SharedInformers(client);
        new ServiceFeed(table, informers);
        informers.start();
        return new Dns(server, informers);
    }

    /// Where questions are answered.
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        informers.close();
        server.close();
    }

    private static Name zoneName(String domain) {
        try {
            return Name.fromString(domain, Name.root);
        } catch (TextParseException e) {
            throw new DnsException("Not a DNS domain: " + domain, e);
        }
    }
}
