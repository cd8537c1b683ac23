package dev.jong.systemtests.scenario;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Deletion;
import dev.jong.client.ResourceClient;
import dev.jong.systemtests.scenario.LoadHistory.Version;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Makes, changes and deletes objects that nobody else touches, and tries again until it knows what
/// became of each change.
///
/// A change names the version that it changes, so that a request of which nothing was heard can
/// come true late without harm. Only a creation cannot: what was not created with the first request
/// is never deleted.
final class LoadWriter {
    static final String NAMESPACE = "default";
    static final String LABEL = "load";
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final String NUMBER = "number";
    private static final int CHANGES = 5;
    private static final int OF_WHICH_STAYS = 4;

    private final String name;
    private final ResourceClient<ConfigMap> maps;
    private final LoadHistory history;
    private final Consumer<String> again;
    private final AtomicInteger answered = new AtomicInteger();

    /// @param again told of each request that did not succeed
    LoadWriter(String name, Client client, LoadHistory history, Consumer<String> again) {
        this.name = name;
        this.maps = client.resources(ConfigMap.KIND).inNamespace(NAMESPACE);
        this.history = history;
        this.again = again;
    }

    static Version version(ConfigMap map) {
        return new Version(map.name(), revision(map), number(map));
    }

    private static long revision(ConfigMap map) {
        return Long.parseLong(String.valueOf(map.metadata().resourceVersion()));
    }

    private static int number(ConfigMap map) {
        return Integer.parseInt(map.data().getOrDefault(NUMBER, "-1"));
    }

    String name() {
        return name;
    }

    /// How many of its changes have been answered.
    int answered() {
        return answered.get();
    }

    /// Works until it is over; an object that was begun is brought to its end.
    void run(BooleanSupplier over) {
        for (var i = 1; !over.getAsBoolean(); i++) {
            live("load-" + name + "-" + i, i % OF_WHICH_STAYS != 0);
        }
    }

    /// @return the revision of one more object
    long mark() {
        return revision(create("load-" + name + "-mark").map());
    }

    private void live(String key, boolean ends) {
        var created = create(key);
        var map = created.map();
        rest();
        for (var number = 2; number <= CHANGES; number++) {
            map = change(map, number);
            rest();
        }
        if (ends && created.atOnce()) {
            delete(map);
            rest();
        }
    }

    private void rest() {
        answered.incrementAndGet();
        pause(PAUSE);
    }

    /// @param atOnce whether the first request created it, so that no other can
    private record Created(ConfigMap map, boolean atOnce) {}

    private Created create(String key) {
        var map =
                ConfigMap.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .name(key)
                                        .namespace(NAMESPACE)
                                        .labels(Map.of(LABEL, "yes"))
                                        .build())
                        .data(Map.of(NUMBER, "1"))
                        .build();
        for (var atOnce = true; ; atOnce = false) {
            try {
                var made = maps.create(map);
                history.acknowledged(version(made));
                return new Created(made, atOnce);
            } catch (ApiException.AlreadyExists _) {
                var found = look(key);
                if (found.isPresent() && number(found.get()) == 1 && !atOnce) {
                    history.acknowledged(version(found.get()));
                    return new Created(found.get(), false);
                }
                history.wrong(
                        "answer: " + key + " exists already as " + found.map(LoadWriter::version));
            } catch (ApiException | ClientException e) {
                failed("creating " + key, e);
            }
        }
    }

    private ConfigMap change(ConfigMap map, int number) {
        var next = map.withData(Map.of(NUMBER, Integer.toString(number)));
        while (true) {
            try {
                var made = maps.update(next);
                history.acknowledged(version(made));
                return made;
            } catch (ApiException.Conflict | ApiException.NotFound e) {
                var found = look(map.name());
                if (found.isPresent() && number(found.get()) == number) {
                    history.acknowledged(version(found.get()));
                    return found.get();
                }
                history.wrong(
                        "answer: changing %s: %s, and it is %s"
                                .formatted(
                                        version(map),
                                        e.getMessage(),
                                        found.map(LoadWriter::version)));
                pause(PAUSE);
            } catch (ApiException | ClientException e) {
                failed("changing " + map.name(), e);
            }
        }
    }

    private void delete(ConfigMap map) {
        var wanted = Deletion.DEFAULT.withResourceVersion(map.metadata().resourceVersion());
        for (var atOnce = true; ; atOnce = false) {
            try {
                maps.delete(map.name(), wanted);
                history.acknowledgedDeletion(map.name());
                return;
            } catch (ApiException.NotFound e) {
                if (atOnce) {
                    history.wrong("answer: deleting " + version(map) + ": " + e.getMessage());
                }
                history.acknowledgedDeletion(map.name());
                return;
            } catch (ApiException | ClientException e) {
                failed("deleting " + map.name(), e);
            }
        }
    }

    private Optional<ConfigMap> look(String key) {
        while (true) {
            try {
                return maps.find(key);
            } catch (ApiException | ClientException e) {
                failed("reading " + key, e);
            }
        }
    }

    private void failed(String what, RuntimeException e) {
        again.accept(what + ": " + e);
        pause(RETRY);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
