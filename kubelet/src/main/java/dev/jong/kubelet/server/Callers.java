package dev.jong.kubelet.server;

import dev.jong.http.PeerCertificates;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;

/// Who may ask a kubelet: only those whom the cluster's authority put into `system:masters`, as it
/// does the API server's kubelet client. Other nodes and users have certificates of that authority
/// too.
final class Callers {
    private static final String MASTERS = "system:masters";

    private Callers() {}

    static boolean mayAsk(PeerCertificates peer) {
        return peer.trusted() && inMasters(peer.leaf());
    }

    private static boolean inMasters(X509Certificate certificate) {
        try {
            for (var part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                var organization = part.toAttributes().get("O");
                if (organization != null
                        && Collections.list(organization.getAll()).contains(MASTERS)) {
                    return true;
                }
            }
            return false;
        } catch (NamingException _) {
            return false;
        }
    }
}
