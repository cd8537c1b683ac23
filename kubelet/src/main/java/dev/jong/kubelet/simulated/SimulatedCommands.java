package dev.jong.kubelet.simulated;

import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ExecResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Understands the few commands that examples and tests are made of: `true`, `false`, `exit N`,
/// `sleep N`, `echo …`, alone or as a shell script of them. Any other init container ends well at
/// once; any other container runs for ever.
final class SimulatedCommands {
    private static final Pattern SEPARATOR = Pattern.compile("\\s*(?:;|&&|\\n)\\s*");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.\\d+)?(s|m|h)?");

    private SimulatedCommands() {}

    static SimulatedCourse course(ContainerConfig container) {
        var words = new ArrayList<>(container.command());
        words.addAll(container.arguments());
        var result = run(words);
        if (result.understood()) {
            return new SimulatedCourse.Ends(result.lasts(), result.exitCode());
        }
        return container.role().runsToEnd()
                ? new SimulatedCourse.Ends(Duration.ZERO, 0)
                : new SimulatedCourse.Forever();
    }

    static ExecResult exec(List<String> command) {
        var result = run(command);
        return new ExecResult(result.exitCode(), result.output());
    }

    private static Result run(List<String> words) {
        if (words.isEmpty()) {
            return Result.UNKNOWN;
        }
        var program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        boolean shell =
                List.of("sh", "bash", "ash").contains(program)
                        && words.size() >= 3
                        && words.get(1).startsWith("-")
                        && words.get(1).endsWith("c");
        return shell ? script(words.get(2)) : single(program, words.subList(1, words.size()));
    }

    private static Result script(String text) {
        var total = new Result(true, Duration.ZERO, 0, "");
        for (var line : SEPARATOR.split(text.strip(), -1)) {
            if (line.isEmpty()) {
                continue;
            }
            var words = List.of(line.split("\\s+", -1));
            var step =
                    single(
                            words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1),
                            words.subList(1, words.size()));
            if (!step.understood()) {
                return Result.UNKNOWN;
            }
            total = total.then(step);
            if (words.getFirst().equals("exit")) {
                return total;
            }
        }
        return total;
    }

    private static Result single(String program, List<String> arguments) {
        return switch (program) {
            case "true", ":" -> new Result(true, Duration.ZERO, 0, "");
            case "false" -> new Result(true, Duration.ZERO, 1, "");
            case "echo" -> new Result(true, Duration.ZERO, 0, String.join(" ", arguments) + "\n");
            case "exit" -> exit(arguments);
            case "sleep" -> sleep(arguments);
            default -> Result.UNKNOWN;
        };
    }

    private static Result exit(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new Result(true, Duration.ZERO, 0, "");
        }
        return arguments.getFirst().matches("\\d{1,3}")
                ? new Result(true, Duration.ZERO, Integer.parseInt(arguments.getFirst()), "")
                : Result.UNKNOWN;
    }

    private static Result sleep(List<String> arguments) {
        var matcher = SECONDS.matcher(arguments.isEmpty() ? "" : arguments.getFirst());
        if (!matcher.matches()) {
            return Result.UNKNOWN;
        }
        long number = Long.parseLong(matcher.group(1));
        var unit = matcher.group(2);
        var lasts =
                switch (unit == null ? "s" : unit) {
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofSeconds(number);
                };
        return new Result(true, lasts, 0, "");
    }

    private record Result(boolean understood, Duration lasts, int exitCode, String output) {
        static final Result UNKNOWN = new Result(false, Duration.ZERO, 0, "");

        Result then(Result next) {
            return new Result(true, lasts.plus(next.lasts), next.exitCode, output + next.output);
        }
    }
}
