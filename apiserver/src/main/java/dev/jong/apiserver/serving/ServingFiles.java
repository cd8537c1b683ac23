package dev.jong.apiserver.serving;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.http.TlsIdentity;
import dev.jong.http.TlsServing;
import dev.jong.http.TlsTerms;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The serving certificates and authorities that flags name, beside those that the server has
/// without them. The files are looked at every second.
public final class ServingFiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServingFiles.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// Where the server's own parts call it. They believe its own certificate alone.
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");

    private final TlsIdentity own;
    private final TlsTerms terms;
    private final Optional<FileContent<TlsIdentity>> standard;
    private final List<Named> named;
    private final Optional<FileContent<List<X509Certificate>>> clients;
    private final Optional<FileContent<List<X509Certificate>>> proxies;
    private Optional<Thread> follower = Optional.empty();
    private volatile TlsServing serving;

    private record Named(FileContent<TlsIdentity> pair, List<String> names) {}

    private ServingFiles(TlsIdentity own, ServerFlags flags) {
        this.own = own;
        this.terms = TlsFlags.terms(flags);
        this.standard = standard(flags);
        this.named = flags.each("tls-sni-cert-key").stream().map(ServingFiles::named).toList();
        this.clients = flags.path("client-ca-file").map(ServingFiles::authorities);
        this.proxies = flags.path("requestheader-client-ca-file").map(ServingFiles::authorities);
        RequestHeaders.checkApart(flags, given(clients), given(proxies));
        this.serving = assembled();
    }

    private static List<X509Certificate> given(
            Optional<FileContent<List<X509Certificate>>> content) {
        return content.map(FileContent::value).orElse(List.of());
    }

    /// Reads what flags name.
    ///
    /// @param own what the server shows and believes without flags
    /// @throws InvalidConfiguration for what cannot be used
    public static ServingFiles read(TlsIdentity own, ServerFlags flags) {
        return new ServingFiles(own, flags);
    }

    private static Optional<FileContent<TlsIdentity>> standard(ServerFlags flags) {
        var certificate = flags.path("tls-cert-file");
        var key = flags.path("tls-private-key-file");
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new InvalidConfiguration("missing filename for serving cert");
        }
        return Optional.of(
                new FileContent<>(List.of(certificate.get(), key.get()), KeyPairs::read));
    }

    private static Named named(String value) {
        var pair = NamedPair.parse(value);
        try {
            return new Named(
                    new FileContent<>(List.of(pair.certificate(), pair.key()), KeyPairs::read),
                    pair.names());
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration("failed to load SNI cert and key: " + e.getMessage(), e);
        }
    }

    private static FileContent<List<X509Certificate>> authorities(Path file) {
        try {
            return new FileContent<>(
                    List.of(file), texts -> PemFile.certificates(texts.getFirst()));
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration("unable to load client CA file: " + e.getMessage(), e);
        }
    }

    /// What holds now.
    public TlsServing serving() {
        return serving;
    }

    private TlsServing assembled() {
        var shown = standard.map(FileContent::value).orElse(own);
        var identity =
                new TlsIdentity(
                        shown.key(),
                        shown.chain(),
                        joined(own.clientAuthorities(), clients),
                        joined(own.proxyAuthorities(), proxies));
        return new TlsServing(identity, byName(), terms);
    }

    private static List<X509Certificate> joined(
            List<X509Certificate> own, Optional<FileContent<List<X509Certificate>>> others) {
        var all = Stream.concat(own.stream(), given(others).stream());
        return List.copyOf(new LinkedHashSet<>(all.toList()));
    }

    /// Names that a flag gives go before those in certificates, and the first flag before others.
    private Map<String, TlsIdentity> byName() {
        var names = new HashMap<String, TlsIdentity>();
        if (standard.isPresent()) {
            LOCAL.forEach(name -> names.put(name, own));
        }
        for (var each : named.reversed()) {
            if (each.names().isEmpty()) {
                var pair = each.pair().value();
                KeyPairs.names(pair.chain().getFirst()).forEach(name -> names.put(name, pair));
            }
        }
        for (var each : named.reversed()) {
            each.names().forEach(name -> names.put(name, each.pair().value()));
        }
        return names;
    }

    /// Begins to look whether files have changed.
    ///
    /// @param changed is told by one thread that [#serving] is another
    public void follow(Runnable changed) {
        if (contents().isEmpty()) {
            return;
        }
        var thread =
                Thread.ofVirtual().name("serving-files").unstarted(() -> follow(this, changed));
        follower = Optional.of(thread);
        thread.start();
    }

    private static void follow(ServingFiles files, Runnable changed) {
        boolean told = true;
        try {
            while (true) {
                Thread.sleep(LOOK);
                told = files.look(told, changed);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param told whether the last change was
    /// @return whether nothing is left to tell
    private boolean look(boolean told, Runnable changed) {
        boolean others = false;
        for (var each : contents()) {
            others |= each.look();
        }
        if (!others && told) {
            return true;
        }
        try {
            serving = assembled();
            changed.run();
            return true;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("error", e.getMessage())
                    .log("Other certificates are not in use everywhere yet");
            return false;
        }
    }

    private List<FileContent<?>> contents() {
        var all = new ArrayList<FileContent<?>>();
        standard.ifPresent(all::add);
        named.forEach(each -> all.add(each.pair()));
        clients.ifPresent(all::add);
        proxies.ifPresent(all::add);
        return all;
    }

    @Override
    public void close() {
        follower.ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
