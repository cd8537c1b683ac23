package dev.jong.api.net;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is the IPv4 address.
public final class IpAddress implements Comparable<IpAddress> {
    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads what upstream reads in old fields: leading zeros and mapped addresses too.
    public static Optional<IpAddress> parse(String text) {
        var bytes = text.indexOf(':') >= 0 ? Ipv6Text.parse(text) : parseV4(text);
        return bytes == null ? Optional.empty() : Optional.of(ofBytes(bytes));
    }

    /// The address that the text names.
    ///
    /// @throws IllegalArgumentException when the text is no address
    public static IpAddress of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    /// The address of these bytes.
    ///
    /// @param bytes 4 or 16, most significant first
    public static IpAddress ofBytes(byte[] bytes) {
        if (bytes.length == 16 && isMapped(bytes)) {
            return new IpAddress(Arrays.copyOfRange(bytes, 12, 16));
        }
        return new IpAddress(bytes.clone());
    }

    static IpAddress of(BigInteger number, int length) {
        var digits = number.toByteArray();
        var bytes = new byte[length];
        int count = Math.min(digits.length, length);
        System.arraycopy(digits, digits.length - count, bytes, length - count, count);
        return new IpAddress(bytes);
    }

    static byte @Nullable [] parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            var part = parts[i];
            if (part.isEmpty()
                    || part.length() > 10
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || Long.parseLong(part) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(part);
        }
        return bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    public boolean isV6() {
        return bytes.length == 16;
    }

    /// `IPv4` or `IPv6`, as in `spec.ipFamilies`.
    public String family() {
        return isV6() ? "IPv6" : "IPv4";
    }

    /// 4 or 16 bytes, most significant first.
    public byte[] toBytes() {
        return bytes.clone();
    }

    int bits() {
        return bytes.length * 8;
    }

    BigInteger number() {
        return new BigInteger(1, bytes);
    }

    public IpAddress plus(long offset) {
        return of(number().add(BigInteger.valueOf(offset)), bytes.length);
    }

    public boolean isUnspecified() {
        return number().signum() == 0;
    }

    public boolean isLoopback() {
        return isV6() ? number().equals(BigInteger.ONE) : bytes[0] == 127;
    }

    public boolean isLinkLocalUnicast() {
        return isV6()
                ? (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80
                : (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254;
    }

    public boolean isLinkLocalMulticast() {
        return isV6()
                ? (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2
                : (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0;
    }

    /// What is wrong with the text as the value of a field that takes strictly one address.
    public static List<String> strictly(String text) {
        var address = parse(text);
        if (address.isEmpty()) {
            return List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        if (text.indexOf(':') < 0 && text.matches("(.*\\.)?0\\d.*")) {
            return List.of("must not have leading 0s");
        }
        if (text.indexOf(':') >= 0 && !address.get().isV6()) {
            return List.of("must not be an IPv4-mapped IPv6 address");
        }
        return List.of();
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

    @Override
    public int compareTo(IpAddress other) {
        return bytes.length == other.bytes.length
                ? Arrays.compareUnsigned(bytes, other.bytes)
                : Integer.compare(bytes.length, other.bytes.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The canonical form: RFC 5952 for IPv6.
    @Override
    public String toString() {
        if (isV6()) {
            return Ipv6Text.write(bytes);
        }
        return (bytes[0] & 0xff)
                + "."
                + (bytes[1] & 0xff)
                + "."
                + (bytes[2] & 0xff)
                + "."
                + (bytes[3] & 0xff);
    }
}
