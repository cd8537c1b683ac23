package dev.jong.benchmarks.objects;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Bytes in which a number of six digits is changed in place, so that no two Pods are equal.
final class Wire {
    static final String MARK = "777777";

    private final byte[] bytes;
    private final List<Integer> places;

    private Wire(byte[] bytes, List<Integer> places) {
        this.bytes = bytes;
        this.places = places;
    }

    static Wire of(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var places = new ArrayList<Integer>();
        for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
            places.add(at);
        }
        return new Wire(bytes, List.copyOf(places));
    }

    /// The same array every time.
    byte[] numbered(int number) {
        for (int place : places) {
            int rest = number;
            for (int digit = MARK.length() - 1; digit >= 0; digit--) {
                bytes[place + digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return bytes;
    }
}
