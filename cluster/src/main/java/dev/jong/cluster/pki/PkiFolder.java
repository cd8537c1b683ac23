package dev.jong.cluster.pki;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A [Pki] kept as PEM files, named as kubeadm names them. What is missing, is about to expire or
/// lacks a host name is made anew; authorities and the service account key are never replaced.
public final class PkiFolder {
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /// What all servers of a cluster must have in common; those of etcd only when it is the
    /// cluster's own.
    static final List<String> COMMON =
            List.of(
                    "ca.crt",
                    "ca.key",
                    "front-proxy-ca.crt",
                    "front-proxy-ca.key",
                    "sa.pub",
                    "sa.key",
                    "etcd/ca.crt",
                    "etcd/ca.key");

    static final String KUBELET_CLIENT = "kubelet-client";
    static final String KUBELET_SERVER = "kubelet";
    private static final int IP_OR_DNS_NAME = 1;

    private final Path folder;
    private final InstantSource clock;

    public PkiFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    public Pki open(Collection<String> hosts) {
        var authority = authority("ca", "kubernetes");
        var frontProxy = authority("front-proxy-ca", "front-proxy-ca");
        var names = Pki.apiServerHosts(hosts);
        return new Pki(
                authority,
                leaf(
                        "apiserver",
                        authority.certificate(),
                        serves(names),
                        () -> authority.server(Pki.API_SERVER, names)),
                client("apiserver-kubelet-client", authority, Pki.API_SERVER_KUBELET_CLIENT),
                frontProxy,
                client("front-proxy-client", frontProxy, Pki.FRONT_PROXY_CLIENT),
                client("admin", authority, Pki.ADMIN),
                Pki.Component.all(
                        component -> client(component.program(), authority, component.subject())),
                serviceAccount());
    }

    /// What a member of etcd on this machine, and this server as its client, show.
    ///
    /// @param hosts by which others reach this machine
    public EtcdPki openEtcd(Collection<String> hosts) {
        var authority = authority("etcd/ca", "etcd-ca");
        var names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        names.addAll(hosts);
        var _ =
                leaf(
                        "etcd/server",
                        authority.certificate(),
                        serves(names),
                        () -> authority.peer(Subject.of("etcd"), names));
        var client =
                leaf(
                        "apiserver-etcd-client",
                        authority.certificate(),
                        _ -> true,
                        () -> authority.client(Subject.of("kube-apiserver-etcd-client")));
        return new EtcdPki(
                authority.certificate(),
                client,
                new EtcdPki.Files(
                        path("etcd/ca", "crt"),
                        path("etcd/server", "crt"),
                        path("etcd/server", "key")));
    }

    /// What a node's kubelet shows to the API server.
    public Credential kubeletClient(Pki pki, String node) {
        var subject = Pki.node(node);
        return leaf(
                KUBELET_CLIENT,
                pki.authority().certificate(),
                names(subject),
                () -> pki.authority().client(subject));
    }

    /// What a node's kubelet serves logs and streams with.
    public Credential kubeletServer(Pki pki, String node, Collection<String> addresses) {
        var hosts = new ArrayList<>(List.of(node));
        hosts.addAll(addresses);
        return leaf(
                KUBELET_SERVER,
                pki.authority().certificate(),
                serves(hosts),
                () -> pki.authority().server(Pki.node(node), hosts));
    }

    private Authority authority(String file, String name) {
        if (!Files.exists(path(file, "key"))) {
            var made = Authority.create(name, clock);
            write(file, made.credential());
            return made;
        }
        return new Authority(read(file), clock);
    }

    private Credential client(String file, Authority authority, Subject subject) {
        return leaf(file, authority.certificate(), _ -> true, () -> authority.client(subject));
    }

    /// Names exactly this one.
    static Predicate<X509Certificate> names(Subject subject) {
        var principal = "CN=" + subject.user() + ",O=" + subject.groups().getFirst();
        return kept -> kept.getSubjectX500Principal().getName().equals(principal);
    }

    /// What is kept under that name when it is still good, else what is made.
    ///
    /// @param authority who must have signed it
    Credential leaf(
            String file,
            X509Certificate authority,
            Predicate<X509Certificate> fits,
            Supplier<Credential> make) {
        if (Files.exists(path(file, "crt")) && Files.exists(path(file, "key"))) {
            var kept = read(file);
            if (fits.test(kept.certificate()) && isValid(kept.certificate(), authority)) {
                return kept;
            }
        }
        var made = make.get();
        write(file, made);
        return made;
    }

    private KeyPair serviceAccount() {
        if (!Files.exists(path("sa", "key"))) {
            var keys = Authority.newKeys();
            write(path("sa", "pub"), Pem.encode(keys.getPublic()));
            write(path("sa", "key"), Pem.encode(keys.getPrivate(), keys.getPublic()));
            return keys;
        }
        try {
            return new KeyPair(
                    Pem.publicKey(Files.readString(path("sa", "pub"))),
                    Pem.privateKey(Files.readString(path("sa", "key"))));
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(path("sa", "key"), e);
        }
    }

    private boolean isValid(X509Certificate certificate, X509Certificate authority) {
        return Signers.signed(authority, certificate)
                && certificate
                        .getNotAfter()
                        .toInstant()
                        .minus(RENEW_BEFORE)
                        .isAfter(clock.instant());
    }

    static Predicate<X509Certificate> serves(List<String> hosts) {
        return certificate -> hostsOf(certificate).containsAll(normal(hosts));
    }

    private static Set<String> hostsOf(X509Certificate certificate) {
        try {
            var names = new HashSet<String>();
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(name -> names.add(name.get(IP_OR_DNS_NAME).toString()));
            }
            return names;
        } catch (GeneralSecurityException _) {
            return Set.of();
        }
    }

    /// Certificates hold addresses in the long form.
    private static Set<String> normal(List<String> hosts) {
        var names = new HashSet<String>();
        hosts.forEach(host ->
                names.add(
                        host.contains(":") ? InetAddress.ofLiteral(host).getHostAddress() : host));
        return names;
    }

    private Credential read(String file) {
        try {
            return new Credential(
                    Pem.certificate(Files.readString(path(file, "crt"))),
                    Pem.privateKey(Files.readString(path(file, "key"))));
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(path(file, "key"), e);
        }
    }

    private void write(String file, Credential credential) {
        write(path(file, "crt"), credential.certificatePem());
        write(path(file, "key"), credential.keyPem());
    }

    /// Whole or not at all: a crash must not leave half a key.
    static void write(Path file, String text) {
        try {
            var next = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(
                    Objects.requireNonNull(file.getParent()),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(next);
            Files.createFile(
                    next,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, text, StandardOpenOption.SYNC);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Path path(String name, String extension) {
        return folder.resolve(name + "." + extension);
    }

    private static ClusterException unreadable(Path file, Exception cause) {
        return new ClusterException.Refused(
                file
                        + " cannot be read ("
                        + cause.getMessage()
                        + "): restore it, or start over with `jong down --purge`",
                cause);
    }
}
