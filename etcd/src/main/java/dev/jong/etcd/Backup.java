package dev.jong.etcd;

import dev.jong.etcd.rpc.MaintenanceGrpc;
import dev.jong.etcd.rpc.SnapshotRequest;
import dev.jong.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;

/// A member's whole database as one file, the same as `etcdctl snapshot save` makes: the pages, and
/// behind them their SHA-256. It is taken without stopping anybody.
public final class Backup {
    private static final int DIGEST_BYTES = 32;

    /// Pages of the database are multiples of this.
    private static final int SECTOR = 512;

    private Backup() {}

    /// Writes the file whole or not at all; only its owner may read it, for it holds secrets.
    ///
    /// @throws StoreException.Unusable when etcd or the disk fails, or what came is not whole
    static void save(Endpoint endpoint, Path file) {
        var partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(partial);
            try {
                receive(endpoint, partial);
                if (!isWhole(partial)) {
                    throw new StoreException.Unusable(
                            "the snapshot that came from " + endpoint.uri() + " is not whole",
                            new IOException("its checksum differs"));
                }
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new StoreException.Unusable("cannot write " + file + ": " + e.getMessage(), e);
        } catch (StatusRuntimeException e) {
            throw new StoreException.Unusable(
                    "etcd at " + endpoint.uri() + " gives no snapshot: " + e.getMessage(), e);
        }
    }

    private static void receive(Endpoint endpoint, Path partial) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var out = FileChannel.open(partial, options, ownerOnly)) {
            var pieces =
                    ClientCalls.blockingServerStreamingCall(
                            endpoint.channel(),
                            MaintenanceGrpc.getSnapshotMethod(),
                            CallOptions.DEFAULT,
                            SnapshotRequest.getDefaultInstance());
            while (pieces.hasNext()) {
                for (var buffer : pieces.next().getBlob().asReadOnlyByteBufferList()) {
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
            }
            out.force(true);
        }
    }

    /// Whether the file is a snapshot and its checksum holds.
    ///
    /// @throws IOException when it cannot be read
    public static boolean isWhole(Path file) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var content = in.size() - DIGEST_BYTES;
            if (content <= 0 || content % SECTOR != 0) {
                return false;
            }
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = ByteBuffer.allocate(1 << 16);
            for (long at = 0; at < content; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), content - at));
                var read = in.read(buffer, at);
                if (read < 0) {
                    return false;
                }
                at += read;
                digest.update(buffer.flip());
            }
            var expected = ByteBuffer.allocate(DIGEST_BYTES);
            in.read(expected, content);
            return Arrays.equals(digest.digest(), expected.array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
