package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;

/// Where it is written down who holds an address, for all servers of a cluster.
public interface AddressRecords {
    /// Writes down that the Service holds it.
    ///
    /// @return false when it is held already
    boolean take(String address, Service holder);

    /// Whether it is held, as far as this server has heard; only [#take] knows.
    boolean isTaken(String address);

    void giveBack(String address);
}
