package dev.jong.apiserver.bootstrap;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            Registry registry,
            List<X509Certificate> clients,
            Optional<FrontProxy> frontProxy,
            Instant now) {
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
                    stored -> stored.withData(merged(stored.data(), data, now)),
                    WriteOptions.OWN);
        } catch (ApiException.NotFound _) {
            var metadata = ObjectMeta.builder().namespace(NAMESPACE).name(NAME).build();
            verbs.create(
                    NAMESPACE,
                    ConfigMap.EMPTY.withMetadata(metadata).withData(data),
                    WriteOptions.OWN);
        }
    }

    /// What other servers said stays beside what this one says, but for certificates whose time is
    /// over.
    private static Map<String, String> merged(
            Map<String, String> stored, Map<String, String> ours, Instant now) {
        var all = new TreeMap<>(stored);
        ours.forEach((key, value) ->
                all.put(
                        key,
                        key.endsWith("-ca-file")
                                ? joined(stored.getOrDefault(key, ""), value, now)
                                : list(
                                        Stream.concat(
                                                        items(stored.getOrDefault(key, "")),
                                                        items(value))
                                                .distinct()
                                                .toList())));
        return all;
    }

    private static String joined(String stored, String ours, Instant now) {
        var all = new LinkedHashSet<X509Certificate>();
        if (!stored.isBlank()) {
            try {
                all.addAll(PemFile.certificates(stored));
            } catch (InvalidConfiguration _) {
                // somebody has written something else there: ours takes its place
            }
        }
        all.addAll(PemFile.certificates(ours));
        return pem(
                all.stream().filter(each -> now.isBefore(each.getNotAfter().toInstant())).toList());
    }

    private static Stream<String> items(String list) {
        try {
            return !list.isBlank()
                            && Json.parse(list.getBytes(StandardCharsets.UTF_8))
                                    instanceof JsonArray(var all)
                    ? all.stream()
                            .filter(JsonText.class::isInstance)
                            .map(item -> ((JsonText) item).value())
                    : Stream.empty();
        } catch (JsonException _) {
            return Stream.empty();
        }
    }

    private static Map<String, String> data(
            List<X509Certificate> clients, Optional<FrontProxy> frontProxy) {
        var data = new TreeMap<String, String>();
        if (!clients.isEmpty()) {
            data.put("client-ca-file", pem(clients));
        }
        frontProxy
                .filter(proxy -> !proxy.authorities().get().isEmpty())
                .ifPresent(proxy -> {
                    var fields = proxy.fields();
                    data.put("requestheader-client-ca-file", pem(proxy.authorities().get()));
                    data.put("requestheader-allowed-names", list(sorted(proxy.names())));
                    data.put("requestheader-username-headers", list(fields.user()));
                    data.put("requestheader-uid-headers", list(fields.uid()));
                    data.put("requestheader-group-headers", list(fields.groups()));
                    data.put("requestheader-extra-headers-prefix", list(fields.extra()));
                });
        return data;
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static String list(List<String> items) {
        return Json.text(new JsonArray(items.stream().<JsonValue>map(JsonText::new).toList()));
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
