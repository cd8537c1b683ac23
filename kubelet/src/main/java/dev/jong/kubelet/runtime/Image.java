package dev.jong.kubelet.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image that is present on the node.
///
/// @param size bytes on disk
/// @param uid user of the image where it is a number
/// @param userName user of the image where it is a name, else empty
/// @param pinned never to be removed
public record Image(
        String id,
        List<String> tags,
        List<String> digests,
        long size,
        @Nullable Long uid,
        String userName,
        boolean pinned) {
    public Image {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }
}
