package dev.jong.apiserver.service;

import java.util.Collection;
import java.util.Set;

/// Where it is written down which node ports are held, for all servers of a cluster.
public interface PortRecords {
    /// All that are held.
    Set<Integer> taken();

    /// Writes down that the ports are held, all or none.
    ///
    /// @return false when one of them is held already
    boolean take(Collection<Integer> ports);

    void giveBack(Collection<Integer> ports);
}
