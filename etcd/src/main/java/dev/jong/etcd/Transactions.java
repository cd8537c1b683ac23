package dev.jong.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.jong.etcd.rpc.Compare;
import dev.jong.etcd.rpc.Compare.CompareResult;
import dev.jong.etcd.rpc.Compare.CompareTarget;
import dev.jong.etcd.rpc.DeleteRangeRequest;
import dev.jong.etcd.rpc.KeyValue;
import dev.jong.etcd.rpc.PutRequest;
import dev.jong.etcd.rpc.RangeRequest;
import dev.jong.etcd.rpc.RequestOp;
import dev.jong.etcd.rpc.TxnRequest;
import dev.jong.etcd.rpc.TxnResponse;
import dev.jong.store.Entry;
import dev.jong.store.Write;
import dev.jong.store.Written;
import org.jspecify.annotations.Nullable;

/// A [Write] as a transaction of etcd, and its answer.
final class Transactions {
    private Transactions() {}

    /// The change when the key stands at the expected revision, else a look at it. A key that does
    /// not exist stands at 0.
    static TxnRequest of(Write write) {
        var key = ByteString.copyFromUtf8(write.key());
        return switch (write) {
            case Write.Create create ->
                    request(key, 0, put(key, create.value(), create.lease(), false));
            case Write.Update update ->
                    request(
                            key,
                            existing(update.expectedRevision()),
                            put(key, update.value(), update.lease(), true));
            case Write.Delete delete ->
                    request(
                            key,
                            existing(delete.expectedRevision()),
                            RequestOp.newBuilder()
                                    .setRequestDeleteRange(
                                            DeleteRangeRequest.newBuilder()
                                                    .setKey(key)
                                                    .setPrevKv(true))
                                    .build());
        };
    }

    private static TxnRequest request(ByteString key, long expected, RequestOp change) {
        return TxnRequest.newBuilder()
                .addCompare(
                        Compare.newBuilder()
                                .setKey(key)
                                .setTarget(CompareTarget.MOD)
                                .setResult(CompareResult.EQUAL)
                                .setModRevision(expected))
                .addSuccess(change)
                .addFailure(
                        RequestOp.newBuilder()
                                .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build();
    }

    /// No key stands at -1: an update or delete at 0 never holds.
    private static long existing(long expected) {
        return expected > 0 ? expected : -1;
    }

    private static RequestOp put(ByteString key, byte[] value, long lease, boolean previous) {
        return RequestOp.newBuilder()
                .setRequestPut(
                        PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(UnsafeByteOperations.unsafeWrap(value))
                                .setLease(lease)
                                .setPrevKv(previous))
                .build();
    }

    static Written written(TxnResponse answer) {
        var first = answer.getResponses(0);
        if (!answer.getSucceeded()) {
            var found = first.getResponseRange();
            return new Written.Conflict(found.getKvsCount() == 0 ? null : entry(found.getKvs(0)));
        }
        @Nullable Entry previous = null;
        if (first.hasResponsePut() && first.getResponsePut().hasPrevKv()) {
            previous = entry(first.getResponsePut().getPrevKv());
        } else if (first.hasResponseDeleteRange()
                && first.getResponseDeleteRange().getPrevKvsCount() > 0) {
            previous = entry(first.getResponseDeleteRange().getPrevKvs(0));
        }
        return new Written.Done(answer.getHeader().getRevision(), previous);
    }

    static Entry entry(KeyValue found) {
        return new Entry(
                found.getKey().toStringUtf8(),
                found.getValue().toByteArray(),
                found.getCreateRevision(),
                found.getModRevision(),
                found.getVersion(),
                found.getLease());
    }
}
