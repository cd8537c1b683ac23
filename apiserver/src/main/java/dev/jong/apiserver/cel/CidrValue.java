package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.jong.api.GoText;
import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;

/// An address with the length of its network's prefix: `192.168.0.1/24`.
record CidrValue(IpAddress address, int prefix) implements Opaque {
    static void addTo(Functions functions) {
        functions
                .global(
                        "cidr",
                        "string_to_cidr",
                        Body.of(String.class, CidrValue::parse),
                        CIDR,
                        STRING)
                .global("isCIDR", "is_cidr", Body.of(String.class, CidrValue::isCidr), BOOL, STRING)
                .global(
                        "string",
                        "cidr_to_string",
                        Body.of(CidrValue.class, CidrValue::toString),
                        STRING,
                        CIDR)
                .member(
                        "ip",
                        "cidr_ip",
                        Body.of(CidrValue.class, cidr -> new IpValue(cidr.address)),
                        IP,
                        CIDR)
                .member(
                        "masked",
                        "cidr_masked",
                        Body.of(CidrValue.class, CidrValue::masked),
                        CIDR,
                        CIDR)
                .member(
                        "prefixLength",
                        "cidr_prefix_length",
                        Body.of(CidrValue.class, cidr -> (long) cidr.prefix),
                        INT,
                        CIDR)
                .member(
                        "containsIP",
                        "cidr_contains_ip_string",
                        Body.of(
                                CidrValue.class,
                                String.class,
                                (cidr, ip) -> cidr.contains(IpValue.parse(ip))),
                        BOOL,
                        CIDR,
                        STRING)
                .member(
                        "containsIP",
                        "cidr_contains_ip_ip",
                        Body.of(CidrValue.class, IpValue.class, CidrValue::contains),
                        BOOL,
                        CIDR,
                        IP)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr_string",
                        Body.of(
                                CidrValue.class,
                                String.class,
                                (cidr, other) -> cidr.contains(parse(other))),
                        BOOL,
                        CIDR,
                        STRING)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr",
                        Body.of(CidrValue.class, CidrValue.class, CidrValue::contains),
                        BOOL,
                        CIDR,
                        CIDR);
    }

    @Override
    public String type() {
        return CIDR.name();
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && Cidr.parse(text).isPresent()
                && IpAddress.strictly(text.substring(0, slash)).isEmpty()
                && !text.substring(slash + 1).matches("0\\d+");
    }

    static CidrValue parse(String text) {
        if (!isCidr(text)) {
            throw new CelException.Failed(
                    "network address parse error during conversion from string: network address"
                            + " parse error during conversion from string: netip.ParsePrefix("
                            + GoText.quote(text)
                            + "): invalid prefix");
        }
        int slash = text.indexOf('/');
        return new CidrValue(
                IpAddress.of(text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
    }

    private Cidr range() {
        return Cidr.of(address, prefix);
    }

    private CidrValue masked() {
        return new CidrValue(range().base(), prefix);
    }

    private boolean contains(IpValue ip) {
        return range().contains(ip.address());
    }

    private boolean contains(CidrValue other) {
        return range().contains(other.range());
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
