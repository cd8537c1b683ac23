package dev.jong.proxy;

/// IP version, with the words of Kubernetes for it.
public enum Family {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String addressType;

    Family(String addressType) {
        this.addressType = addressType;
    }

    /// As in EndpointSlice's addressType and Service's ipFamilies.
    public String addressType() {
        return addressType;
    }

    boolean has(String address) {
        return (address.indexOf(':') >= 0) == (this == IPV6);
    }
}
