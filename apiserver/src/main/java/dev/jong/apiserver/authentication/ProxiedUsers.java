package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import dev.jong.http.ClientTrust;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/// Users named by a proxy in front of the server, which shows a certificate of its own
/// (`--requestheader-*`).
public final class ProxiedUsers implements Authenticator {
    private static final String EXTRA = FrontProxy.EXTRA.toLowerCase(Locale.ROOT);

    private final FrontProxy proxy;
    private final ClientTrust trust;

    public ProxiedUsers(FrontProxy proxy) {
        this.proxy = proxy;
        this.trust = new ClientTrust(proxy.authorities());
    }

    @Override
    public Identity identify(HttpExchange exchange) {
        var name = exchange.headers().value(FrontProxy.USER);
        if (name.isEmpty() || exchange.peer().isEmpty()) {
            return Identity.none();
        }
        var peer = trust.judge(exchange.peer().get().chain());
        if (!peer.trusted()) {
            return new Identity.Refused(peer.refusal());
        }
        var common = commonName(peer.leaf().getSubjectX500Principal().getEncoded());
        if (!proxy.names().isEmpty() && !proxy.names().contains(common)) {
            return new Identity.Refused(
                    "x509: subject with cn=" + common + " is not in the allowed list");
        }
        var headers = exchange.headers();
        var groups =
                headers.all(FrontProxy.GROUP).stream().filter(group -> !group.isEmpty()).toList();
        var user = new User(name, headers.value(FrontProxy.UID), groups, extra(headers));
        return new Identity.Known(user, List.of());
    }

    private static String commonName(byte[] subject) {
        for (var part : X500Name.getInstance(subject).getRDNs(BCStyle.CN)) {
            return IETFUtils.valueToString(part.getFirst().getValue());
        }
        return "";
    }

    private static Map<String, List<String>> extra(Headers headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (var name : headers.names()) {
            if (name.toLowerCase(Locale.ROOT).startsWith(EXTRA)) {
                var key = name.substring(EXTRA.length()).toLowerCase(Locale.ROOT);
                extra.put(unescaped(key), headers.all(name));
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
