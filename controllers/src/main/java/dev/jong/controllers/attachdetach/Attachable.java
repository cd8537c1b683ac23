package dev.jong.controllers.attachdetach;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.storage.v1.VolumeAttachment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// A volume that a CSI driver attaches to nodes.
///
/// @param volume the PersistentVolume's name
/// @param handle as the driver calls it
/// @param shared whether several nodes may have it at a time
record Attachable(String volume, String driver, String handle, boolean shared) {
    static Optional<Attachable> of(PersistentVolume volume) {
        var source = volume.spec().csi();
        if (source == null) {
            return Optional.empty();
        }
        var modes = volume.spec().accessModes();
        boolean shared =
                modes.isEmpty()
                        || modes.contains("ReadWriteMany")
                        || modes.contains("ReadOnlyMany");
        return Optional.of(
                new Attachable(volume.name(), source.driver(), source.volumeHandle(), shared));
    }

    /// As kubelets and `Node.status` call it.
    String uniqueName() {
        return "kubernetes.io/csi/" + driver + "^" + handle;
    }

    /// The name of its attachment to a node: the same for everyone who works it out.
    String attachmentName(String node) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest((handle + driver + node).getBytes(StandardCharsets.UTF_8));
            return "csi-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAttachedBy(VolumeAttachment attachment) {
        return attachment.name().equals(attachmentName(attachment.spec().nodeName()));
    }
}
