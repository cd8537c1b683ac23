package dev.jong.controllers.serviceaccount;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;

/// Gives every active namespace a ServiceAccount `default`, again and again if need be.
public final class DefaultServiceAccount implements Reconciler<Namespace> {
    private static final String NAME = "default";

    private final Informer<ServiceAccount> known;
    private final ResourceClient<ServiceAccount> accounts;

    private DefaultServiceAccount(ControllerContext context) {
        this.known = context.informers().of(ServiceAccount.KIND);
        this.accounts = context.client().resources(ServiceAccount.KIND);
    }

    public static Controller<Namespace> controller(ControllerContext context) {
        return Controller.of("serviceaccount", Namespace.KIND, new DefaultServiceAccount(context))
                .on(
                        ServiceAccount.KIND,
                        (before, now) ->
                                now == null && before != null && before.name().equals(NAME)
                                        ? List.of(new ObjectKey("", before.namespace()))
                                        : List.of())
                .build();
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        if (!"Active".equals(namespace.status().phase())
                || known.find(namespace.name(), NAME).isPresent()) {
            return Outcome.done();
        }
        var account =
                ServiceAccount.builder()
                        .metadata(
                                ObjectMeta.builder().name(NAME).namespace(namespace.name()).build())
                        .build();
        try {
            accounts.create(account);
        } catch (ApiException e) {
            if (!Refused.alreadyExists(e) && !Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
        return Outcome.done();
    }
}
