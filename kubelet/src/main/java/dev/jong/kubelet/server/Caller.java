package dev.jong.kubelet.server;

import dev.jong.http.PeerCertificates;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;

/// Who asks the kubelet.
///
/// @param extra what else is known of a user, for the one who decides
record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    static final String AUTHENTICATED = "system:authenticated";

    Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /// Whom a certificate of the cluster's authority names: common name and organizations.
    static Caller of(PeerCertificates peer) {
        var groups = new ArrayList<>(attribute(peer.leaf(), "O"));
        groups.add(AUTHENTICATED);
        var names = attribute(peer.leaf(), "CN");
        return new Caller(names.isEmpty() ? "" : names.getLast(), "", groups, Map.of());
    }

    private static List<String> attribute(X509Certificate certificate, String type) {
        var found = new ArrayList<String>();
        try {
            for (var part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                var values = part.toAttributes().get(type);
                if (values != null) {
                    Collections.list(values.getAll())
                            .forEach(value -> found.add(String.valueOf(value)));
                }
            }
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("a subject that is no name", e);
        } catch (NamingException e) {
            throw new IllegalArgumentException("a subject that cannot be read", e);
        }
        return found;
    }
}
