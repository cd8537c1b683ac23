package dev.jong.controllers.bootstrap;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Secret;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Signs the kubeconfig in ConfigMap `cluster-info` of kube-public with each token that is for
/// that, so that whoever has one knows that nobody has changed it on the way.
public final class BootstrapSigner implements Reconciler<ConfigMap> {
    private static final String NAMESPACE = "kube-public";
    private static final String NAME = "cluster-info";
    private static final String PREFIX = "jws-kubeconfig-";

    private final Informer<Secret> secrets;
    private final ResourceClient<ConfigMap> maps;
    private final InstantSource clock;

    private BootstrapSigner(ControllerContext context) {
        this.secrets = context.informers().of(Secret.KIND);
        this.maps = context.client().resources(ConfigMap.KIND);
        this.clock = context.clock();
    }

    public static Controller<ConfigMap> controller(ControllerContext context) {
        return Controller.of("bootstrap-signer", ConfigMap.KIND, new BootstrapSigner(context))
                .watches(
                        Secret.KIND,
                        secret ->
                                BootstrapToken.TYPE.equals(secret.type())
                                        ? List.of(new ObjectKey(NAMESPACE, NAME))
                                        : List.of())
                .build();
    }

    @Override
    public Outcome reconcile(ConfigMap map) {
        if (!NAMESPACE.equals(map.metadata().namespace()) || !map.name().equals(NAME)) {
            return Outcome.done();
        }
        var now = clock.instant();
        var tokens =
                secrets.list().stream()
                        .flatMap(secret -> BootstrapToken.of(secret).stream())
                        .filter(token -> token.signs() && !token.isOver(now))
                        .toList();
        var signed = signed(map.data(), tokens);
        if (!signed.equals(map.data())) {
            maps.update(map.withData(signed));
        }
        return Outcome.done();
    }

    /// The data with a signature for each token, and no other.
    static Map<String, String> signed(Map<String, String> data, List<BootstrapToken> tokens) {
        var signed = new TreeMap<>(data);
        signed.keySet().removeIf(key -> key.startsWith(PREFIX));
        var kubeconfig = data.get("kubeconfig");
        if (kubeconfig != null) {
            for (var token : tokens) {
                signed.put(PREFIX + token.id(), DetachedSignature.of(kubeconfig, token));
            }
        }
        return signed;
    }
}
