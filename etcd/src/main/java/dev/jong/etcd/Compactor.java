package dev.jong.etcd;

import com.google.protobuf.ByteString;
import dev.jong.etcd.rpc.Compare;
import dev.jong.etcd.rpc.Compare.CompareResult;
import dev.jong.etcd.rpc.Compare.CompareTarget;
import dev.jong.etcd.rpc.KVGrpc;
import dev.jong.etcd.rpc.PutRequest;
import dev.jong.etcd.rpc.RangeRequest;
import dev.jong.etcd.rpc.RequestOp;
import dev.jong.etcd.rpc.TxnRequest;
import dev.jong.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets, once a period, what was superseded a period ago. Several servers share the work as
/// upstream's API servers do, and with them: the version of the key `compact_rev_key` counts the
/// compactions, and whoever raises it performs the next one; its value is the revision compacted
/// to.
final class Compactor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Compactor.class);
    private static final ByteString KEY = ByteString.copyFromUtf8("compact_rev_key");

    private final EtcdStore store;
    private final Requests requests;
    private final Duration period;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("etcd-compactor").unstarted(this::run);

    private Turn turn = new Turn(0, 0);

    /// @param count compactions that had been counted
    /// @param revision the store's at that time; what came before may go a period later
    record Turn(long count, long revision) {}

    Compactor(EtcdStore store, Requests requests, Duration period) {
        this.store = store;
        this.requests = requests;
        this.period = period;
    }

    void start() {
        if (!period.isZero()) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (!closed.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                compact();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is done once a period.
    void compact() {
        try {
            turn = compact(turn);
        } catch (StoreException | Requests.Refused e) {
            if (closed.getCount() > 0) {
                log.atWarn().setCause(e).log("Could not compact etcd, trying again in a while");
            }
        }
    }

    private Turn compact(Turn before) {
        var answer =
                requests.change(
                        KVGrpc.getTxnMethod(),
                        TxnRequest.newBuilder()
                                .addCompare(
                                        Compare.newBuilder()
                                                .setKey(KEY)
                                                .setTarget(CompareTarget.VERSION)
                                                .setResult(CompareResult.EQUAL)
                                                .setVersion(before.count))
                                .addSuccess(
                                        RequestOp.newBuilder()
                                                .setRequestPut(
                                                        PutRequest.newBuilder()
                                                                .setKey(KEY)
                                                                .setValue(
                                                                        ByteString.copyFromUtf8(
                                                                                Long.toString(
                                                                                        before.revision)))))
                                .addFailure(
                                        RequestOp.newBuilder()
                                                .setRequestRange(
                                                        RangeRequest.newBuilder().setKey(KEY)))
                                .build());
        var now = answer.getHeader().getRevision();
        if (!answer.getSucceeded()) {
            var found = answer.getResponses(0).getResponseRange();
            if (found.getKvsCount() == 0) {
                return new Turn(0, now);
            }
            compactedTo(found.getKvs(0).getValue().toStringUtf8());
            return new Turn(found.getKvs(0).getVersion(), now);
        }
        if (before.revision > 0) {
            store.compact(before.revision);
            log.atDebug().addKeyValue("revision", before.revision).log("Compacted etcd");
        }
        return new Turn(before.count + 1, now);
    }

    private void compactedTo(String revision) {
        try {
            store.compactedTo(Long.parseLong(revision));
        } catch (NumberFormatException _) {
            log.atWarn().addKeyValue("value", revision).log("compact_rev_key holds no revision");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
