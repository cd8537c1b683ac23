package dev.jong.api.net;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// A range of addresses: `10.96.0.0/16`.
///
/// @param base the first address, with no bits set behind the prefix
/// @param prefix how many leading bits all addresses share
public record Cidr(IpAddress base, int prefix) {
    /// Bits behind the prefix are cleared, as old fields have always been read.
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,4}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text, slash + 1, text.length(), 10);
        var address = IpAddress.parse(text.substring(0, slash));
        if (address.isEmpty() || length > (text.indexOf(':') >= 0 ? 128 : 32)) {
            return Optional.empty();
        }
        boolean mapped = text.indexOf(':') >= 0 && !address.get().isV6();
        return mapped && length < 96
                ? Optional.empty()
                : Optional.of(of(address.get(), mapped ? length - 96 : length));
    }

    /// The range that the text names.
    ///
    /// @throws IllegalArgumentException when the text is no range
    public static Cidr of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a CIDR: " + text));
    }

    public static Cidr of(IpAddress address, int prefix) {
        int host = address.bits() - prefix;
        var base = address.number().shiftRight(host).shiftLeft(host);
        return new Cidr(IpAddress.of(base, address.bits() / 8), prefix);
    }

    public boolean isV6() {
        return base.isV6();
    }

    public boolean contains(IpAddress address) {
        return address.isV6() == isV6() && of(address, prefix).base.equals(base);
    }

    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.base);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /// How many addresses there are, at most [Long#MAX_VALUE].
    public long size() {
        int host = base.bits() - prefix;
        return host >= 63 ? Long.MAX_VALUE : 1L << host;
    }

    /// The address at this place in the range; 0 is the base.
    public IpAddress address(long offset) {
        return base.plus(offset);
    }

    /// The place of an address of the range.
    public long offset(IpAddress address) {
        return address.number()
                .subtract(base.number())
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    public IpAddress last() {
        var size = BigInteger.ONE.shiftLeft(base.bits() - prefix);
        var last = base.number().add(size).subtract(BigInteger.ONE);
        return IpAddress.of(last, base.bits() / 8);
    }

    /// What is wrong with the text as the value of a field that takes strictly one range.
    public static List<String> strictly(String text) {
        var cidr = parse(text);
        if (cidr.isEmpty()) {
            return List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
        boolean padded = text.indexOf(':') < 0 && text.matches("(.*[./])?0\\d.*");
        if (padded || text.matches(".*/0\\d+")) {
            return List.of("must not have leading 0s in IP or prefix length");
        }
        if (text.indexOf(':') >= 0 && !cidr.get().isV6()) {
            return List.of("must not have an IPv4-mapped IPv6 address");
        }
        var address = IpAddress.of(text.substring(0, text.indexOf('/')));
        return address.equals(cidr.get().base)
                ? List.of()
                : List.of("must not have bits set beyond the prefix length");
    }

    /// The same, and nothing but the canonical form will do.
    public static List<String> canonically(String text) {
        var wrong = strictly(text);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        var canonical = of(text).toString();
        return canonical.equals(text)
                ? List.of()
                : List.of("must be in canonical form (\"" + canonical + "\")");
    }

    /// What is wrong with the text as the address of an interface with the length of its network's
    /// prefix, in canonical form.
    public static List<String> hostAddress(String text) {
        var cidr = parse(text);
        if (cidr.isEmpty()) {
            return List.of(
                    "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
        }
        var address = IpAddress.of(text.substring(0, text.indexOf('/')));
        var canonical = address + "/" + cidr.get().prefix;
        return canonical.equals(text)
                ? List.of()
                : List.of("must be in canonical form (\"" + canonical + "\")");
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
