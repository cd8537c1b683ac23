package dev.jong.http;

import java.util.Arrays;
import java.util.Optional;

/// A way of exchanging keys (IANA's TLS Supported Groups), the most wanted first.
public enum KeyGroup {
    X25519_MLKEM768(4588, "X25519MLKEM768"),
    X25519(29, "x25519"),
    P256(23, "secp256r1"),
    P384(24, "secp384r1"),
    P521(25, "secp521r1");

    private final int number;
    private final String text;

    KeyGroup(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /// As IANA names it, and the JDK too.
    String text() {
        return text;
    }

    /// By IANA's number.
    public static Optional<KeyGroup> of(int number) {
        return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
    }
}
