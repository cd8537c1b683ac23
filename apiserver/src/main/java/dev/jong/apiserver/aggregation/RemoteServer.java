package dev.jong.apiserver.aggregation;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.ServiceReference;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.service.ServiceEndpoints;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendTls;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The server that an APIService names, and how it is spoken to.
final class RemoteServer {
    private static final User AGGREGATOR = User.of("system:kube-aggregator", List.of(User.MASTERS));
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String namespace;
    private final String name;
    private final int port;
    private final SSLContext tls;
    private final boolean verified;
    private final ServiceEndpoints endpoints;

    /// What it answered to a question of ours.
    record Answer(int status, Headers headers, byte[] body) {}

    /// @param own shown to the server
    /// @throws IllegalArgumentException when the certificates are unusable
    RemoteServer(APIService service, Optional<TlsIdentity> own, ServiceEndpoints endpoints) {
        var to = requireNonNullElse(service.spec().service(), ServiceReference.EMPTY);
        this.namespace = requireNonNullElse(to.namespace(), "");
        this.name = requireNonNullElse(to.name(), "");
        this.port = requireNonNullElse(to.port(), 443);
        this.endpoints = endpoints;
        this.verified = !service.spec().insecureSkipTlsVerify();
        var authorities = certificates(service.spec().caBundle().toArray());
        if (!verified) {
            tls = BackendTls.trustingAnybody(own);
        } else if (authorities.isEmpty()) {
            tls = BackendTls.trustingSystem(own);
        } else {
            tls = BackendTls.trusting(own, authorities);
        }
    }

    private static List<X509Certificate> certificates(byte[] pem) {
        if (pem.length == 0) {
            return List.of();
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("unable to load root certificates", e);
        }
    }

    /// One of the Service's endpoints.
    ///
    /// @throws ApiException when there is none
    Backend backend() {
        var target = endpoints.pick(namespace, name, port);
        return Backend.tls(target.host(), target.port(), tls, verified)
                .named(name + "." + namespace + ".svc");
    }

    /// `namespace/name:port`
    String address() {
        return namespace + "/" + name + ":" + port;
    }

    /// Asks the server as the aggregator.
    ///
    /// @param more header fields besides the user's
    /// @throws ApiException when there is no endpoint
    /// @throws HttpException when it cannot be reached or does not answer in time
    Answer get(String path, Headers more) {
        var headers = Headers.builder();
        FrontProxy.headers(AGGREGATOR).forEach(headers::add);
        more.forEach(headers::add);
        try (var answer = backend().within(PATIENCE).send("GET", path, headers.build())) {
            return new Answer(answer.status(), answer.headers(), answer.bodyBytes());
        }
    }

    /// Asks for what it must serve.
    ///
    /// @return why it cannot be used; empty when it can
    Optional<String> trouble(String path) {
        var url = "https://" + name + "." + namespace + ".svc:" + port + path;
        try {
            var status = get(path, Headers.EMPTY).status();
            return status >= 200 && status < 300
                    ? Optional.empty()
                    : Optional.of(
                            "failing or missing response from "
                                    + url
                                    + ": bad status from "
                                    + url
                                    + ": "
                                    + status);
        } catch (ApiException | HttpException e) {
            return Optional.of("failing or missing response from " + url + ": " + e.getMessage());
        }
    }
}
