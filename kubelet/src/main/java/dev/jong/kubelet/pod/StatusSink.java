package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodStatus;
import java.util.function.Function;

/// The API as a Pod's worker writes to it.
public interface StatusSink {
    /// Tells the status. `status` is asked again with the newest version of the Pod where another
    /// wrote meanwhile.
    Written write(Pod pod, Function<Pod, PodStatus> status);

    /// Removes a Pod whose containers have ended.
    ///
    /// @return whether the API took it
    boolean delete(Pod pod);

    /// What came of a write.
    sealed interface Written {
        /// The Pod as the API has it now.
        record Now(Pod pod) implements Written {}

        record Gone() implements Written {}

        /// The API could not be asked, or refused for now.
        record Later() implements Written {}
    }
}
