package dev.jong.apiserver.serving;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.http.KeyGroup;
import dev.jong.http.TlsTerms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads `--tls-min-version`, `--tls-cipher-suites`, `--tls-curve-preferences` and
/// `--disable-http2-serving`.
final class TlsFlags {
    private static final List<String> VERSIONS =
            List.of("VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");
    private static final List<String> OURS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private static final String GROUPS = "tls-curve-preferences";

    /// IANA's numbers have 16 bits.
    private static final int MOST = 0xFFFF;

    /// One of which HTTP/2 needs (RFC 9113, 9.2.2).
    private static final Set<String> FOR_HTTP2 =
            Set.of(
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");

    private TlsFlags() {}

    static TlsTerms terms(ServerFlags flags) {
        var least = flags.text("tls-min-version");
        int first = least.isEmpty() ? 2 : VERSIONS.indexOf(least);
        if (first < 0) {
            throw new InvalidConfiguration("unknown tls version \"" + least + '"');
        }
        var ciphers = ciphers(flags.texts("tls-cipher-suites"));
        boolean chosen = !flags.texts("tls-cipher-suites").isEmpty();
        if (chosen && first < 3 && ciphers.stream().noneMatch(FOR_HTTP2::contains)) {
            throw new InvalidConfiguration(
                    "error configuring http2: http2: TLSConfig.CipherSuites is missing an"
                            + " HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of"
                            + " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or"
                            + " TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)");
        }
        return new TlsTerms(
                OURS.subList(first, OURS.size()).reversed(),
                ciphers,
                groups(flags.texts(GROUPS)),
                !flags.isOn("disable-http2-serving"));
    }

    /// In whatever order they are named, the best goes first.
    private static List<KeyGroup> groups(List<String> numbers) {
        var chosen = EnumSet.noneOf(KeyGroup.class);
        for (var text : numbers) {
            int number = number(text);
            if (number <= 0 || number > MOST) {
                throw new InvalidConfiguration(
                        "curve preference " + number + " is out of range (must be 1-65535)");
            }
            var group =
                    KeyGroup.of(number)
                            .orElseThrow(() ->
                                    new InvalidConfiguration(
                                            "curve preference " + number + " is not supported"));
            if (!chosen.add(group)) {
                throw new InvalidConfiguration("duplicate curve preference " + number);
            }
        }
        return List.copyOf(chosen);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidConfiguration(
                    "invalid argument \""
                            + text
                            + "\" for \"--"
                            + GROUPS
                            + "\" flag: must be of type int32Slice",
                    e);
        }
    }

    /// Those of TLS 1.3 may be named, but make no difference.
    private static List<String> ciphers(List<String> names) {
        var known = TlsTerms.knownCiphers();
        var ciphers = new ArrayList<String>();
        for (var name : names) {
            var whole = name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name;
            if (!known.contains(whole)) {
                throw new InvalidConfiguration(
                        "Cipher suite " + name + " not supported or doesn't exist");
            }
            if (!TlsTerms.isAlwaysOn(whole)) {
                ciphers.add(whole);
            }
        }
        return ciphers;
    }
}
