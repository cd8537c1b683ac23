package dev.jong.controllers.nodeipam;

import java.util.OptionalInt;

/// An IPv4 range that is cut into equal parts.
///
/// @param base its first address, as a number
/// @param parts how many there are
record AddressPool(int base, int parts) {
    /// A node has 256 addresses: room for its 110 Pods, and for those that are on their way out.
    private static final int PART_PREFIX = 24;

    private static final int PART_SIZE = 256;
    private static final int OCTET = 8;
    private static final int OCTET_MASK = 255;
    private static final int OCTETS = 4;

    /// @param cidr such as `10.244.0.0/16`
    /// @throws IllegalArgumentException if it is not an IPv4 range of at least 256 addresses
    static AddressPool of(String cidr) {
        var halves = cidr.split("/", -1);
        var octets = halves[0].split("\\.", -1);
        int prefix = halves.length == 2 ? Integer.parseInt(halves[1]) : -1;
        if (octets.length != OCTETS || prefix < OCTET || prefix > PART_PREFIX) {
            throw new IllegalArgumentException(
                    "not an IPv4 range from /8 to /24: \"" + cidr + "\"");
        }
        int base = 0;
        for (var octet : octets) {
            base = base << OCTET | Integer.parseInt(octet);
        }
        int mask = -1 << (Integer.SIZE - prefix);
        return new AddressPool(base & mask, 1 << (PART_PREFIX - prefix));
    }

    /// Which part it is, empty if it is none of them.
    OptionalInt index(String cidr) {
        var halves = cidr.split("/", -1);
        var octets = halves[0].split("\\.", -1);
        if (octets.length != OCTETS) {
            return OptionalInt.empty();
        }
        int first = 0;
        for (var octet : octets) {
            first = first << OCTET | Integer.parseInt(octet);
        }
        int index = (first - base) / PART_SIZE;
        boolean ours = index >= 0 && index < parts && part(index).equals(cidr);
        return ours ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /// @param index from 0, less than [#parts]
    String part(int index) {
        int first = base + index * PART_SIZE;
        return (first >>> 3 * OCTET)
                + "."
                + (first >>> 2 * OCTET & OCTET_MASK)
                + "."
                + (first >>> OCTET & OCTET_MASK)
                + ".0/"
                + PART_PREFIX;
    }
}
