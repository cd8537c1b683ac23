package dev.jong.etcd;

import dev.jong.etcd.rpc.WatchCreateRequest;
import dev.jong.etcd.rpc.WatchGrpc;
import dev.jong.etcd.rpc.WatchProgressRequest;
import dev.jong.etcd.rpc.WatchRequest;
import dev.jong.etcd.rpc.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;

/// One watch on one member. What comes goes into the owner's queue, at most a few messages ahead of
/// what the owner has [#taken].
final class WatchStream {
    /// Has the member end the stream when it loses its leader, instead of keeping still.
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private static final int AHEAD = 4;

    /// What comes from a stream, or wakes the owner.
    sealed interface Signal {
        record Answer(WatchStream from, WatchResponse response) implements Signal {}

        record Ended(WatchStream from, Status status) implements Signal {}

        record Wake() implements Signal {}
    }

    private final Endpoint endpoint;
    private final ClientCall<WatchRequest, WatchResponse> call;
    private final BlockingQueue<Signal> signals;
    private final Runnable cut = this::cancel;

    private WatchStream(Endpoint endpoint, BlockingQueue<Signal> signals) {
        this.endpoint = endpoint;
        this.call = endpoint.channel().newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        this.signals = signals;
    }

    static WatchStream open(
            Endpoint endpoint, WatchCreateRequest request, BlockingQueue<Signal> signals) {
        var stream = new WatchStream(endpoint, signals);
        var headers = new Metadata();
        headers.put(HAS_LEADER, "true");
        stream.call.start(stream.listener(), headers);
        stream.call.request(AHEAD);
        stream.send(WatchRequest.newBuilder().setCreateRequest(request).build());
        endpoint.whenLeft(stream.cut);
        return stream;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    private ClientCall.Listener<WatchResponse> listener() {
        return new ClientCall.Listener<>() {
            @Override
            public void onMessage(WatchResponse response) {
                signals.add(new Signal.Answer(WatchStream.this, response));
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                endpoint.forget(cut);
                signals.add(new Signal.Ended(WatchStream.this, status));
            }
        };
    }

    private synchronized void send(WatchRequest request) {
        try {
            call.sendMessage(request);
        } catch (IllegalStateException _) {
            // Ended meanwhile: the listener says so.
            endpoint.forget(cut);
        }
    }

    /// One message has been worked off.
    void taken() {
        call.request(1);
    }

    void requestProgress() {
        send(
                WatchRequest.newBuilder()
                        .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                        .build());
    }

    void cancel() {
        call.cancel("no longer needed", null);
    }
}
