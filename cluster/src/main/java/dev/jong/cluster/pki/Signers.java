package dev.jong.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/// Who signed a certificate of our own.
final class Signers {
    /// RFC 5280, section 4.2.1.2: an octet string in the extension's octet string.
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    /// RFC 5280, section 4.2.1.1.
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

    private static final int HEADERS = 4;
    private static final byte KEY_IDENTIFIER = (byte) 0x80;

    private Signers() {}

    /// Whether this authority signed it. Where both name the authority's key this is believed: such
    /// certificates lie in a folder of ours, and at each start two dozen signatures would be
    /// checked by code that is not compiled yet.
    static boolean signed(X509Certificate authority, X509Certificate certificate) {
        var key = authority.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        var named = certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER);
        if (key == null || key.length <= HEADERS || named == null) {
            return verifies(authority, certificate);
        }
        var identifier = Arrays.copyOfRange(key, HEADERS - 1, key.length);
        // Its length stands before it there too.
        return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                && names(named, identifier);
    }

    private static boolean names(byte[] extension, byte[] identifier) {
        for (var at = 1; at + identifier.length <= extension.length; at++) {
            if (extension[at - 1] == KEY_IDENTIFIER
                    && Arrays.equals(
                            extension,
                            at,
                            at + identifier.length,
                            identifier,
                            0,
                            identifier.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean verifies(X509Certificate authority, X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
