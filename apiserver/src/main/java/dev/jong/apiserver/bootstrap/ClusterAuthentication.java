package dev.jong.apiserver.bootstrap;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The ConfigMap `extension-apiserver-authentication` in `kube-system`: what other API servers need
/// to know to believe the users and the proxies whom this one believes.
public final class ClusterAuthentication {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private ClusterAuthentication() {}

    /// The namespace exists.
    ///
    /// @param clients who may sign certificates of users
    public static void publish(
            Registry registry, List<X509Certificate> clients, Optional<FrontProxy> frontProxy) {
        var data = data(clients, frontProxy);
        if (data.isEmpty()) {
            return;
        }
        var verbs = registry.of(ConfigMap.KIND);
        try {
            verbs.change(
                    NAMESPACE,
                    NAME,
                    "",
                    stored -> stored.withData(merged(stored.data(), data)),
                    WriteOptions.DEFAULT);
        } catch (ApiException.NotFound _) {
            var metadata = ObjectMeta.builder().namespace(NAMESPACE).name(NAME).build();
            verbs.create(
                    NAMESPACE,
                    ConfigMap.EMPTY.withMetadata(metadata).withData(data),
                    WriteOptions.DEFAULT);
        }
    }

    private static Map<String, String> merged(
            Map<String, String> stored, Map<String, String> ours) {
        var all = new TreeMap<>(stored);
        all.putAll(ours);
        return all;
    }

    private static Map<String, String> data(
            List<X509Certificate> clients, Optional<FrontProxy> frontProxy) {
        var data = new TreeMap<String, String>();
        if (!clients.isEmpty()) {
            data.put("client-ca-file", pem(clients));
        }
        frontProxy
                .filter(proxy -> !proxy.authorities().isEmpty())
                .ifPresent(proxy -> {
                    data.put("requestheader-client-ca-file", pem(proxy.authorities()));
                    data.put("requestheader-allowed-names", list(proxy.names()));
                    data.put("requestheader-username-headers", list(List.of(FrontProxy.USER)));
                    data.put("requestheader-uid-headers", list(List.of(FrontProxy.UID)));
                    data.put("requestheader-group-headers", list(List.of(FrontProxy.GROUP)));
                    data.put("requestheader-extra-headers-prefix", list(List.of(FrontProxy.EXTRA)));
                });
        return data;
    }

    private static String list(Collection<String> items) {
        return Json.text(
                new JsonArray(items.stream().sorted().<JsonValue>map(JsonText::new).toList()));
    }

    private static String pem(List<X509Certificate> certificates) {
        return certificates.stream().map(ClusterAuthentication::pem).collect(Collectors.joining());
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("an authority's certificate is unusable", e);
        }
    }
}
