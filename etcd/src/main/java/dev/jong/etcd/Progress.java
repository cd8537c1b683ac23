package dev.jong.etcd;

import java.util.ArrayList;
import java.util.List;

/// Whether a member's answer to a progress request may be trusted: older ones answer before the
/// events that it speaks of are sent (mended in 3.4.31 and 3.5.13, which upstream's API server asks
/// for too).
final class Progress {
    private static final List<List<Integer>> MENDED = List.of(List.of(3, 4, 31), List.of(3, 5, 13));

    private Progress() {}

    static boolean isReliable(String version) {
        var numbers = numbers(version);
        for (var mended : MENDED) {
            if (numbers.get(0).equals(mended.get(0)) && numbers.get(1).equals(mended.get(1))) {
                return numbers.get(2) >= mended.get(2);
            }
        }
        return numbers.get(0) > 3 || numbers.get(0) == 3 && numbers.get(1) > 5;
    }

    private static List<Integer> numbers(String version) {
        var numbers = new ArrayList<Integer>();
        for (var part : version.split("[.+-]", 4)) {
            if (numbers.size() < 3
                    && !part.isEmpty()
                    && part.chars().allMatch(Character::isDigit)) {
                numbers.add(Integer.parseInt(part));
            }
        }
        while (numbers.size() < 3) {
            numbers.add(0);
        }
        return numbers;
    }
}
