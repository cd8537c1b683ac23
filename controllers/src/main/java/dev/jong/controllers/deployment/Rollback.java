package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.client.EventRecorder;
import dev.jong.client.ResourceClient;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Goes back to an earlier revision, asked for by the annotation that carries the old `rollbackTo`.
final class Rollback {
    private final ResourceClient<Deployment> deployments;
    private final EventRecorder events;

    Rollback(ResourceClient<Deployment> deployments, EventRecorder events) {
        this.deployments = deployments;
        this.events = events;
    }

    /// The revision asked for; 0 stands for the last one.
    static Optional<Long> target(Deployment deployment) {
        var text = deployment.metadata().annotations().get(Revisions.ROLLBACK);
        try {
            return text == null || text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    void perform(Deployment deployment, List<ReplicaSet> owned, long asked) {
        long revision = asked == 0 ? Revisions.last(owned) : asked;
        if (revision == 0) {
            giveUp(
                    deployment,
                    "DeploymentRollbackRevisionNotFound",
                    "Unable to find last revision.");
            return;
        }
        var found = owned.stream().filter(set -> Revisions.of(set) == revision).findFirst();
        if (found.isEmpty()) {
            giveUp(
                    deployment,
                    "DeploymentRollbackRevisionNotFound",
                    "Unable to find the revision to rollback to.");
            return;
        }
        var template = found.get().spec().template();
        if (TemplateHash.same(template, deployment.spec().template())) {
            giveUp(
                    deployment,
                    "DeploymentRollbackTemplateUnchanged",
                    "The rollback revision contains the same template as current deployment \""
                            + deployment.name()
                            + "\"");
            return;
        }
        deployments.update(
                deployment
                        .mapSpec(spec -> spec.withTemplate(TemplateHash.withoutLabel(template)))
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Revisions.restored(deployment, found.get()))));
        events.normal(
                deployment,
                "DeploymentRollback",
                "Rolled back deployment \"" + deployment.name() + "\" to revision " + revision);
    }

    private void giveUp(Deployment deployment, String reason, String message) {
        events.warning(deployment, reason, message);
        var annotations = new HashMap<>(deployment.metadata().annotations());
        annotations.remove(Revisions.ROLLBACK);
        deployments.update(
                deployment.mapMetadata(metadata -> metadata.withAnnotations(annotations)));
    }
}
