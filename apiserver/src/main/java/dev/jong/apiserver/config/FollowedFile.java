package dev.jong.apiserver.config;

import dev.jong.foundation.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A configuration file that is looked at every second. What it says anew takes the place of what
/// it said before; where that cannot be, nothing changes and a failure is counted.
public final class FollowedFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FollowedFile.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// After which what may become usable is tried again.
    private static final Backoff AGAIN = Backoff.doubling(LOOK, Duration.ofMinutes(1));

    private final String what;
    private final Path file;
    private final Loader loader;
    private final ReloadFigures figures;
    private final Thread follower;

    /// What was replaced and still ends what it began. The follower's own, as what follows, until
    /// it has ended.
    private final List<Former> formers = new ArrayList<>();

    /// About which nothing more is to be found out.
    private Optional<String> decided;

    private Optional<String> tried = Optional.empty();
    private int failures;
    private long looks;
    private long next;

    /// Takes up what a file says.
    @FunctionalInterface
    public interface Loader {
        /// Called by one thread; may block.
        ///
        /// @throws InvalidConfiguration as [Outcome.Unfit]
        Outcome load(String content);
    }

    /// What became of a change.
    public sealed interface Outcome {
        /// In use.
        ///
        /// @param closing what ends the former configuration
        /// @param grace for what it has begun
        record Loaded(Runnable closing, Duration grace) implements Outcome {}

        /// It means what is in use already.
        record Same() implements Outcome {}

        /// It is not valid and never will be.
        record Unfit(String reason) implements Outcome {}

        /// It cannot be used yet: it is tried again.
        record NotYet(String reason) implements Outcome {}
    }

    private record Former(Runnable closing, long due) {}

    FollowedFile(String what, Path file, String content, Loader loader, ReloadFigures figures) {
        this.what = what;
        this.file = file;
        this.loader = loader;
        this.figures = figures;
        this.decided = Optional.of(content);
        this.follower = Thread.ofVirtual().name(what + "-config").unstarted(this::follow);
    }

    FollowedFile start() {
        follower.start();
        return this;
    }

    private void follow() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        looks++;
        closeDue();
        var now = content();
        if (now.equals(decided)) {
            tried = now;
            return;
        }
        if (!now.equals(tried)) {
            tried = now;
            failures = 0;
        } else if (looks < next) {
            return;
        }
        switch (load(now)) {
            case Outcome.Loaded(var closing, var grace) -> {
                decided = now;
                formers.add(new Former(closing, looks + grace.dividedBy(LOOK)));
                figures.succeeded(now.orElse(""));
                log.atInfo()
                        .addKeyValue("config", what)
                        .addKeyValue("file", file)
                        .log("Loaded a new configuration");
            }
            case Outcome.Same() -> decided = now;
            case Outcome.Unfit(var reason) -> {
                decided = now;
                failed(reason);
            }
            case Outcome.NotYet(var reason) -> {
                failures++;
                next = looks + AGAIN.delay(failures).dividedBy(LOOK);
                failed(reason);
            }
        }
    }

    /// Empty when it cannot be read.
    private Optional<String> content() {
        try {
            return Optional.of(ConfigFile.text(file));
        } catch (InvalidConfiguration _) {
            return Optional.empty();
        }
    }

    private Outcome load(Optional<String> content) {
        if (content.isEmpty()) {
            return new Outcome.NotYet("the file cannot be read");
        }
        try {
            return loader.load(content.get());
        } catch (InvalidConfiguration e) {
            return new Outcome.Unfit(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String reason) {
        figures.failed();
        log.atError()
                .addKeyValue("config", what)
                .addKeyValue("file", file)
                .addKeyValue("error", reason)
                .log("Cannot use the new configuration");
    }

    private void closeDue() {
        var due = formers.stream().filter(former -> former.due() <= looks).toList();
        due.forEach(former -> former.closing().run());
        formers.removeAll(due);
    }

    @Override
    public void close() {
        follower.interrupt();
        try {
            follower.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        formers.forEach(former -> former.closing().run());
    }
}
