package dev.jong.etcd;

import dev.jong.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks the members until one answers. What only reads is asked again as long as there is patience
/// and a member may answer soon; what changes something only when it is certain that it was not
/// carried out.
final class Requests {
    /// A member that takes longer over a read is left for another.
    private static final Duration READ_LIMIT = Duration.ofSeconds(3);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Endpoints endpoints;
    private final Duration patience;
    private volatile boolean closed;

    Requests(Endpoints endpoints, Duration patience) {
        this.endpoints = endpoints;
        this.patience = patience;
    }

    /// An answer that etcd gave instead of doing what it was asked.
    static final class Refused extends RuntimeException {
        private final Refusal refusal;
        private final StatusRuntimeException answer;

        Refused(Refusal refusal, StatusRuntimeException answer) {
            super(refusal.name(), answer);
            this.refusal = refusal;
            this.answer = answer;
        }

        Refusal refusal() {
            return refusal;
        }

        /// Where the asker has no use for it.
        StoreException unexpected() {
            return new StoreException.Unusable("etcd refuses: " + answer.getMessage(), answer);
        }
    }

    /// @throws Refused for what the asker may expect
    /// @throws StoreException.Unavailable when no member answered in time
    /// @throws StoreException.Unusable for what asking again does not change
    <Q, A> A read(MethodDescriptor<Q, A> method, Q request) {
        return ask(method, request, true, patience);
    }

    /// @throws Refused for what the asker may expect
    /// @throws StoreException.Unavailable when no member took it; nothing was changed
    /// @throws StoreException.Undecided when it is not known whether it was done
    <Q, A> A change(MethodDescriptor<Q, A> method, Q request) {
        return ask(method, request, false, patience);
    }

    /// As the other, with a patience of its own.
    <Q, A> A change(MethodDescriptor<Q, A> method, Q request, Duration limit) {
        return ask(method, request, false, limit);
    }

    Duration patience() {
        return patience;
    }

    /// As [#read], of a method that answers with a stream: the first answer.
    <Q, A> A first(MethodDescriptor<Q, A> method, Q request) {
        return ask(
                (channel, options) ->
                        ClientCalls.blockingServerStreamingCall(channel, method, options, request)
                                .next(),
                true,
                patience);
    }

    /// Performs a call on a channel.
    private interface Call<A> {
        A on(Channel channel, CallOptions options);
    }

    private <Q, A> A ask(
            MethodDescriptor<Q, A> method, Q request, boolean harmless, Duration most) {
        return ask(
                (channel, options) ->
                        ClientCalls.blockingUnaryCall(channel, method, options, request),
                harmless,
                most);
    }

    private <A> A ask(Call<A> call, boolean harmless, Duration most) {
        var started = System.nanoTime();
        var pause = FIRST_PAUSE;
        while (true) {
            if (closed) {
                throw new StoreException.Closed();
            }
            var left = most.toNanos() - (System.nanoTime() - started);
            var limit =
                    harmless && endpoints.count() > 1 ? Math.min(left, READ_LIMIT.toNanos()) : left;
            var endpoint = endpoints.current();
            var departure = new Departure();
            var context = Context.current().withCancellation();
            Runnable end = () -> context.cancel(null);
            endpoint.whenGivenUp(end);
            var before = context.attach();
            try {
                return call.on(
                        endpoint.channel(),
                        CallOptions.DEFAULT
                                .withDeadlineAfter(Math.max(1, limit), TimeUnit.NANOSECONDS)
                                .withStreamTracerFactory(departure));
            } catch (StatusRuntimeException e) {
                var refusal = Refusal.of(e.getStatus(), departure.sent());
                if (closed) {
                    throw new StoreException.Closed();
                }
                if (refusal != Refusal.NOT_BEGUN && refusal != Refusal.UNKNOWN) {
                    var refused = new Refused(refusal, e);
                    throw refusal == Refusal.FINAL ? refused.unexpected() : refused;
                }
                var interrupted = Thread.currentThread().isInterrupted();
                if (!interrupted) {
                    endpoints.leave(endpoint, String.valueOf(e.getMessage()));
                }
                if (refusal == Refusal.UNKNOWN && !harmless) {
                    throw new StoreException.Undecided(
                            "etcd did not say whether it made the change: " + e.getMessage());
                }
                var spent = System.nanoTime() - started + pause.toNanos();
                var givenUp = context.isCancelled() && !endpoints.isHopeful();
                if (interrupted || givenUp || spent >= most.toNanos()) {
                    throw new StoreException.Unavailable(
                            "etcd does not answer at " + endpoint.uri() + ": " + e.getMessage());
                }
            } finally {
                context.detach(before);
                endpoint.noLongerWaits(end);
                context.close();
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }

    /// Lets waiting requests fail from now on.
    void close() {
        closed = true;
    }
}
