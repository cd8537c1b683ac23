package dev.jong.controllers.bootstrap;

import dev.jong.api.core.v1.Secret;
import dev.jong.client.Deletion;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;

/// Deletes tokens whose time is over.
public final class TokenCleaner implements Reconciler<Secret> {
    private final ResourceClient<Secret> secrets;
    private final InstantSource clock;

    private TokenCleaner(ControllerContext context) {
        this.secrets = context.client().resources(Secret.KIND);
        this.clock = context.clock();
    }

    public static Controller<Secret> controller(ControllerContext context) {
        return Controller.of("token-cleaner", Secret.KIND, new TokenCleaner(context)).build();
    }

    @Override
    public Outcome reconcile(Secret secret) {
        if (!BootstrapToken.TYPE.equals(secret.type())
                || !BootstrapToken.NAMESPACE.equals(secret.metadata().namespace())) {
            return Outcome.done();
        }
        var end = BootstrapToken.expiration(secret);
        if (end.isEmpty()) {
            return Outcome.done();
        }
        var now = clock.instant();
        if (now.isBefore(end.get())) {
            return Outcome.lookAgain(Duration.between(now, end.get()));
        }
        secrets.inNamespace(BootstrapToken.NAMESPACE)
                .deleteIfExists(secret.name(), Deletion.DEFAULT.withUid(secret.metadata().uid()));
        return Outcome.done();
    }
}
