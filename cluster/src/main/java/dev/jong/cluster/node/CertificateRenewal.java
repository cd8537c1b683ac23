package dev.jong.cluster.node;

import dev.jong.api.errors.ApiException;
import dev.jong.client.ClientException;
import dev.jong.cluster.ClusterException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the certificate signed anew that a node shows to the API server, while the node runs and
/// long before the old one expires.
final class CertificateRenewal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Duration PERIOD = Duration.ofHours(1);

    private final Supplier<Joining.Membership> join;
    private final Consumer<Joining.Membership> renewed;
    private final Thread thread =
            Thread.ofVirtual().name("certificate-renewal").unstarted(this::run);
    private Joining.Membership current;

    /// @param join answers the membership as it is, with new certificates where they are due
    /// @param renewed is told of another client certificate
    CertificateRenewal(
            Joining.Membership current,
            Supplier<Joining.Membership> join,
            Consumer<Joining.Membership> renewed) {
        this.current = current;
        this.join = join;
        this.renewed = renewed;
    }

    CertificateRenewal start() {
        thread.start();
        return this;
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                renewWhenDue();
            } catch (InterruptedException _) {
                return;
            } catch (ClusterException | ClientException | ApiException e) {
                log.atWarn().log("Could not renew the node's certificate: {}", e.getMessage());
            }
        }
    }

    void renewWhenDue() {
        var now = join.get();
        if (!now.client().certificate().equals(current.client().certificate())) {
            current = now;
            renewed.accept(now);
            log.atInfo()
                    .addKeyValue("until", now.client().certificate().getNotAfter().toInstant())
                    .log("Renewed the node's certificate");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
