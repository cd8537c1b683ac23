package dev.jong.apiserver.config;

import dev.jong.apiserver.config.FlagTable.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Flags of kube-apiserver that leave no choice here: those that may say what holds anyway, and
/// those that are refused, each with the reason that its user is told.
final class OtherFlags {
    /// What a flag may say.
    ///
    /// @param reason why nothing else can be
    record Only(Type type, String value, String reason) {}

    private static final String ON = "true";
    private static final String OFF = "false";
    private static final String NETWORK = "the cluster's network is fixed";
    private static final String VERSION = "one version is served";

    private static final Map<String, Only> FIXED =
            Map.ofEntries(
                    on("allow-privileged", "every Pod may ask for it, Pod Security decides"),
                    on("enable-bootstrap-token-auth", "these tokens are always looked at"),
                    on("enable-priority-and-fairness", "requests are always queued fairly"),
                    on("enable-garbage-collector", "the collector always runs"),
                    on("enable-aggregator-routing", "aggregated servers are called directly"),
                    on("service-account-lookup", "tokens are checked against their accounts"),
                    on("watch-cache", "everything is served from memory"),
                    off("enable-logs-handler", "deprecated upstream, and there are no log files"),
                    off("contention-profiling", "the JDK's own tools tell of locks"),
                    off("emulation-forward-compatible", VERSION),
                    off("runtime-config-emulation-forward-compatible", VERSION),
                    text("endpoint-reconciler-type", "lease", "servers come and go with Leases"),
                    text("service-cluster-ip-range", "10.96.0.0/16", NETWORK),
                    text("service-node-port-range", "30000-32767", NETWORK),
                    Map.entry("kubernetes-service-node-port", new Only(Type.NUMBER, "0", NETWORK)),
                    text("logging-format", "text", "there is one format, klog's"));

    private static final Map<String, String> REFUSED = new HashMap<>();

    static {
        refuse("--port chooses the port", "secure-port");
        refuse("every address is listened on", "bind-address");
        refuse("certificates are kept in $JONG_HOME/pki", "cert-dir");
        refuse(
                "--datastore and its companions choose where the state is kept",
                "etcd-cafile",
                "etcd-certfile",
                "etcd-compaction-interval",
                "etcd-count-metric-poll-period",
                "etcd-db-metric-poll-interval",
                "etcd-healthcheck-timeout",
                "etcd-keyfile",
                "etcd-prefix",
                "etcd-readycheck-timeout",
                "etcd-servers",
                "etcd-servers-overrides",
                "lease-reuse-duration-seconds",
                "storage-backend",
                "storage-media-type");
        refuse("the history that is kept has a measure of its own", "watch-cache-sizes");
        refuse(
                "Jong makes the certificates with which it calls kubelets, extensions and further"
                        + " servers, and calls them itself",
                "kubelet-certificate-authority",
                "kubelet-client-certificate",
                "kubelet-client-key",
                "kubelet-preferred-address-types",
                "kubelet-timeout",
                "proxy-client-cert-file",
                "proxy-client-key-file",
                "peer-advertise-ip",
                "peer-advertise-port",
                "peer-ca-file",
                "egress-selector-config-file");
        refuse("there is no external signer", "service-account-signing-endpoint");
        refuse("there is no ABAC", "authorization-policy-file");
        refuse(
                "deprecated upstream; use --enable-admission-plugins and"
                        + " --disable-admission-plugins",
                "admission-control");
        refuse("connections are not slowed down", "max-connection-bytes-per-sec");
        refuse(
                "it is about Go's own tools; the JDK's work without flags",
                "debug-socket-path",
                "tracing-config-file",
                "log-flush-frequency",
                "log-json-info-buffer-size",
                "log-json-split-stream",
                "log-text-info-buffer-size",
                "log-text-split-stream",
                "vmodule");
        refuse("the path /version tells it", "version");
        refuse("jong help explains the commands", "help");
        refuse(VERSION, "emulated-version", "min-compatibility-version");
        refuse(
                "all metrics are told, with all their labels",
                "show-hidden-metrics-for-version",
                "disabled-metrics",
                "allow-metric-labels",
                "allow-metric-labels-manifest");
        refuse(
                "what it tunes does not exist here",
                "livez-grace-period",
                "storage-initialization-timeout",
                "send-retry-after-while-not-ready-once",
                "delete-collection-workers",
                "coordinated-leadership-lease-duration",
                "coordinated-leadership-renew-deadline",
                "coordinated-leadership-retry-period");
    }

    private OtherFlags() {}

    private static Map.Entry<String, Only> on(String name, String reason) {
        return Map.entry(name, new Only(Type.SWITCH, ON, reason));
    }

    private static Map.Entry<String, Only> off(String name, String reason) {
        return Map.entry(name, new Only(Type.SWITCH, OFF, reason));
    }

    private static Map.Entry<String, Only> text(String name, String value, String reason) {
        return Map.entry(name, new Only(Type.TEXT, value, reason));
    }

    private static void refuse(String reason, String... names) {
        for (var name : names) {
            REFUSED.put(name, reason);
        }
    }

    /// Flags with the one value that each may have.
    static Map<String, Only> fixed() {
        return FIXED;
    }

    /// Why a flag of upstream's is not taken; empty for one that it does not have either.
    static Optional<String> whyNot(String name) {
        return Optional.ofNullable(REFUSED.get(name));
    }

    static Set<String> refused() {
        return Set.copyOf(REFUSED.keySet());
    }
}
