package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.net.IpAddress;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.IPAddressSpec;
import dev.jong.api.networking.v1.ParentReference;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.watch.Version;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes each address of a Service down as an IPAddress object, as upstream does (KEP-1880).
public final class IpAddressRecords implements AddressRecords {
    private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    private static final String MANAGER = "ipaddress.kubernetes.io/managed-by";
    private static final String OURS = "ipallocator.k8s.io";

    private final Verbs<IPAddress> records;

    public IpAddressRecords(Verbs<IPAddress> records) {
        this.records = records;
    }

    /// All that this allocation wrote down.
    Set<String> all() {
        return records.list("", ListQuery.ALL).items().stream()
                .map(Version::object)
                .filter(address -> OURS.equals(address.metadata().labels().get(MANAGER)))
                .map(IPAddress::name)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean take(String address, Service holder) {
        var metadata =
                ObjectMeta.builder()
                        .name(address)
                        .labels(Map.of(FAMILY, IpAddress.of(address).family(), MANAGER, OURS))
                        .build();
        var parent = new ParentReference("", "services", holder.namespace(), holder.name());
        try {
            records.create(
                    "", new IPAddress(metadata, new IPAddressSpec(parent)), WriteOptions.OWN);
            return true;
        } catch (ApiException.AlreadyExists taken) {
            return false;
        }
    }

    @Override
    public boolean isTaken(String address) {
        try {
            records.get("", address, "0");
            return true;
        } catch (ApiException.NotFound free) {
            return false;
        }
    }

    @Override
    public void giveBack(String address) {
        try {
            records.delete("", address, DeleteOptions.EMPTY, WriteOptions.OWN);
        } catch (ApiException.NotFound gone) {
            // nothing to give back
        }
    }
}
