package dev.jong.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/// IP addresses as text and back, without ever asking a resolver.
final class Addresses {
    private Addresses() {}

    /// The valid ones of `texts`, in order.
    static List<InetAddress> parse(List<String> texts) {
        var parsed = new ArrayList<InetAddress>(texts.size());
        for (var text : texts) {
            var address = parse(text);
            if (address != null) parsed.add(address);
        }
        return List.copyOf(parsed);
    }

    static @Nullable InetAddress parse(String text) {
        try {
            if (text.indexOf(':') >= 0) return Address.getByAddress(text, Address.IPv6);
            return Address.getByAddress(text, Address.IPv4);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /// `10-0-0-1`, or `fd00--1` for IPv6, as in names of Pods.
    static String dashed(InetAddress address) {
        String text =
                address instanceof Inet6Address ? compressed(address) : address.getHostAddress();
        return text.replace('.', '-').replace(':', '-');
    }

    /// The address a dashed label stands for.
    static @Nullable InetAddress undashed(String label) {
        var version4 = parse(label.replace('-', '.'));
        return version4 != null ? version4 : parse(label.replace('-', ':'));
    }

    /// IPv6 text with the longest run of zeros left out (RFC 5952).
    private static String compressed(InetAddress address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++)
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) length++;
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
