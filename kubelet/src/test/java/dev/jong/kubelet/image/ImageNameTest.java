package dev.jong.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageNameTest {
    @Test
    void takesTheLatestWhereNothingIsSaid() {
        assertThat(ImageName.withTag("busybox")).isEqualTo("busybox:latest");
        assertThat(ImageName.withTag("localhost:5000/a/b")).isEqualTo("localhost:5000/a/b:latest");
        assertThat(ImageName.withTag("a/b:1")).isEqualTo("a/b:1");
        var digest = "a@sha256:" + "0".repeat(64);
        assertThat(ImageName.withTag(digest)).isEqualTo(digest);
    }

    @Test
    void refusesWhatIsNoReference() {
        assertThatThrownBy(() -> ImageName.withTag("FAILED_IMAGE"))
                .hasMessage(
                        "Failed to apply default image tag \"FAILED_IMAGE\": couldn't parse image name \"FAILED_IMAGE\": "
                                + "invalid reference format: repository name (library/FAILED_IMAGE) must be lowercase");
        assertThatThrownBy(() -> ImageName.withTag("a b"))
                .hasMessageEndingWith("invalid reference format");
    }
}
