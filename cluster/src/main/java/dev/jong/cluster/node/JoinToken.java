package dev.jong.cluster.node;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// What lets a machine join a cluster: a secret, and the fingerprint of the cluster's authority, so
/// that the machine gives the secret to nobody else.
///
/// @param authority SHA-256 of the authority's public key, in hexadecimal (as in `kubeadm join
///   --discovery-token-ca-cert-hash`)
public record JoinToken(String secret, String authority) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{32})\\.([0-9a-f]{64})");
    private static final int SECRET_BYTES = 16;

    /// @throws ClusterException.Refused if it is not such a token
    public static JoinToken parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ClusterException.Refused(
                    "that is no token to join with: the file \"token\" in the home of the server has it");
        }
        return new JoinToken(matcher.group(1), matcher.group(2));
    }

    /// The token that the file has, or a new one written to it, which only its owner may read.
    public static JoinToken keptIn(Path file, X509Certificate authority) {
        try {
            if (Files.exists(file)) {
                var kept = parse(Files.readString(file));
                if (kept.isOf(authority)) {
                    return kept;
                }
                Files.delete(file);
            }
            var secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            var token = new JoinToken(HexFormat.of().formatHex(secret), fingerprint(authority));
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token + "\n", StandardOpenOption.WRITE);
            return token;
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot keep " + file + ": " + e.getMessage(), e);
        }
    }

    /// Whether this is the authority that the token means.
    public boolean isOf(X509Certificate certificate) {
        return fingerprint(certificate).equals(authority);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(certificate.getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return secret + "." + authority;
    }
}
