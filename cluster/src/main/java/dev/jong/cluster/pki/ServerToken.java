package dev.jong.cluster.pki;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What lets a further server take part in a cluster: it opens what the servers have in common. 256
/// random bits, in hexadecimal.
public record ServerToken(String secret) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final byte[] SEALING =
            "jong: what servers have in common".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOGIN = "jong: log in".getBytes(StandardCharsets.US_ASCII);
    private static final int SECRET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /// @throws ClusterException.Refused if it is not such a token
    public static ServerToken parse(String text) {
        if (!FORM.matcher(text.strip()).matches()) {
            throw new ClusterException.Refused(
                    "that is no server token: the file \"server-token\" in the home of a server has it");
        }
        return new ServerToken(text.strip());
    }

    static ServerToken create() {
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ServerToken(HexFormat.of().formatHex(secret));
    }

    static ServerToken read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Nobody without the token can read or change it (AES-256-GCM, a fresh nonce in front).
    byte[] seal(byte[] content) {
        try {
            var nonce = new byte[NONCE_BYTES];
            new SecureRandom().nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content);
            var whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return whole;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /// @throws GeneralSecurityException when another token sealed it
    byte[] open(byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < NONCE_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, nonce)
                .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    /// What a server shows to the API to get at what is sealed. It tells nothing of the token.
    public String login() {
        return HexFormat.of().formatHex(derive(LOGIN));
    }

    private byte[] derive(byte[] purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(secret), "HmacSHA256"));
            return mac.doFinal(purpose);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var key = new SecretKeySpec(derive(SEALING), "AES");
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /// It is not for logs.
    @Override
    public String toString() {
        return "a server token";
    }
}
