package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import dev.jong.http.HttpExchange;
import dev.jong.http.PeerCertificates;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/// The user's name is the certificate's common name, its groups are the organizations
/// ([CertificateName]).
public final class ClientCertificates implements Authenticator {
    /// Where a certificate may carry the user's uid.
    private static final ASN1ObjectIdentifier UID = new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2");

    /// How many certificates are remembered at most.
    private static final int REMEMBERED = 1024;

    /// Reading a subject costs more than answering a GET, and a client shows the same certificate
    /// with each request.
    private final Map<X509Certificate, Identity> read = new ConcurrentHashMap<>();

    @Override
    public Identity identify(HttpExchange exchange) {
        return exchange.peer().map(this::identify).orElse(Identity.none());
    }

    private Identity identify(PeerCertificates peer) {
        if (!peer.trusted()) {
            return new Identity.Refused(peer.refusal());
        }
        var remembered = read.get(peer.leaf());
        if (remembered != null) {
            return remembered;
        }
        if (read.size() >= REMEMBERED) {
            read.clear();
        }
        var identity = identityIn(peer.leaf());
        read.put(peer.leaf(), identity);
        return identity;
    }

    private static Identity identityIn(X509Certificate certificate) {
        var subject = CertificateName.of(certificate.getSubjectX500Principal().getEncoded());
        var name = subject.commonName();
        if (name.isEmpty()) {
            return Identity.none();
        }
        var uids = subject.values(UID);
        if (uids.size() > 1) {
            return new Identity.Refused(
                    "expected 1 UID, but found multiple: [" + String.join(" ", uids) + "]");
        }
        if (uids.contains("")) {
            return new Identity.Refused("UID cannot be an empty string");
        }
        var user =
                new User(
                        name,
                        uids.isEmpty() ? "" : uids.getFirst(),
                        subject.organizations(),
                        Map.of(
                                "authentication.kubernetes.io/credential-id",
                                List.of("X509SHA256=" + fingerprint(certificate))));
        return new Identity.Known(user, List.of());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
