package dev.jong.javascriptclienttests;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Results in the Test Anything Protocol, as Node's test runner prints them.
record TapReport(String text, List<Result> results) {
    private static final Pattern RESULT = Pattern.compile("(not )?ok \\d+ - (.*)");

    /// @param details what the runner says of it
    record Result(String name, boolean good, String details) {}

    TapReport {
        results = List.copyOf(results);
    }

    static TapReport of(String text) {
        var results = new ArrayList<Result>();
        var details = new StringBuilder();
        for (var line : text.lines().toList().reversed()) {
            var result = RESULT.matcher(line);
            if (result.matches()) {
                boolean good = result.group(1) == null;
                results.addFirst(new Result(result.group(2), good, details.toString()));
                details.setLength(0);
            } else {
                details.insert(0, line + "\n");
            }
        }
        return new TapReport(text, results);
    }

    long failures() {
        return results.stream().filter(result -> !result.good()).count();
    }
}
