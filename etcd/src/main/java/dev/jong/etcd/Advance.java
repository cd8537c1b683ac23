package dev.jong.etcd;

import com.google.protobuf.ByteString;
import dev.jong.etcd.rpc.DeleteRangeRequest;
import dev.jong.etcd.rpc.KVGrpc;
import dev.jong.etcd.rpc.PutRequest;
import dev.jong.etcd.rpc.RequestOp;
import dev.jong.etcd.rpc.TxnRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Uses up revisions of etcd, which gives one to each change and none for the asking: a key of no
/// meaning is written again and again.
final class Advance {
    private static final ByteString KEY = ByteString.copyFromUtf8("/jong/advance");

    /// etcd makes what comes together durable together.
    private static final int TOGETHER = 128;

    private static final TxnRequest WRITE =
            TxnRequest.newBuilder()
                    .addSuccess(
                            RequestOp.newBuilder()
                                    .setRequestPut(PutRequest.newBuilder().setKey(KEY)))
                    .build();
    private static final TxnRequest DELETE =
            TxnRequest.newBuilder()
                    .addSuccess(
                            RequestOp.newBuilder()
                                    .setRequestDeleteRange(
                                            DeleteRangeRequest.newBuilder().setKey(KEY)))
                    .build();

    private final Requests requests;
    private final AtomicLong reached;

    /// @param now the revision at which etcd stands
    Advance(Requests requests, long now) {
        this.requests = requests;
        this.reached = new AtomicLong(now);
    }

    /// Returns when etcd stands at the revision or behind it.
    void to(long revision) throws InterruptedException {
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var all =
                    IntStream.range(0, TOGETHER)
                            .<Future<?>>mapToObj(_ -> writers.submit(() -> write(revision)))
                            .toList();
            for (var each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
        perform(DELETE);
    }

    private void write(long revision) {
        while (reached.get() < revision) {
            perform(WRITE);
        }
    }

    /// Once more does no harm.
    private void perform(TxnRequest change) {
        var answer = requests.read(KVGrpc.getTxnMethod(), change);
        reached.accumulateAndGet(answer.getHeader().getRevision(), Math::max);
    }
}
