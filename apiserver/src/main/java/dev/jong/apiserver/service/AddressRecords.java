package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;

/// Where it is written down who holds an address, so that several servers agree.
public interface AddressRecords {
    /// Writes down that the Service holds it.
    ///
    /// @return false when somebody else holds it
    boolean take(String address, Service holder);

    void giveBack(String address);
}
