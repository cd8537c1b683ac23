package dev.jong.systemtests.openapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What differs in all documents that were compared.
///
/// @param compared how many documents
/// @param unexplained lines of differences that nothing explains
/// @param explained how many differences each reason explains
record OpenApiReport(int compared, List<String> unexplained, Map<String, Integer> explained) {
    OpenApiReport {
        unexplained = List.copyOf(unexplained);
        explained = new TreeMap<>(explained);
    }

    static OpenApiReport of(
            int compared, Collection<String> differences, Collection<Explained> reasons) {
        var left = new ArrayList<String>();
        var explained = new TreeMap<String, Integer>();
        for (var difference : differences) {
            reasons.stream()
                    .filter(why -> why.difference().matcher(difference).find())
                    .findFirst()
                    .ifPresentOrElse(
                            why -> explained.merge(why.reason(), 1, Integer::sum),
                            () -> left.add(difference));
        }
        return new OpenApiReport(compared, left, explained);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        unexplained.forEach(line -> text.append(line).append("\n"));
        explained.forEach(
                (why, count) -> text.append(count).append(" explained: ").append(why).append("\n"));
        return text.append(compared)
                .append(" documents compared, ")
                .append(unexplained.size())
                .append(" unexplained differences\n")
                .toString();
    }
}
