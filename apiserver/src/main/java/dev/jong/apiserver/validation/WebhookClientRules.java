package dev.jong.apiserver.validation;

import dev.jong.api.Bytes;
import dev.jong.api.admissionregistration.v1.ServiceReference;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where webhooks are.
public final class WebhookClientRules {
    private static final String FORM = "; desired format: https://host[/path]";
    private static final int MOST_PORT = 65535;

    private WebhookClientRules() {}

    public static void check(
            @Nullable String url,
            @Nullable ServiceReference service,
            FieldPath path,
            FieldErrors errors) {
        if ((url == null) == (service == null)) {
            errors.required(path, "exactly one of url or service is required");
        } else if (url != null) {
            url(url, path.child("url"), errors);
        } else if (service != null) {
            service(service, path.child("service"), errors);
        }
    }

    /// PEM with certificates.
    public static void bundle(Bytes bundle, FieldPath path, FieldErrors errors) {
        try {
            var found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bundle.toArray()));
            if (found.isEmpty()) {
                broken(bundle, path, errors);
            }
        } catch (CertificateException e) {
            broken(bundle, path, errors);
        }
    }

    private static void broken(Bytes bundle, FieldPath path, FieldErrors errors) {
        errors.invalid(
                path,
                bundle,
                "unable to load root certificates: unable to parse bytes as PEM block");
    }

    /// What upstream's reading of URLs lets pass.
    private static final Pattern TOLERATED = Pattern.compile("[ \"<>\\\\^`{|}]");

    private static void url(String url, FieldPath path, FieldErrors errors) {
        URI uri;
        try {
            uri = new URI(TOLERATED.matcher(url).replaceAll("%20"));
        } catch (URISyntaxException e) {
            errors.required(path, "url must be a valid URL: " + e.getMessage() + FORM);
            return;
        }
        if (!"https".equals(uri.getScheme())) {
            errors.invalid(
                    path,
                    DeviceRules.text(uri.getScheme()),
                    "'https' is the only allowed URL scheme" + FORM);
        }
        if (uri.getHost() == null) {
            errors.invalid(path, "", "host must be specified" + FORM);
        }
        if (uri.getRawUserInfo() != null) {
            errors.invalid(
                    path, uri.getRawUserInfo(), "user information is not permitted in the URL");
        }
        if (uri.getRawFragment() != null) {
            errors.invalid(path, uri.getRawFragment(), "fragments are not permitted in the URL");
        }
        if (uri.getRawQuery() != null) {
            errors.invalid(
                    path, uri.getRawQuery(), "query parameters are not permitted in the URL");
        }
    }

    private static void service(ServiceReference service, FieldPath path, FieldErrors errors) {
        // Upstream takes the one for the other.
        if (service.namespace().isEmpty()) {
            errors.required(path.child("name"), "");
        }
        if (service.name().isEmpty()) {
            errors.required(path.child("namespace"), "");
        }
        var port = service.port();
        if (port != null && (port < 1 || port > MOST_PORT)) {
            errors.invalid(
                    path.child("port"),
                    port,
                    "port is not valid: must be between 1 and 65535, inclusive");
        }
        var target = service.path();
        if (target != null && !target.isEmpty() && !target.equals("/")) {
            path(target, path.child("path"), errors);
        }
    }

    private static void path(String target, FieldPath path, FieldErrors errors) {
        if (!target.startsWith("/")) {
            errors.invalid(path, target, "must start with a '/'");
        }
        var inner = target.substring(1);
        var steps =
                (inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner)
                        .split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].isEmpty()) {
                errors.invalid(path, target, "segment[" + i + "] may not be empty");
            } else {
                for (var wrong : Names.subdomain(steps[i])) {
                    errors.invalid(path, target, "segment[" + i + "]: " + wrong);
                }
            }
        }
    }
}
