package dev.jong.apiserver.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// By which name metrics tell this API server from others: `apiserver-` and what is made of the
/// machine's name.
///
/// @param name shown in metrics by its hash alone
public record ServerIdentity(String name) {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BYTES = 16;
    private static final int DIGIT_BITS = 5;

    public static ServerIdentity ofMachine() {
        try {
            return of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException _) {
            return of("localhost");
        }
    }

    static ServerIdentity of(String host) {
        var digest = sha256(host.toLowerCase(Locale.ROOT));
        return new ServerIdentity("apiserver-" + base32(Arrays.copyOf(digest, BYTES)));
    }

    public String hash() {
        return hash(name);
    }

    /// How metrics show what they must not tell: `sha256:…`, empty for nothing.
    public static String hash(String text) {
        return text.isEmpty() ? "" : "sha256:" + HexFormat.of().formatHex(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// RFC 4648, in small letters and without padding.
    private static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (var each : bytes) {
            held = held << Byte.SIZE | each & 0xff;
            bits += Byte.SIZE;
            while (bits >= DIGIT_BITS) {
                bits -= DIGIT_BITS;
                text.append(ALPHABET.charAt(held >> bits & 31));
                held &= (1 << bits) - 1;
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(ALPHABET.charAt(held << (DIGIT_BITS - bits) & 31)).toString();
    }
}
