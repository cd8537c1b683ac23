package dev.jong.kubelet.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.settings.KubeletSettings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ImageCollectionTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final List<Image> images = new ArrayList<>();
    private final ImageCollection collection =
            new ImageCollection(KubeletSettings.DEFAULT.images(), runtime(), clock);

    @Test
    void deletesNothingBelowTheHigherMark() {
        images.add(image("a", 10, "registry.example/a:1"));

        assertThat(collection.collect(new Reading(16, 100))).isEmpty();
        assertThat(images).hasSize(1);
    }

    @Test
    void deletesUntilTheLowerMarkButNeitherYoungNorLocalImages() {
        images.add(image("local", 50, "localhost/mine:1"));
        images.add(image("old", 5, "registry.example/a:1"));
        assertThat(collection.collect(new Reading(90, 100))).isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        images.add(image("later", 5, "registry.example/b:1"));
        assertThat(collection.collect(new Reading(90, 100))).isEmpty();

        assertThat(collection.collect(new Reading(15, 100))).isEmpty();

        assertThat(images).extracting(Image::id).containsExactly("local", "later");
        assertThat(collection.collect(new Reading(15, 100)))
                .startsWith("Failed to garbage collect required amount of images.");
        assertThat(images).extracting(Image::id).containsExactly("local", "later");
        assertThat(collection.deleteAllUnused()).isEqualTo(5);
        assertThat(images).extracting(Image::id).containsExactly("local");
    }

    private static Image image(String id, long size, String tag) {
        return new Image(id, List.of(tag), List.of(), size, null, "", false);
    }

    /// A runtime that has only images.
    private Runtime runtime() {
        return (Runtime)
                Proxy.newProxyInstance(
                        Runtime.class.getClassLoader(),
                        new Class<?>[] {Runtime.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "images" -> List.copyOf(images);
                                    case "containers" -> List.of();
                                    case "removeImage" -> {
                                        var id = Objects.requireNonNull(arguments)[0];
                                        images.removeIf(image -> image.id().equals(id));
                                        yield null;
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }
}
