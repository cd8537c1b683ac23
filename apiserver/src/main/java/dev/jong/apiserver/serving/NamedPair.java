package dev.jong.apiserver.serving;

import dev.jong.apiserver.config.InvalidConfiguration;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A value of `--tls-sni-cert-key`: `CERTIFICATE,KEY` or `CERTIFICATE,KEY:NAME,NAME`.
///
/// @param names that clients ask for; empty: those in the certificate
record NamedPair(Path certificate, Path key, List<String> names) {
    NamedPair {
        names = List.copyOf(names);
    }

    static NamedPair parse(String value) {
        int colon = value.indexOf(':');
        var names = colon < 0 ? List.<String>of() : words(value.substring(colon + 1));
        if (colon >= 0 && value.substring(colon + 1).isBlank()) {
            throw wrong(value, "empty names list is not allowed");
        }
        var files = words(colon < 0 ? value : value.substring(0, colon));
        if (files.size() != 2) {
            throw wrong(value, "expected comma separated certificate and key file paths");
        }
        return new NamedPair(Path.of(files.getFirst()), Path.of(files.getLast()), names);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static InvalidConfiguration wrong(String value, String reason) {
        return new InvalidConfiguration(
                "invalid argument \"" + value + "\" for \"--tls-sni-cert-key\" flag: " + reason);
    }
}
