package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.volume.VolumeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Makes a Pod's files ready before its containers start, and brings those that follow the API up
/// to date now and then.
final class FilesUpkeep {
    private static final Duration PERIOD = Duration.ofSeconds(45);

    private final PodWorker.Parts parts;
    private Instant due = Instant.MIN;
    private volatile boolean stale;

    FilesUpkeep(PodWorker.Parts parts) {
        this.parts = parts;
    }

    /// The next look brings the files up to date. May be called from any thread.
    void hurry() {
        stale = true;
    }

    /// Does what is due and answers when it is due again; [Instant#MAX] for never.
    Instant keep(Pod pod, PodView view) {
        var now = parts.clock().instant();
        if (stale || !now.isBefore(due)) {
            stale = false;
            var addresses = view.sandbox().map(each -> each.addresses()).orElse(List.of());
            try {
                parts.files()
                        .prepare(pod, new FieldValue(pod, addresses, parts.node().addresses()));
            } catch (VolumeFailure e) {
                parts.events().about(pod, true, "FailedMount", e.getMessage());
                throw e;
            }
            due = now.plus(PERIOD);
        }
        return parts.files().follows(pod) ? due : Instant.MAX;
    }
}
