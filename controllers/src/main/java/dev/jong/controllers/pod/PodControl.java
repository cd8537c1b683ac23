package dev.jong.controllers.pod;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.ResourceClient;

/// Creates and deletes Pods for their owners, and tells so by Events on the owner.
public final class PodControl {
    private final ResourceClient<Pod> pods;
    private final EventRecorder events;

    public PodControl(Client client, EventRecorder events) {
        this.pods = client.resources(Pod.KIND);
        this.events = events;
    }

    public Pod create(KubernetesObject owner, Pod pod) {
        try {
            var created = pods.create(pod);
            events.normal(owner, "SuccessfulCreate", "Created pod: " + created.metadata().name());
            return created;
        } catch (ApiException e) {
            if (!Refused.becauseNamespaceEnds(e)) {
                events.warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
    }

    /// A Pod that is gone already is as good as deleted.
    public void delete(KubernetesObject owner, Pod pod) {
        var name = pod.name();
        try {
            pods.inNamespace(pod.metadata().namespace()).delete(name, Deletion.DEFAULT);
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + name);
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                events.warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
                throw e;
            }
        }
    }
}
