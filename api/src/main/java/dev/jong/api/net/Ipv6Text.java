package dev.jong.api.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The text form of IPv6 addresses (RFC 4291, RFC 5952).
final class Ipv6Text {
    private Ipv6Text() {}

    static byte @Nullable [] parse(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        var head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        var tail = gap < 0 ? new ArrayList<Integer>() : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int count = head.size() + tail.size();
        if (gap < 0 ? count != 8 : count > 7) {
            return null;
        }
        var bytes = new byte[16];
        for (int i = 0; i < head.size(); i++) {
            put(bytes, i, head.get(i));
        }
        for (int i = 0; i < tail.size(); i++) {
            put(bytes, 8 - tail.size() + i, tail.get(i));
        }
        return bytes;
    }

    private static void put(byte[] bytes, int group, int value) {
        bytes[group * 2] = (byte) (value >> 8);
        bytes[group * 2 + 1] = (byte) value;
    }

    /// @param mayEndInV4 the last group may be an IPv4 address
    private static @Nullable List<Integer> groups(String text, boolean mayEndInV4) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return groups;
        }
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            var part = parts[i];
            if (mayEndInV4 && i == parts.length - 1 && part.indexOf('.') >= 0) {
                var v4 = IpAddress.parseV4(part);
                if (v4 == null) {
                    return null;
                }
                groups.add(((v4[0] & 0xff) << 8) | (v4[1] & 0xff));
                groups.add(((v4[2] & 0xff) << 8) | (v4[3] & 0xff));
            } else if (part.matches("[0-9a-fA-F]{1,4}")) {
                groups.add(Integer.parseInt(part, 16));
            } else {
                return null;
            }
        }
        return groups;
    }

    static String write(byte[] bytes) {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[i * 2] & 0xff) << 8) | (bytes[i * 2 + 1] & 0xff);
        }
        int gap = -1;
        int longest = 1;
        for (int start = 0; start < 8; start++) {
            int length = 0;
            while (start + length < 8 && groups[start + length] == 0) {
                length++;
            }
            if (length > longest) {
                gap = start;
                longest = length;
            }
        }
        var out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                out.append("::");
                i += longest - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(groups[i]));
        }
        return out.toString();
    }
}
