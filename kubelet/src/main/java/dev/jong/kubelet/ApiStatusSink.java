package dev.jong.kubelet;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Deletion;
import dev.jong.client.ResourceClient;
import dev.jong.kubelet.pod.PodKey;
import dev.jong.kubelet.pod.StatusSink;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Pods' statuses to the API, on top of the newest version.
final class ApiStatusSink implements StatusSink {
    private static final Logger log = LoggerFactory.getLogger(ApiStatusSink.class);
    private static final int MOST_TRIES = 5;

    private final ResourceClient<Pod> pods;

    ApiStatusSink(Client client) {
        this.pods = client.resources(Pod.KIND);
    }

    @Override
    public Written write(Pod pod, Function<Pod, PodStatus> status) {
        try {
            return tryWrite(pod, status);
        } catch (ApiException.NotFound _) {
            return new Written.Gone();
        } catch (ApiException | ClientException e) {
            log.atDebug()
                    .addKeyValue("pod", PodKey.of(pod))
                    .log("Could not write a Pod's status: {}", e.getMessage());
            return new Written.Later();
        }
    }

    private Written tryWrite(Pod pod, Function<Pod, PodStatus> status) {
        var identity = PodKey.of(pod);
        var own = pods.inNamespace(identity.namespace());
        var base = pod;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var wanted = status.apply(base);
            if (wanted.equals(base.status())) {
                return new Written.Now(base);
            }
            try {
                return new Written.Now(own.updateStatus(base.withStatus(wanted)));
            } catch (ApiException.Conflict _) {
                base = own.get(identity.name());
                if (!PodKey.of(base).uid().equals(identity.uid())) {
                    return new Written.Gone();
                }
            }
        }
        return new Written.Later();
    }

    @Override
    public boolean delete(Pod pod) {
        var identity = PodKey.of(pod);
        try {
            pods.inNamespace(identity.namespace())
                    .delete(identity.name(), Deletion.now().withUid(identity.uid()));
            return true;
        } catch (ApiException.NotFound | ApiException.Conflict _) {
            return true;
        } catch (ApiException | ClientException e) {
            log.atDebug()
                    .addKeyValue("pod", identity)
                    .log("Could not remove a Pod: {}", e.getMessage());
            return false;
        }
    }
}
