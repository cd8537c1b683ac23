package dev.jong.foundation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// What must hold for a process to count as alive or ready, asked by name in order of registration.
public final class HealthChecks {
    /// Answers with what is wrong, in one sentence; empty when all is well. Must answer at once.
    public interface Check {
        Optional<String> problem();
    }

    private record Named(String name, Check check) {}

    /// One check's answer.
    public record Result(String name, Optional<String> problem) {}

    /// All answers.
    ///
    /// @param excluded checks that were left out on request
    public record Report(List<Result> results, List<String> excluded) {
        public boolean healthy() {
            return results.stream().allMatch(result -> result.problem.isEmpty());
        }

        /// The lines that Kubernetes' health endpoints print; the reason is withheld as they do.
        ///
        /// @param endpoint `healthz`, `livez` or `readyz`
        public String text(String endpoint) {
            var text = new StringBuilder();
            for (var result : results) {
                text.append(
                        result.problem.isEmpty()
                                ? "[+]" + result.name + " ok\n"
                                : "[-]" + result.name + " failed: reason withheld\n");
            }
            for (var name : excluded) {
                text.append("[+]").append(name).append(" excluded: ok\n");
            }
            return text.append(endpoint)
                    .append(healthy() ? " check passed\n" : " check failed\n")
                    .toString();
        }
    }

    private final List<Named> checks = new CopyOnWriteArrayList<>();

    public void add(String name, Check check) {
        checks.add(new Named(name, check));
    }

    public Report run(Set<String> exclude) {
        var results = new ArrayList<Result>();
        var excluded = new ArrayList<String>();
        for (var each : checks) {
            if (exclude.contains(each.name)) {
                excluded.add(each.name);
            } else {
                results.add(new Result(each.name, each.check.problem()));
            }
        }
        return new Report(results, excluded);
    }

    /// One check by name; empty when there is none.
    public Optional<Result> run(String name) {
        return checks.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .map(each -> new Result(name, each.check.problem()));
    }
}
