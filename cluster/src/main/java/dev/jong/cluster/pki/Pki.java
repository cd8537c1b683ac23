package dev.jong.cluster.pki;

import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Everything that identifies one cluster and its parts to each other.
///
/// @param authority signs servers and clients
/// @param apiServer serves the API
/// @param apiServerKubeletClient how the API server speaks to kubelets
/// @param frontProxyAuthority signs who may speak for others to aggregated API servers
/// @param admin what the kubeconfig carries
/// @param components what parts of the cluster show to the API server
/// @param serviceAccount signs the tokens of service accounts
public record Pki(
        Authority authority,
        Credential apiServer,
        Credential apiServerKubeletClient,
        Authority frontProxyAuthority,
        Credential frontProxyClient,
        Credential admin,
        Map<Component, Credential> components,
        KeyPair serviceAccount) {
    public Pki {
        components = Map.copyOf(components);
    }

    static final Subject API_SERVER = Subject.of("kube-apiserver");
    static final Subject API_SERVER_KUBELET_CLIENT =
            Subject.of("kube-apiserver-kubelet-client", "system:masters");
    public static final Subject FRONT_PROXY_CLIENT = Subject.of("front-proxy-client");
    public static final Subject ADMIN = Subject.of("kubernetes-admin", "system:masters");

    /// A set that lives only in memory.
    public static Pki create(Collection<String> hosts, InstantSource clock) {
        var authority = Authority.create("kubernetes", clock);
        var frontProxy = Authority.create("front-proxy-ca", clock);
        return new Pki(
                authority,
                authority.server(API_SERVER, apiServerHosts(hosts)),
                authority.client(API_SERVER_KUBELET_CLIENT),
                frontProxy,
                frontProxy.client(FRONT_PROXY_CLIENT),
                authority.client(ADMIN),
                Component.all(component -> authority.client(component.subject())),
                Authority.newKeys());
    }

    /// Names under which Pods and people reach the API server, before the machine's own.
    static List<String> apiServerHosts(Collection<String> hosts) {
        var all =
                new LinkedHashSet<>(
                        List.of(
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local",
                                "localhost",
                                "127.0.0.1",
                                "::1"));
        all.addAll(hosts);
        return List.copyOf(all);
    }

    /// What a component shows to the API server.
    public Credential of(Component component) {
        return Objects.requireNonNull(components.get(component));
    }

    /// Parts that speak to the API server under a name of their own.
    public enum Component {
        CONTROLLER_MANAGER("kube-controller-manager"),
        SCHEDULER("kube-scheduler"),
        PROXY("kube-proxy"),
        DNS("kube-dns");

        private final String program;

        Component(String program) {
            this.program = program;
        }

        /// The name of upstream's program of that purpose.
        public String program() {
            return program;
        }

        public Subject subject() {
            return Subject.of("system:" + program);
        }

        static Map<Component, Credential> all(Function<Component, Credential> credential) {
            var all = new EnumMap<Component, Credential>(Component.class);
            for (var component : values()) {
                all.put(component, credential.apply(component));
            }
            return all;
        }
    }

    /// A controller, which speaks as its service account in kube-system.
    public static Subject controller(String account) {
        return Subject.of(
                "system:serviceaccount:kube-system:" + account,
                "system:serviceaccounts",
                "system:serviceaccounts:kube-system");
    }

    public static Subject node(String name) {
        return Subject.of("system:node:" + name, "system:nodes");
    }
}
