package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.jong.api.GoText;
import dev.jong.api.net.IpAddress;

/// An IP address.
record IpValue(IpAddress address) implements Opaque {
    static void addTo(Functions functions) {
        functions
                .global("ip", "string_to_ip", Body.of(String.class, IpValue::parse), IP, STRING)
                .global(
                        "isIP",
                        "is_ip_string",
                        Body.of(String.class, text -> IpAddress.strictly(text).isEmpty()),
                        BOOL,
                        STRING)
                .global(
                        "ip.isCanonical",
                        "ip_is_canonical",
                        Body.of(String.class, text -> parse(text).toString().equals(text)),
                        BOOL,
                        STRING)
                .global(
                        "string",
                        "ip_to_string",
                        Body.of(IpValue.class, IpValue::toString),
                        STRING,
                        IP)
                .member(
                        "family",
                        "ip_family",
                        Body.of(IpValue.class, ip -> ip.address.isV6() ? 6L : 4L),
                        INT,
                        IP)
                .member(
                        "isUnspecified",
                        "ip_is_unspecified",
                        Body.of(IpValue.class, ip -> ip.address.isUnspecified()),
                        BOOL,
                        IP)
                .member(
                        "isLoopback",
                        "ip_is_loopback",
                        Body.of(IpValue.class, ip -> ip.address.isLoopback()),
                        BOOL,
                        IP)
                .member(
                        "isLinkLocalMulticast",
                        "ip_is_link_local_multicast",
                        Body.of(IpValue.class, ip -> ip.address.isLinkLocalMulticast()),
                        BOOL,
                        IP)
                .member(
                        "isLinkLocalUnicast",
                        "ip_is_link_local_unicast",
                        Body.of(IpValue.class, ip -> ip.address.isLinkLocalUnicast()),
                        BOOL,
                        IP)
                .member(
                        "isGlobalUnicast",
                        "ip_is_global_unicast",
                        Body.of(IpValue.class, IpValue::isGlobalUnicast),
                        BOOL,
                        IP);
    }

    @Override
    public String type() {
        return IP.name();
    }

    /// No zones, no leading zeros, no IPv4 inside IPv6.
    static IpValue parse(String text) {
        var wrong = IpAddress.strictly(text);
        if (wrong.isEmpty()) {
            return new IpValue(IpAddress.of(text));
        }
        throw new CelException.Failed(
                text.indexOf('%') >= 0
                        ? "IP address with zone value is not allowed"
                        : IpAddress.parse(text).isPresent() && text.indexOf(':') >= 0
                                ? "IPv4-mapped IPv6 address is not allowed"
                                : "IP Address "
                                        + GoText.quote(text)
                                        + " parse error during conversion from string: ParseAddr("
                                        + GoText.quote(text)
                                        + "): unable to parse IP");
    }

    /// Everything but broadcast, unspecified, loopback, multicast and link-local unicast.
    private boolean isGlobalUnicast() {
        var bytes = address.toBytes();
        boolean multicast = address.isV6() ? bytes[0] == -1 : (bytes[0] & 0xf0) == 0xe0;
        boolean broadcast = !address.isV6() && address.toString().equals("255.255.255.255");
        return !multicast
                && !broadcast
                && !address.isUnspecified()
                && !address.isLoopback()
                && !address.isLinkLocalUnicast();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
