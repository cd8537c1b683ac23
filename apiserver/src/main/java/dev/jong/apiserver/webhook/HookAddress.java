package dev.jong.apiserver.webhook;

import dev.jong.api.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a webhook is and who vouches for it (`clientConfig`).
///
/// @param url null when it is a Service
/// @param authorities PEM; empty for those that the machine trusts
public record HookAddress(@Nullable String url, @Nullable Service service, Bytes authorities) {
    private static final int HTTPS = 443;

    /// A Service in the cluster.
    ///
    /// @param path empty for `/`
    public record Service(String namespace, String name, String path, int port) {
        /// The name that the webhook's certificate must bear.
        String host() {
            return name + "." + namespace + ".svc";
        }
    }

    /// A webhook for admission.
    public static HookAddress of(dev.jong.api.admissionregistration.v1.WebhookClientConfig config) {
        var service = config.service();
        return new HookAddress(
                config.url(),
                service == null
                        ? null
                        : service(
                                service.namespace(),
                                service.name(),
                                service.path(),
                                service.port()),
                config.caBundle());
    }

    /// A webhook for conversion.
    public static HookAddress of(dev.jong.api.apiextensions.v1.WebhookClientConfig config) {
        var service = config.service();
        return new HookAddress(
                config.url(),
                service == null
                        ? null
                        : service(
                                service.namespace(),
                                service.name(),
                                service.path(),
                                service.port()),
                config.caBundle());
    }

    private static Service service(
            String namespace, String name, @Nullable String path, @Nullable Integer port) {
        return new Service(
                namespace,
                name,
                Objects.requireNonNullElse(path, ""),
                port == null || port == 0 ? HTTPS : port);
    }
}
