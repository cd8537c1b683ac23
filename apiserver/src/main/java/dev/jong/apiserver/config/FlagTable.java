package dev.jong.apiserver.config;

import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import dev.jong.api.net.IpAddress;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Which flags there are, of which type, and what holds when they are not given.
final class FlagTable {
    enum Type {
        TEXT("string"),
        TEXTS("strings"),
        SWITCH("bool"),
        NUMBER("int"),
        DECIMAL("float32"),
        DURATION("duration"),
        ADDRESS("ip");

        private final String goName;

        Type(String goName) {
            this.goName = goName;
        }

        String goName() {
            return goName;
        }
    }

    /// One flag.
    record Flag(String name, Type type, String fallback) {
        /// @throws InvalidConfiguration when the value is not of this flag's type
        void check(String value) {
            try {
                switch (type) {
                    case TEXT, TEXTS -> {}
                    case SWITCH -> {
                        if (!value.equals("true") && !value.equals("false")) {
                            throw new IllegalArgumentException("invalid syntax");
                        }
                    }
                    case NUMBER -> Integer.parseInt(value);
                    case DECIMAL -> Double.parseDouble(value);
                    case DURATION -> GoDuration.parse(value);
                    case ADDRESS -> {
                        if (IpAddress.parse(value).isEmpty()) {
                            throw new IllegalArgumentException("failed to parse IP");
                        }
                    }
                }
            } catch (IllegalArgumentException | JsonException e) {
                throw new InvalidConfiguration(
                        "invalid argument \""
                                + value
                                + "\" for \"--"
                                + name
                                + "\" flag: must be of type "
                                + type.goName(),
                        e);
            }
        }
    }

    private static final Map<String, Flag> ALL = new TreeMap<>();

    static {
        audit("log", "1", "0s", "false");
        add(Type.TEXT, "audit-policy-file", "");
        add(Type.TEXT, "audit-log-path", "");
        add(Type.NUMBER, "audit-log-maxage", "366");
        add(Type.NUMBER, "audit-log-maxbackup", "100");
        add(Type.NUMBER, "audit-log-maxsize", "100");
        add(Type.SWITCH, "audit-log-compress", "false");
        add(Type.TEXT, "audit-log-format", "json");
        audit("webhook", "400", "30s", "true");
        add(Type.TEXT, "audit-webhook-config-file", "");
        add(Type.DURATION, "audit-webhook-initial-backoff", "10s");
        add(Type.TEXT, "admission-control-config-file", "");
        add(Type.TEXTS, "enable-admission-plugins", "");
        add(Type.TEXTS, "disable-admission-plugins", "");
        add(Type.DURATION, "shutdown-delay-duration", "0s");
        add(Type.SWITCH, "shutdown-send-retry-after", "false");
        add(Type.DURATION, "shutdown-watch-termination-grace-period", "0s");
        add(Type.NUMBER, "max-requests-inflight", "400");
        add(Type.NUMBER, "max-mutating-requests-inflight", "200");
        add(Type.DURATION, "request-timeout", "1m0s");
        add(Type.NUMBER, "min-request-timeout", "1800");
        add(Type.DECIMAL, "goaway-chance", "0");
        add(Type.ADDRESS, "advertise-address", "");
        add(Type.DURATION, "event-ttl", "1h0m0s");
        add(Type.NUMBER, "default-not-ready-toleration-seconds", "300");
        add(Type.NUMBER, "default-unreachable-toleration-seconds", "300");
        add(Type.NUMBER, "http2-max-streams-per-connection", "0");
        add(Type.TEXTS, "cors-allowed-origins", "");
        add(Type.TEXTS, "strict-transport-security-directives", "");
        add(Type.TEXT, "external-hostname", "");
        add(Type.NUMBER, "controller-manager-secure-port", "0");
        add(Type.NUMBER, "scheduler-secure-port", "0");
        add(Type.SWITCH, "aggregator-reject-forwarding-redirect", "true");
        add(Type.SWITCH, "profiling", "true");
        add(Type.NUMBER, "v", "0");
        add(Type.TEXTS, "feature-gates", "");
        add(Type.TEXTS, "runtime-config", "");
        serving();
        authentication();
        serviceAccounts();
        authorization();
        OtherFlags.fixed().forEach((name, only) -> add(only.type(), name, only.value()));
        add(Type.TEXT, "encryption-provider-config", "");
        add(Type.SWITCH, "encryption-provider-config-automatic-reload", "false");
    }

    private FlagTable() {}

    private static void serving() {
        add(Type.TEXT, "tls-cert-file", "");
        add(Type.TEXT, "tls-private-key-file", "");
        add(Type.TEXTS, "tls-sni-cert-key", "");
        add(Type.TEXT, "tls-min-version", "");
        add(Type.TEXTS, "tls-cipher-suites", "");
        add(Type.TEXTS, "tls-curve-preferences", "");
        add(Type.SWITCH, "disable-http2-serving", "false");
        add(Type.SWITCH, "permit-port-sharing", "false");
        add(Type.SWITCH, "permit-address-sharing", "false");
        add(Type.TEXT, "client-ca-file", "");
        add(Type.TEXT, "requestheader-client-ca-file", "");
        add(Type.TEXTS, "requestheader-allowed-names", "");
        add(Type.TEXTS, "requestheader-username-headers", "");
        add(Type.TEXTS, "requestheader-uid-headers", "");
        add(Type.TEXTS, "requestheader-group-headers", "");
        add(Type.TEXTS, "requestheader-extra-headers-prefix", "");
    }

    private static void authentication() {
        add(Type.SWITCH, "anonymous-auth", "true");
        add(Type.TEXT, "token-auth-file", "");
        add(Type.TEXT, "authentication-config", "");
        add(Type.TEXT, "oidc-issuer-url", "");
        add(Type.TEXT, "oidc-client-id", "");
        add(Type.TEXT, "oidc-ca-file", "");
        add(Type.TEXT, "oidc-username-claim", "sub");
        add(Type.TEXT, "oidc-username-prefix", "");
        add(Type.TEXT, "oidc-groups-claim", "");
        add(Type.TEXT, "oidc-groups-prefix", "");
        add(Type.TEXTS, "oidc-signing-algs", "RS256");
        add(Type.TEXTS, "oidc-required-claim", "");
        add(Type.TEXT, "authentication-token-webhook-config-file", "");
        add(Type.TEXT, "authentication-token-webhook-version", "v1beta1");
        add(Type.DURATION, "authentication-token-webhook-cache-ttl", "2m0s");
    }

    private static void serviceAccounts() {
        add(Type.TEXTS, "service-account-issuer", "");
        add(Type.TEXTS, "service-account-key-file", "");
        add(Type.TEXT, "service-account-signing-key-file", "");
        add(Type.TEXT, "service-account-jwks-uri", "");
        add(Type.DURATION, "service-account-max-token-expiration", "0s");
        add(Type.SWITCH, "service-account-extend-token-expiration", "true");
        add(Type.TEXTS, "api-audiences", "");
    }

    private static void authorization() {
        add(Type.TEXTS, "authorization-mode", "");
        add(Type.TEXT, "authorization-config", "");
        add(Type.TEXT, "authorization-webhook-config-file", "");
        add(Type.TEXT, "authorization-webhook-version", "v1beta1");
        add(Type.DURATION, "authorization-webhook-cache-authorized-ttl", "5m0s");
        add(Type.DURATION, "authorization-webhook-cache-unauthorized-ttl", "30s");
    }

    private static void audit(String backend, String batch, String wait, String throttle) {
        var prefix = "audit-" + backend + "-";
        add(Type.TEXT, prefix + "mode", backend.equals("log") ? "blocking" : "batch");
        add(Type.TEXT, prefix + "version", "audit.k8s.io/v1");
        add(Type.NUMBER, prefix + "batch-buffer-size", "10000");
        add(Type.NUMBER, prefix + "batch-max-size", batch);
        add(Type.DURATION, prefix + "batch-max-wait", wait);
        add(Type.SWITCH, prefix + "batch-throttle-enable", throttle);
        add(Type.DECIMAL, prefix + "batch-throttle-qps", throttle.equals("true") ? "10" : "0");
        add(Type.NUMBER, prefix + "batch-throttle-burst", throttle.equals("true") ? "15" : "0");
        add(Type.SWITCH, prefix + "truncate-enabled", "false");
        add(Type.NUMBER, prefix + "truncate-max-batch-size", "10485760");
        add(Type.NUMBER, prefix + "truncate-max-event-size", "102400");
    }

    private static void add(Type type, String name, String fallback) {
        ALL.put(name, new Flag(name, type, fallback));
    }

    /// @throws InvalidConfiguration for a name that no flag has
    static Flag find(String name) {
        var flag = ALL.get(name);
        if (flag != null) {
            return flag;
        }
        throw new InvalidConfiguration(
                OtherFlags.whyNot(name)
                        .map(reason -> "--" + name + " of kube-apiserver is not taken: " + reason)
                        .orElse("unknown flag: --" + name));
    }

    static Collection<Flag> all() {
        return ALL.values();
    }
}
