package dev.jong.cluster;

import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;

/// Makes the service accounts of controllers, as upstream does before it uses them.
final class ControllerAccounts {
    private static final String NAMESPACE = "kube-system";
    private static final int CONFLICT = 409;

    private ControllerAccounts() {}

    static void ensure(Client client, String account) {
        var metadata = ObjectMeta.builder().name(account).namespace(NAMESPACE).build();
        try {
            client.resources(ServiceAccount.KIND)
                    .create(ServiceAccount.EMPTY.withMetadata(metadata));
        } catch (ApiException e) {
            if (e.code() != CONFLICT) {
                throw e;
            }
        }
    }
}
