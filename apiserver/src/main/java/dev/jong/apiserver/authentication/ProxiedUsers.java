package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import dev.jong.http.ClientTrust;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Users named by a proxy in front of the server, which shows a certificate of its own
/// (`--requestheader-*`).
public final class ProxiedUsers implements Authenticator {
    private final FrontProxy proxy;
    private volatile Believed believed = new Believed(List.of());

    private record Believed(List<X509Certificate> authorities, ClientTrust trust) {
        Believed(List<X509Certificate> authorities) {
            this(authorities, new ClientTrust(authorities));
        }
    }

    public ProxiedUsers(FrontProxy proxy) {
        this.proxy = proxy;
    }

    private ClientTrust trust() {
        var current = proxy.authorities().get();
        var known = believed;
        if (!known.authorities().equals(current)) {
            known = new Believed(current);
            believed = known;
        }
        return known.trust();
    }

    @Override
    public Identity identify(HttpExchange exchange) {
        var name = first(exchange.headers(), proxy.fields().user());
        if (name.isEmpty() || exchange.peer().isEmpty()) {
            return Identity.none();
        }
        var peer = trust().judge(exchange.peer().get().chain());
        if (!peer.trusted()) {
            return new Identity.Refused(peer.refusal());
        }
        var subject = peer.leaf().getSubjectX500Principal().getEncoded();
        var common = CertificateName.of(subject).commonName();
        if (!proxy.names().isEmpty() && !proxy.names().contains(common)) {
            return new Identity.Refused(
                    "x509: subject with cn=" + common + " is not in the allowed list");
        }
        var headers = exchange.headers();
        var groups =
                proxy.fields().groups().stream()
                        .flatMap(field -> headers.all(field).stream())
                        .filter(group -> !group.isEmpty())
                        .toList();
        var uid = first(headers, proxy.fields().uid());
        var user = new User(name, uid, groups, extra(headers, proxy.fields().extra()));
        return new Identity.Known(user, List.of());
    }

    private static String first(Headers headers, List<String> fields) {
        return fields.stream()
                .map(headers::value)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Map<String, List<String>> extra(Headers headers, List<String> prefixes) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (var prefix : prefixes) {
            for (var name : headers.names()) {
                if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    var key = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
                    extra.computeIfAbsent(unescaped(key), _ -> new ArrayList<>())
                            .addAll(headers.all(name));
                }
            }
        }
        return extra;
    }

    private static String unescaped(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return key;
        }
    }
}
